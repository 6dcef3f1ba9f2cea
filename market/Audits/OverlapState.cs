using System.Collections.Immutable;
using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>Where an overlap check is. Counted and void are final.</summary>
public enum OverlapPhase
{
    /// <summary>The double tags of one side or both are awaited.</summary>
    AwaitingAnswers,

    /// <summary>The shared records are counted.</summary>
    Counted,

    /// <summary>There is nothing to compare any more.</summary>
    Void,
}

/// <summary>The overlap check of two commitments as its events left it: state = fold(events). Immutable.</summary>
public sealed record OverlapState
{
    private OverlapState(OverlapDue due)
    {
        Due = due;
        Version = 1;
    }

    /// <summary>Event 1.</summary>
    public OverlapDue Due { get; }

    /// <summary>Where the overlap check is.</summary>
    public OverlapPhase Phase { get; private init; }

    /// <summary>Until when both sides must have answered, exclusive.</summary>
    public DateTimeOffset Deadline => Due.Time + TimeSpan.FromSeconds(Due.AnswerSeconds);

    /// <summary>Whether the side that was attested first has answered.</summary>
    public bool EarlierAnswered { get; private init; }

    /// <summary>Whether the other side has answered.</summary>
    public bool LaterAnswered { get; private init; }

    /// <summary>What the market is to be told, once the overlap check is over: the overlap, or a refusal for each side
    /// that stayed silent.</summary>
    public ImmutableArray<SignedEnvelope> Verdicts { get; private init; } = [];

    /// <summary>Whether the market has answered every verdict.</summary>
    public bool IsConcluded { get; private init; }

    /// <summary>Whether the market has taken the verdict; the shared records that it took are debited.</summary>
    public bool IsTaken { get; private init; }

    /// <summary>The number of the last event; the next is one higher.</summary>
    public long Version { get; private init; }

    /// <summary>Whether a side still has to answer.</summary>
    /// <param name="participant">The participant's id.</param>
    /// <returns>Whether it is one of the two, and its double tags are awaited.</returns>
    public bool Awaits(string participant) => Phase == OverlapPhase.AwaitingAnswers
        && ((participant == Due.Earlier && !EarlierAnswered) || (participant == Due.Later && !LaterAnswered));

    /// <summary>Folds an overlap check's events.</summary>
    /// <param name="events">All its events from the first on, in order.</param>
    /// <returns>The state after the last; null where there is no event.</returns>
    /// <exception cref="FormatException">An event cannot follow those before it: the log is damaged.</exception>
    public static OverlapState? Fold(IEnumerable<OverlapEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        OverlapState? state = null;
        foreach (OverlapEvent next in events)
        {
            state = Apply(state, next);
        }

        return state;
    }

    /// <summary>Folds one more event.</summary>
    /// <param name="state">The state before it; null before the first.</param>
    /// <param name="next">The event.</param>
    /// <returns>The state after it.</returns>
    /// <exception cref="FormatException">The event cannot follow.</exception>
    public static OverlapState Apply(OverlapState? state, OverlapEvent next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (state is null)
        {
            return next is OverlapDue due
                ? new OverlapState(due)
                : throw new FormatException($"Event 1 is {next.GetType().Name}; expected OverlapDue.");
        }

        OverlapState after = next switch
        {
            DoubleTagsTaken e when state.Awaits(e.Participant) => e.Participant == state.Due.Earlier
                ? state with { EarlierAnswered = true }
                : state with { LaterAnswered = true },
            OverlapCounted e when state is
            {
                Phase: OverlapPhase.AwaitingAnswers, EarlierAnswered: true, LaterAnswered: true,
            } => state with { Phase = OverlapPhase.Counted, Verdicts = [e.Verdict] },
            OverlapVoid e when state.Phase == OverlapPhase.AwaitingAnswers => state with
            {
                Phase = OverlapPhase.Void,
                Verdicts = e.Refusals,
                IsConcluded = e.Refusals.IsEmpty,
            },
            OverlapConcluded e when state is { Phase: not OverlapPhase.AwaitingAnswers, IsConcluded: false } =>
                state with { IsConcluded = true, IsTaken = e.IsTaken },
            _ => throw new FormatException(
                $"Event {state.Version + 1} of the overlap check of '{state.Due.Earlier}' and '{state.Due.Later}' is "
                + $"{next.GetType().Name}, which cannot follow in phase {state.Phase}."),
        };
        return after with { Version = state.Version + 1 };
    }
}
