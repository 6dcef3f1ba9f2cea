using System.Runtime.CompilerServices;
using Candor.Hosting.Storage;
using Candor.Market.Events;

namespace Candor.Platform.Markets;

/// <summary>Reads a market's log from any version on: from memory where the last events reach back far enough, from the
/// database where they do not.</summary>
internal static class LogCursor
{
    /// <summary>How many events are read from the database at once.</summary>
    internal const int PageSize = 256;

    /// <summary>See <see cref="HostedMarket.FollowAsync"/>.</summary>
    /// <param name="market">The market.</param>
    /// <param name="store">Its log.</param>
    /// <param name="after">The number of the last event already seen; 0 from the first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Every event after that, once, in order.</returns>
    internal static async IAsyncEnumerable<NumberedEvent> FollowAsync(
        HostedMarket market,
        IEventStore store,
        long after,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // The view is taken first: what is stored after this moment supersedes it and so ends the wait below.
            MarketView view = market.View;
            while (after < view.Version)
            {
                foreach (NumberedEvent next in await ReadAsync(market.Name, view, store, after, cancellationToken)
                    .ConfigureAwait(false))
                {
                    yield return next;
                    after = next.Sequence;
                }
            }

            if (view.IsFinal)
            {
                yield break;
            }

            await view.Superseded.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IReadOnlyList<NumberedEvent>> ReadAsync(
        string market, MarketView view, IEventStore store, long after, CancellationToken cancellationToken)
    {
        if (after + 1 >= view.Recent[0].Sequence)
        {
            return view.Recent[(int)(after + 1 - view.Recent[0].Sequence)..];
        }

        IReadOnlyList<StoredEvent> page = await store.ReadEventsAsync(market, after, PageSize, cancellationToken)
            .ConfigureAwait(false);
        return page.Count > 0
            ? [.. page.Select(stored => new NumberedEvent(stored.Sequence, EventCodec.Decode(stored.Body)))]
            : throw new InvalidDataException($"The log of {market} ends at {after}; expected event {view.Version}.");
    }
}
