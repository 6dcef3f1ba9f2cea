using System.Globalization;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
using Candor.Wire.Definitions;
using Candor.Wire.Signing;
using Grpc.Core;

namespace Candor.Client.Tests.Server;

/// <summary>The market service over <see cref="MarketLog"/>.</summary>
internal sealed class TestMarketService(MarketLog log) : MarketService.MarketServiceBase
{
    public override Task<CreateMarketResponse> CreateMarket(CreateMarketRequest request, ServerCallContext context)
    {
        CreateMarketPayload payload = CreateMarketPayload.Parser.ParseFrom(request.Envelope.Payload);
        if (!DefinitionMessages.TryRead(payload.Definition, out _, out var faults))
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
            _ => OperatorCommands.TryCreate(
                Signed(request.Envelope), log.Now, out CreateMarket? command, out Rejection? no)
                ? command
                : throw Refusals.Of(no),
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
            state => OperatorCommands.TrySettle(
                state!, Signed(request.Envelope), log.Now, out SettleMarket? command, out Rejection? no)
                ? command
                : throw Refusals.Of(no),
            (_, _, receipt) => new SettleMarketResponse { Market = Show(), Receipt = receipt }));
    }

    public override Task<CancelMarketResponse> CancelMarket(CancelMarketRequest request, ServerCallContext context)
    {
        CancelMarketPayload payload = CancelMarketPayload.Parser.ParseFrom(request.Envelope.Payload);
        return Task.FromResult(log.Do(
            payload.RequestId,
            request.Envelope.Payload,
            state => OperatorCommands.TryCancel(
                state!, Signed(request.Envelope), log.Now, out CancelMarket? command, out Rejection? no)
                ? command
                : throw Refusals.Of(no),
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
                await responseStream.WriteAsync(
                    PublicEvents.ToMessage(log.State!, log.Events[next], next + 1, $"{next + 1}"));
                if (log.Events[next] is Market.Events.MarketSettled or Market.Events.MarketCancelled)
                {
                    return;
                }
            }

            await appended.WaitAsync(context.CancellationToken);
        }
    }

    internal static SignedEnvelope Signed(Envelope? message) =>
        Envelopes.TryRead(message, out SignedEnvelope? envelope, out FieldFault? fault)
            ? envelope
            : throw Refusals.Of(StatusCode.InvalidArgument, "INVALID_REQUEST", $"{fault}");

    private V1.Market Show(string? name = null)
    {
        if (log.State is not { } state || (name is not null && name != state.Name))
        {
            throw Refusals.Of(StatusCode.NotFound, "MARKET_NOT_FOUND", $"There is no market named '{name}'.");
        }

        return MarketMessages.ToMessage(state);
    }
}
