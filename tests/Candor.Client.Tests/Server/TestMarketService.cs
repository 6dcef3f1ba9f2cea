using System.Globalization;
using Candor.Client.Markets;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Events = Candor.Market.Events;

namespace Candor.Client.Tests.Server;

/// <summary>The market service over <see cref="MarketLog"/>.</summary>
internal sealed class TestMarketService(MarketLog log) : MarketService.MarketServiceBase
{
    public override Task<CreateMarketResponse> CreateMarket(CreateMarketRequest request, ServerCallContext context)
    {
        CreateMarketPayload payload = CreateMarketPayload.Parser.ParseFrom(request.Envelope.Payload);
        Candor.Market.Definitions.MarketDefinition? rules = DefinitionJson.ToRules(payload.Definition, out var faults);
        if (rules is null)
        {
            throw Refusals.Of(
                StatusCode.InvalidArgument,
                "DEFINITION_INVALID",
                "The definition breaks rules.",
                [.. faults.Select(f => ($"definition.{f.Path}", $"found {f.Found}, expected {f.Expected}"))]);
        }

        return Task.FromResult(log.Do(
            payload.RequestId,
            request.Envelope.Payload,
            _ => new CreateMarket(
                log.Now, payload.Market, rules, Authenticate(request.Envelope, payload, rules.Operator.Key)),
            (_, _, receipt) => new CreateMarketResponse { Market = Show(), Receipt = receipt }));
    }

    public override Task<GetMarketResponse> GetMarket(GetMarketRequest request, ServerCallContext context) =>
        Task.FromResult(new GetMarketResponse { Market = Show(request.Name) });

    // Forty markets on pages of fifteen; the token is the number of the page's first.
    public override Task<ListMarketsResponse> ListMarkets(ListMarketsRequest request, ServerCallContext context)
    {
        int first = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, CultureInfo.InvariantCulture);
        int size = request.PageSize == 0 ? 15 : request.PageSize;
        var response = new ListMarketsResponse();
        response.Markets.AddRange(Enumerable.Range(first, Math.Min(size, 40 - first)).Select(
            i => new MarketSummary { Name = $"markets/m{i:D2}" }));
        response.NextPageToken = first + size < 40 ? $"{first + size}" : string.Empty;
        return Task.FromResult(response);
    }

    public override Task<SettleMarketResponse> SettleMarket(SettleMarketRequest request, ServerCallContext context)
    {
        SettleMarketPayload payload = SettleMarketPayload.Parser.ParseFrom(request.Envelope.Payload);
        return Task.FromResult(log.Do(
            payload.RequestId,
            request.Envelope.Payload,
            state => new SettleMarket(
                log.Now,
                payload.DefinitionDigest.Memory,
                Authenticate(request.Envelope, payload, state!.Definition.Operator.Key)),
            (_, _, receipt) => new SettleMarketResponse { Market = Show(), Receipt = receipt }));
    }

    public override Task<CancelMarketResponse> CancelMarket(CancelMarketRequest request, ServerCallContext context)
    {
        CancelMarketPayload payload = CancelMarketPayload.Parser.ParseFrom(request.Envelope.Payload);
        return Task.FromResult(log.Do(
            payload.RequestId,
            request.Envelope.Payload,
            state => new CancelMarket(
                log.Now,
                payload.DefinitionDigest.Memory,
                payload.Reason,
                Authenticate(request.Envelope, payload, state!.Definition.Operator.Key)),
            (_, _, receipt) => new CancelMarketResponse { Market = Show(), Receipt = receipt }));
    }

    public override async Task WatchMarket(
        WatchMarketRequest request, IServerStreamWriter<WatchMarketResponse> responseStream, ServerCallContext context)
    {
        Show(request.Name);
        int next = request.ResumeToken.Length == 0 ? 0 : int.Parse(request.ResumeToken, CultureInfo.InvariantCulture);
        while (true)
        {
            Task appended = log.Appended;
            for (; next < log.Events.Count; next++)
            {
                WatchMarketResponse message = Translate(log.Events[next]);
                message.Sequence = (ulong)next + 1;
                message.ResumeToken = $"{next + 1}";
                message.Time = log.Events[next].Time.ToTimestamp();
                await responseStream.WriteAsync(message);
                if (log.Events[next] is Events.MarketSettled or Events.MarketCancelled)
                {
                    return;
                }
            }

            await appended.WaitAsync(context.CancellationToken);
        }
    }

    internal static AuthenticatedEnvelope Authenticate(Envelope envelope, IMessage payload, VerificationKey key)
    {
        var signed = new SignedEnvelope(
            envelope.PayloadType,
            envelope.Payload.Memory,
            envelope.Signatures.Single().Keyid,
            envelope.Signatures.Single().Sig.Memory);
        string expected = $"application/vnd.candor.v1.{payload.Descriptor.Name}+protobuf";
        return AuthenticatedEnvelope.TryVerify(
            signed, expected, key, out AuthenticatedEnvelope? held, out Rejection? no)
            ? held
            : throw Refusals.Of(no);
    }

    private static WatchMarketResponse Translate(MarketEvent happened) => happened switch
    {
        Events.MarketCreated => new() { MarketCreated = new V1.MarketCreated() },
        Events.ParticipantJoined e => new()
        {
            ParticipantJoined = new V1.ParticipantJoined { Participant = e.Participant },
        },
        Events.CommitmentAccepted e => new()
        {
            CommitmentAccepted = new V1.CommitmentAccepted { Participant = e.Participant },
        },
        Events.ReportAccepted e => new() { ReportAccepted = new V1.ReportAccepted { Participant = e.Participant } },
        Events.MarketSettled => new() { MarketSettled = new V1.MarketSettled() },
        Events.MarketCancelled e => new() { MarketCancelled = new V1.MarketCancelled { Reason = e.Reason } },
        _ => throw new InvalidOperationException(happened.GetType().Name),
    };

    private V1.Market Show(string? name = null)
    {
        if (log.State is not { } state || (name is not null && name != state.Name))
        {
            throw Refusals.Of(StatusCode.NotFound, "MARKET_NOT_FOUND", $"There is no market named '{name}'.");
        }

        SignedEnvelope creation = state.Created.Envelope;
        var market = new V1.Market
        {
            Name = state.Name,
            Definition = CreateMarketPayload.Parser.ParseFrom(creation.Payload.Span).Definition,
            Creation = new Envelope
            {
                PayloadType = creation.PayloadType,
                Payload = ByteString.CopyFrom(creation.Payload.Span),
                Signatures =
                {
                    new Signature { Keyid = creation.KeyId, Sig = ByteString.CopyFrom(creation.Signature.Span) },
                },
            },
            DefinitionDigest = ByteString.CopyFrom(state.DefinitionDigest.Span),
            Phase = (V1.MarketPhase)((int)state.Phase + 1),
            CreateTime = state.Created.Time.ToTimestamp(),
            LastEvent = (ulong)state.Version,
        };
        market.Participants.AddRange(state.Definition.Roster.Select((entry, i) => new ParticipantStatus
        {
            Name = $"{state.Name}/participants/{entry.Id}",
            Phase = TestParticipantService.PhaseOf(state, i),
        }));
        return market;
    }
}
