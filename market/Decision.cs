using System.Collections.Immutable;
using Candor.Market.Events;

namespace Candor.Market;

/// <summary>What a market answers to a command: the events that follow from it, or why it is rejected.</summary>
public sealed class Decision
{
    private Decision(ImmutableArray<MarketEvent> events, Rejection? rejection)
    {
        Events = events;
        Rejection = rejection;
    }

    /// <summary>The events, to be stored together or not at all; empty where rejected.</summary>
    public ImmutableArray<MarketEvent> Events { get; }

    /// <summary>Why the command is rejected; null where it is accepted.</summary>
    public Rejection? Rejection { get; }

    internal static Decision Accept(params ImmutableArray<MarketEvent> events) => new(events, null);

    internal static Decision Reject(Rejection rejection) => new([], rejection);
}
