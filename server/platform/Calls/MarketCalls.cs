using Candor.Commitments.Audits;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Platform.Access;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Candor.V1;
using Candor.Validator;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
using Candor.Wire.Definitions;
using Candor.Wire.Errors;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Platform.Calls;

/// <summary>The service <c>candor.v1.MarketService</c>.</summary>
internal sealed class MarketCalls(
    MarketRegistry registry,
    ReadAccess access,
    IEventStore store,
    StreamRunner streams,
    Verdicts verdicts,
    MarketAdmission admission,
    BulkAdmission bulk,
    TimeProvider time)
    : MarketService.MarketServiceBase
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 1000;
    private const int MaxReasonLength = 500;

    /// <inheritdoc/>
    public override async Task<CreateMarketResponse> CreateMarket(
        CreateMarketRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<CreateMarketPayload>(request.Envelope);
        CreateMarketPayload payload = message.Payload;
        new FieldChecks()
            .Market(payload.Market, "envelope.payload.market")
            .RequestId(payload.RequestId)
            .Require(payload.Definition is not null, "envelope.payload.definition", "nothing", "a market definition")
            .ThrowIfAny();
        admission.RequireOperator(message.Envelope.KeyId);
        Market.Definitions.MarketDefinition definition = ReadDefinition(payload.Definition!, payload.Market);
        admission.RequireLogKey(definition, payload.Market);
        bulk.Require(definition, payload.Market);
        AuthenticatedPayload<CreateMarketPayload> authentic = message.Authenticate(
            definition.Operator.Key, definition.Version, payload.Market);
        using MarketRegistry.Lease lease = await registry.RentAsync(payload.Market, context.CancellationToken)
            .ConfigureAwait(false);
        return await SubmitAsync(
            lease.Market,
            OperatorCommands.Create(authentic, definition, at),
            message.Identify(payload.RequestId),
            accepted => new CreateMarketResponse
            {
                Market = MarketMessages.ToMessage(accepted.State),
            },
            context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<GetMarketResponse> GetMarket(GetMarketRequest request, ServerCallContext context)
    {
        new FieldChecks().Market(request.Name, "name").ThrowIfAny();
        using MarketRegistry.Lease lease = await access.RentAsync(
            request.Name, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        return new GetMarketResponse { Market = MarketMessages.ToMessage(lease.Market.View.State!) };
    }

    /// <inheritdoc/>
    public override async Task<ListMarketsResponse> ListMarkets(ListMarketsRequest request, ServerCallContext context)
    {
        new FieldChecks()
            .Require(request.PageSize >= 0, "pageSize", $"{request.PageSize}", "0 or more")
            .ThrowIfAny();
        int size = request.PageSize == 0 ? DefaultPageSize : Math.Min(request.PageSize, MaxPageSize);
        string after = OpaqueToken.ReadPage(request.PageToken);
        IReadOnlyList<ListedStream> page = await store.ListSummariesAsync(
            after, size + 1, context.CancellationToken).ConfigureAwait(false);
        var response = new ListMarketsResponse
        {
            Markets = { page.Take(size).Select(market => MarketSummaries.Decode(market.Summary)) },
        };
        if (page.Count > size)
        {
            response.NextPageToken = OpaqueToken.ForPage(page[size - 1].Name);
        }

        return response;
    }

    /// <inheritdoc/>
    public override async Task<SettleMarketResponse> SettleMarket(
        SettleMarketRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<SettleMarketPayload>(request.Envelope);
        SettleMarketPayload payload = message.Payload;
        new FieldChecks()
            .Market(request.Name, "name")
            .Market(payload.Market, "envelope.payload.market")
            .RequestId(payload.RequestId)
            .ThrowIfAny();
        using MarketRegistry.Lease lease = await RentForOperatorAsync(
            request.Name, payload.Market, message.Envelope, context).ConfigureAwait(false);
        var authentic = AuthenticateOperator(message, lease.Market);
        return await SubmitAsync(
            lease.Market,
            OperatorCommands.Settle(authentic, at),
            message.Identify(payload.RequestId),
            accepted => new SettleMarketResponse
            {
                Market = MarketMessages.ToMessage(accepted.State),
            },
            context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<CancelMarketResponse> CancelMarket(
        CancelMarketRequest request, ServerCallContext context)
    {
        DateTimeOffset at = time.GetUtcNow();
        var message = SignedMessages.Read<CancelMarketPayload>(request.Envelope);
        CancelMarketPayload payload = message.Payload;
        int reasonLength = payload.Reason.EnumerateRunes().Count();
        new FieldChecks()
            .Market(request.Name, "name")
            .Market(payload.Market, "envelope.payload.market")
            .RequestId(payload.RequestId)
            .Require(
                reasonLength <= MaxReasonLength,
                "envelope.payload.reason",
                $"{reasonLength} characters (Unicode code points)",
                $"at most {MaxReasonLength} characters (Unicode code points)")
            .ThrowIfAny();
        using MarketRegistry.Lease lease = await RentForOperatorAsync(
            request.Name, payload.Market, message.Envelope, context).ConfigureAwait(false);
        var authentic = AuthenticateOperator(message, lease.Market);
        return await SubmitAsync(
            lease.Market,
            OperatorCommands.Cancel(authentic, at),
            message.Identify(payload.RequestId),
            accepted => new CancelMarketResponse
            {
                Market = MarketMessages.ToMessage(accepted.State),
            },
            context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<GetCommitmentResponse> GetCommitment(
        GetCommitmentRequest request, ServerCallContext context)
    {
        new FieldChecks().Participant(request.Participant, "participant").ThrowIfAny();
        _ = ParticipantName.TryParse(request.Participant, out ParticipantName? name);
        using MarketRegistry.Lease lease = await access.RentAsync(
            name!.Market, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        MarketState state = lease.Market.View.State!;
        return state.Definition.TryFind(name.Id, out int index)
            ? MarketMessages.ToCommitment(state, index)
            : throw ParticipantNotFound(name);
    }

    /// <inheritdoc/>
    public override async Task<GetStatisticsResponse> GetStatistics(
        GetStatisticsRequest request, ServerCallContext context)
    {
        new FieldChecks().Participant(request.Participant, "participant").ThrowIfAny();
        _ = ParticipantName.TryParse(request.Participant, out ParticipantName? name);
        using MarketRegistry.Lease lease = await access.RentForValidatorAsync(
            name!.Market, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        if (!lease.Market.View.State!.Definition.TryFind(name.Id, out int index))
        {
            throw ParticipantNotFound(name);
        }

        PlatformStatistics found = await SignedStatistics.FindAsync(lease.Market, index, context.CancellationToken)
            .ConfigureAwait(false);
        return new GetStatisticsResponse
        {
            Report = found.Report is null ? null : Envelopes.ToMessage(found.Report),
            Statistics = found.Statistics is null ? null : Envelopes.ToMessage(found.Statistics),
        };
    }

    /// <inheritdoc/>
    public override async Task<SubmitVerdictResponse> SubmitVerdict(
        SubmitVerdictRequest request, ServerCallContext context)
    {
        new FieldChecks().Market(request.Name, "name").ThrowIfAny();
        SignedEnvelope verdict = SignedMessages.ReadEnvelope(request.Envelope);
        using MarketRegistry.Lease lease = await access.RentForSenderAsync(
            request.Name, IsAbout(verdict, request.Name) ? verdict : null, context.CancellationToken).ConfigureAwait(false);
        return await verdicts.SubmitAsync(request.Name, verdict, context.CancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task WatchMarket(
        WatchMarketRequest request, IServerStreamWriter<WatchMarketResponse> responseStream, ServerCallContext context)
    {
        new FieldChecks().Market(request.Name, "name").ThrowIfAny();
        using MarketRegistry.Lease lease = await access.RentAsync(
            request.Name, request.Envelope, context.CancellationToken).ConfigureAwait(false);
        MarketState state = lease.Market.View.State!;
        long after = OpaqueToken.ReadResume(request.ResumeToken, request.Name, lease.Market.View.Version);
        await streams.RunAsync(
            lease.Market,
            after,
            next => PublicEvents.ToMessage(
                state, next.Event, next.Sequence, OpaqueToken.ForResume(state.Name, next.Sequence)),
            responseStream,
            context).ConfigureAwait(false);
    }

    private static CallRejectedException ParticipantNotFound(ParticipantName name) => new(
        ErrorReason.ParticipantNotFound, $"The roster of {name.Market} has no participant '{name.Id}'.")
    {
        Resource = name.ToString(),
    };

    private static Task<TResponse> SubmitAsync<TResponse>(
        HostedMarket market,
        MarketCommand command,
        RequestIdentity request,
        Func<Accepted, TResponse> respond,
        ServerCallContext context)
        where TResponse : class, IMessage<TResponse>, new() =>
        market.SubmitAsync(new Submission<TResponse>(command, request, respond), context.CancellationToken);

    // Transcripts show what members have signed for other markets; sent here, it would tell a stranger who takes part.
    private static bool IsAbout(SignedEnvelope verdict, string market) =>
        verdict.PayloadType == AttestCommitment.PayloadType
            ? Attestation.TryParse(verdict.Payload.Span, out Attestation? attestation)
                && attestation.Context.Market == market
            : SignedPayload.TryRead<RefuseCommitmentPayload>(verdict, out var refusal, out _)
                ? ParticipantName.TryParse(refusal.Payload.Participant, out ParticipantName? name) && name.Market == market
                : SignedPayload.TryRead<OverlapPayload>(verdict, out var overlap, out _)
                    ? overlap.Payload.Market == market
                    : SignedPayload.TryRead<StatisticsVerdictPayload>(verdict, out var statistics, out _)
                        && ParticipantName.TryParse(statistics.Payload.Participant, out name) && name.Market == market;

    private static AuthenticatedPayload<TPayload> AuthenticateOperator<TPayload>(
        SignedPayload<TPayload> message, HostedMarket market)
        where TPayload : class, IMessage<TPayload>, new()
    {
        Market.Definitions.MarketDefinition rules = market.View.State!.Definition;
        return message.Authenticate(rules.Operator.Key, rules.Version, market.Name);
    }

    private async Task<MarketRegistry.Lease> RentForOperatorAsync(
        string asked, string signed, SignedEnvelope message, ServerCallContext context)
    {
        if (asked != signed)
        {
            throw new CallRejectedException(
                ErrorReason.MarketMismatch, $"The request names '{asked}'; the payload was signed for '{signed}'.")
            {
                Resource = asked,
            };
        }

        return await access.RentForSenderAsync(asked, message, context.CancellationToken).ConfigureAwait(false);
    }

    private static Market.Definitions.MarketDefinition ReadDefinition(
        V1.MarketDefinition definition, string market)
    {
        if (DefinitionMessages.TryRead(definition, out var rules, out var faults))
        {
            return rules;
        }

        string more = faults.Length > 1 ? $" (and {faults.Length - 1} more)" : "";
        throw new CallRejectedException(ErrorReason.DefinitionInvalid, $"The definition is wrong: {faults[0]}{more}.")
        {
            Resource = market,
            Violations =
            [
                .. faults.Select(fault => new FieldViolation(
                    fault.Path.Length == 0 ? "definition" : $"definition.{fault.Path}",
                    $"found {fault.Found}, expected {fault.Expected}")),
            ],
        };
    }
}
