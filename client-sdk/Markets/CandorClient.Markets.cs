using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.V1;

namespace Candor.Client;

/// <content>What everybody reads of markets.</content>
public partial class CandorClient
{
    /// <summary>Reads a market that everyone may read.</summary>
    /// <param name="market">Its id or its name, <c>markets/{market}</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The market now. Its rules are verified against its operator's signature; its phases are the server's
    /// word.</returns>
    /// <exception cref="CandorException">There is no such market, or its members alone may read it
    /// (<c>MARKET_NOT_FOUND</c>); or the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer does not hold.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual Task<MarketInfo> GetMarketAsync(string market, CancellationToken cancellationToken = default) =>
        GetMarketAsync(market, null, cancellationToken);

    /// <summary>Reads a market, also one that only its members may read.</summary>
    /// <param name="market">Its id or its name, <c>markets/{market}</c>.</param>
    /// <param name="reader">The key of the operator, of a participant or of a validator; null for nobody in
    /// particular.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The market now. Its rules are verified against its operator's signature; its phases are the server's
    /// word.</returns>
    /// <exception cref="CandorException">There is no such market, or the reader may not read it
    /// (<c>MARKET_NOT_FOUND</c>); or the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer does not hold.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<MarketInfo> GetMarketAsync(
        string market, SigningKey? reader, CancellationToken cancellationToken = default)
    {
        string name = ResourceNames.Market(market, nameof(market));
        (V1.Market shown, VerifiedMarket verified) = await _connection.As(reader).FetchAsync(name, cancellationToken)
            .ConfigureAwait(false);
        return MarketInfo.Of(shown, verified);
    }

    /// <summary>Lists the markets by name, fetching page after page as they are read.</summary>
    /// <param name="pageSize">How many to fetch at a time, at most 1,000; 0 leaves it to the server.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>A line about each market; the server's word.</returns>
    /// <exception cref="CandorException">The server rejected the call, or stayed unavailable.</exception>
    /// <exception cref="OperationCanceledException">The listing was stopped.</exception>
    public virtual async IAsyncEnumerable<MarketSummary> ListMarketsAsync(
        int pageSize = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pageSize);
        var request = new ListMarketsRequest { PageSize = pageSize };
        do
        {
            ListMarketsResponse page = await _connection.Calls.InvokeAsync(
                options => _connection.MarketService.ListMarketsAsync(request, options), "ListMarkets", null, cancellationToken)
                .ConfigureAwait(false);
            foreach (V1.MarketSummary summary in page.Markets)
            {
                yield return MarketSummary.Of(summary);
            }

            request = new ListMarketsRequest { PageSize = pageSize, PageToken = page.NextPageToken };
        }
        while (request.PageToken.Length > 0);
    }

    /// <summary>Asks a validator who it is, for the operator who writes it into a market's definition.</summary>
    /// <param name="address">Where it listens; empty, the default, for the one that the server hosts.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Its id and key, on its own word.</returns>
    /// <exception cref="CandorException">Nobody answers there.</exception>
    /// <exception cref="UriFormatException">The address is not a valid URI.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<ValidatorInfo> GetValidatorAsync(
        string address = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ValidatorService.ValidatorServiceClient validator = _connection.Validators.At(address);
        GetValidatorResponse response = await _connection.Calls.To(address).InvokeAsync(
            options => validator.GetValidatorAsync(new GetValidatorRequest(), options),
            "GetValidator",
            null,
            cancellationToken).ConfigureAwait(false);
        return new ValidatorInfo(response.Id, Convert.ToBase64String(response.PublicKey.Span));
    }

    /// <summary>The public events of a market that everyone may read, as
    /// <see cref="WatchMarketAsync(string, string?, SigningKey?, CancellationToken)"/> gives them.</summary>
    /// <param name="market">Its id or its name.</param>
    /// <param name="resumeToken">The token of the last event seen; null for all events.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    /// <returns>The events. Reports are announced without their size.</returns>
    /// <exception cref="CandorException">There is no such market, or its members alone may read it
    /// (<c>MARKET_NOT_FOUND</c>); or the token is not one of this stream (<c>RESUME_TOKEN_INVALID</c>).</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The stream was stopped.</exception>
    public virtual IAsyncEnumerable<MarketUpdate> WatchMarketAsync(
        string market, string? resumeToken = null, CancellationToken cancellationToken = default) =>
        WatchMarketAsync(market, resumeToken, null, cancellationToken);

    /// <summary>A market's public events: the past ones, then each as it is stored, to the final one. The stream
    /// reopens by itself after every break, without limit, and gives each event once.</summary>
    /// <param name="market">Its id or its name.</param>
    /// <param name="resumeToken">The token of the last event seen; null for all events.</param>
    /// <param name="reader">The key of the operator, of a participant or of a validator, which must stay usable for as
    /// long as the stream is read; null for nobody in particular.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    /// <returns>The events. Reports are announced without their size.</returns>
    /// <exception cref="CandorException">There is no such market, or the reader may not read it
    /// (<c>MARKET_NOT_FOUND</c>); or the token is not one of this stream (<c>RESUME_TOKEN_INVALID</c>).</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The stream was stopped.</exception>
    public virtual IAsyncEnumerable<MarketUpdate> WatchMarketAsync(
        string market, string? resumeToken, SigningKey? reader, CancellationToken cancellationToken = default)
    {
        string name = ResourceNames.Market(market, nameof(market));
        return _connection.As(reader).WatchMarketAsync(name, resumeToken ?? string.Empty, cancellationToken);
    }
}
