using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Events;

namespace Candor.Platform.Markets;

/// <summary>An event with its number.</summary>
/// <param name="Sequence">Its number in its market; the first is 1.</param>
/// <param name="Event">The event.</param>
internal sealed record NumberedEvent(long Sequence, MarketEvent Event);

/// <summary>A market at one version, as everybody but its writer sees it: the state, the last few events, and a signal
/// for the next version. Immutable, so that whoever reads it misses nothing between reading and waiting.</summary>
internal sealed class MarketView
{
    /// <summary>How many of the last events stay in memory: enough that streams which keep up never read the
    /// database.</summary>
    internal const int MaxRecent = 64;

    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MarketView(MarketState? state, ImmutableArray<NumberedEvent> recent)
    {
        State = state;
        Recent = recent;
    }

    /// <summary>A market that does not exist.</summary>
    internal static MarketView None => new(null, []);

    /// <summary>The state; null where the market does not exist.</summary>
    internal MarketState? State { get; }

    /// <summary>The last events, up to <see cref="MaxRecent"/>, ending with the last.</summary>
    internal ImmutableArray<NumberedEvent> Recent { get; }

    /// <summary>The number of the last event; 0 where the market does not exist.</summary>
    internal long Version => State?.Version ?? 0;

    /// <summary>Whether no event can follow.</summary>
    internal bool IsFinal => State is { Phase: not MarketPhase.Open };

    /// <summary>Completes when there is a newer view.</summary>
    internal Task Superseded => _superseded.Task;

    /// <summary>Folds more events.</summary>
    /// <param name="events">The events after this version, in order.</param>
    /// <returns>The view after them.</returns>
    /// <exception cref="FormatException">An event cannot follow.</exception>
    internal MarketView After(IEnumerable<MarketEvent> events)
    {
        MarketState? state = State;
        ImmutableArray<NumberedEvent>.Builder recent = Recent.ToBuilder();
        foreach (MarketEvent next in events)
        {
            state = MarketState.Apply(state, next);
            recent.Add(new NumberedEvent(state.Version, next));
        }

        if (recent.Count > MaxRecent)
        {
            recent.RemoveRange(0, recent.Count - MaxRecent);
        }

        return new MarketView(state, recent.ToImmutable());
    }

    /// <summary>Wakes those who wait for a newer view. Called once the newer one can be read.</summary>
    internal void Supersede() => _superseded.TrySetResult();
}
