using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.V1;
using Events = Candor.Market.Events;

namespace Candor.Client;

/// <content>What operators and onlookers do.</content>
public partial class CandorClient
{
    /// <summary>Creates a market and opens it.</summary>
    /// <param name="marketId">The id the operator chooses: 1 to 63 lower-case letters, digits and hyphens.</param>
    /// <param name="definition">The rules, such as <see cref="MarketDefinitionFile.Load"/> gives. They never
    /// change.</param>
    /// <param name="operatorKey">The key of the operator that the definition names.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The market as the server created it, verified.</returns>
    /// <exception cref="CandorException">The server refused, such as with <c>DEFINITION_INVALID</c> (every fault in
    /// <see cref="CandorException.Violations"/>) or <c>MARKET_ALREADY_EXISTS</c>; or stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer or its receipt does not hold.</exception>
    /// <exception cref="ArgumentException">The id is none.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<V1.Market> CreateMarketAsync(
        string marketId,
        MarketDefinition definition,
        SigningKey operatorKey,
        CancellationToken cancellationToken = default)
    {
        string name = ResourceNames.Market(marketId, nameof(marketId));
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(operatorKey);
        string requestId = NewRequestId();
        Envelope envelope = operatorKey.SignMessage(new CreateMarketPayload { Market = name, RequestId = requestId, Definition = definition });
        var request = new CreateMarketRequest { Envelope = envelope };
        CreateMarketResponse response = await _calls.InvokeAsync(
            options => _marketService.CreateMarketAsync(request, options), "CreateMarket", requestId, cancellationToken)
            .ConfigureAwait(false);
        (V1.Market created, VerifiedMarket verified) = Accept(response.Market, name);
        var sent = new SentMessage(
            envelope, 1, entry => entry is Events.MarketCreated e && e.Market == name ? e.Envelope : null);
        await _transcripts.AcceptAsync(verified, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        return created;
    }

    /// <summary>Reads a market.</summary>
    /// <param name="market">Its id or its name, <c>markets/{market}</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The market now. Its rules are verified against its operator's signature; its phases are the server's
    /// word.</returns>
    /// <exception cref="CandorException">There is no such market (<c>MARKET_NOT_FOUND</c>), or the server stayed
    /// unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer does not hold.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<V1.Market> GetMarketAsync(string market, CancellationToken cancellationToken = default)
    {
        string name = ResourceNames.Market(market, nameof(market));
        return (await FetchAsync(name, cancellationToken).ConfigureAwait(false)).Market;
    }

    /// <summary>Lists the markets by name, fetching page after page as they are read.</summary>
    /// <param name="pageSize">How many to fetch at a time, at most 1,000; 0 leaves it to the server.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>A line about each market; the server's word.</returns>
    /// <exception cref="CandorException">The server refused, or stayed unavailable.</exception>
    /// <exception cref="OperationCanceledException">The listing was stopped.</exception>
    public virtual async IAsyncEnumerable<MarketSummary> ListMarketsAsync(
        int pageSize = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pageSize);
        var request = new ListMarketsRequest { PageSize = pageSize };
        do
        {
            ListMarketsResponse page = await _calls.InvokeAsync(
                options => _marketService.ListMarketsAsync(request, options), "ListMarkets", null, cancellationToken)
                .ConfigureAwait(false);
            foreach (MarketSummary summary in page.Markets)
            {
                yield return summary;
            }

            request = new ListMarketsRequest { PageSize = pageSize, PageToken = page.NextPageToken };
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Settles an open market before its deadline. Who has not reported is out.</summary>
    /// <param name="market">Its id or its name.</param>
    /// <param name="operatorKey">The operator's key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The settled market.</returns>
    /// <exception cref="CandorException">The server refused, such as with <c>MARKET_SETTLED</c> or
    /// <c>KEY_NOT_ON_RECORD</c>; or stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer or its receipt does not hold.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<V1.Market> SettleMarketAsync(
        string market, SigningKey operatorKey, CancellationToken cancellationToken = default)
    {
        string name = ResourceNames.Market(market, nameof(market));
        ArgumentNullException.ThrowIfNull(operatorKey);
        VerifiedMarket verified = await RulesOfAsync(name, cancellationToken).ConfigureAwait(false);
        string requestId = NewRequestId();
        var request = new SettleMarketRequest
        {
            Name = name,
            Envelope = operatorKey.SignMessage(new SettleMarketPayload
            {
                Market = name,
                RequestId = requestId,
                DefinitionDigest = verified.DefinitionDigest,
            }),
        };
        SettleMarketResponse response = await _calls.InvokeAsync(
            options => _marketService.SettleMarketAsync(request, options), "SettleMarket", requestId, cancellationToken)
            .ConfigureAwait(false);
        V1.Market settled = Accept(response.Market, name).Market;
        var sent = new SentMessage(
            request.Envelope,
            settled.LastEvent,
            entry => entry is Events.MarketSettled e ? e.Envelope : null);
        await _transcripts.AcceptAsync(verified, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        return settled;
    }

    /// <summary>Cancels an open market. Nobody owes anything.</summary>
    /// <param name="market">Its id or its name.</param>
    /// <param name="reason">Why, for the participants to read; at most 500 characters.</param>
    /// <param name="operatorKey">The operator's key.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The cancelled market.</returns>
    /// <exception cref="CandorException">The server refused, such as with <c>MARKET_SETTLED</c> or
    /// <c>KEY_NOT_ON_RECORD</c>; or stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer or its receipt does not hold.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<V1.Market> CancelMarketAsync(
        string market, string reason, SigningKey operatorKey, CancellationToken cancellationToken = default)
    {
        string name = ResourceNames.Market(market, nameof(market));
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(operatorKey);
        VerifiedMarket verified = await RulesOfAsync(name, cancellationToken).ConfigureAwait(false);
        string requestId = NewRequestId();
        var request = new CancelMarketRequest
        {
            Name = name,
            Envelope = operatorKey.SignMessage(new CancelMarketPayload
            {
                Market = name,
                RequestId = requestId,
                DefinitionDigest = verified.DefinitionDigest,
                Reason = reason,
            }),
        };
        CancelMarketResponse response = await _calls.InvokeAsync(
            options => _marketService.CancelMarketAsync(request, options), "CancelMarket", requestId, cancellationToken)
            .ConfigureAwait(false);
        V1.Market cancelled = Accept(response.Market, name).Market;
        var sent = new SentMessage(
            request.Envelope,
            cancelled.LastEvent,
            entry => entry is Events.MarketCancelled e && e.Reason == reason ? e.Envelope : null);
        await _transcripts.AcceptAsync(verified, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        return cancelled;
    }

    /// <summary>A market's public events: the past ones, then each as it is stored, to the final one. The stream
    /// reopens by itself after every break, without limit, and gives each event once.</summary>
    /// <param name="market">Its id or its name.</param>
    /// <param name="resumeToken">The token of the last event seen; null for all events.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    /// <returns>The events. Reports are announced without their size.</returns>
    /// <exception cref="CandorException">There is no such market (<c>MARKET_NOT_FOUND</c>), or the token is not one of
    /// this stream (<c>RESUME_TOKEN_INVALID</c>).</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The stream was stopped.</exception>
    public virtual IAsyncEnumerable<WatchMarketResponse> WatchMarketAsync(
        string market, string? resumeToken = null, CancellationToken cancellationToken = default)
    {
        string name = ResourceNames.Market(market, nameof(market));
        return _calls.StreamAsync(
            (token, options) => _marketService.WatchMarket(
                new WatchMarketRequest { Name = name, ResumeToken = token }, options),
            message => message.ResumeToken,
            message => message.EventCase is WatchMarketResponse.EventOneofCase.MarketSettled
                or WatchMarketResponse.EventOneofCase.MarketCancelled,
            "WatchMarket",
            resumeToken ?? string.Empty,
            cancellationToken);
    }
}
