using System.Collections.Immutable;

namespace Candor.Market.Training;

/// <summary>What training answers to a command.</summary>
public sealed class TrainingDecision
{
    private TrainingDecision(TrainingState state, ImmutableArray<TrainingEvent> events, bool isRepeat, TrainingRefusal? refusal)
    {
        State = state;
        Events = events;
        IsRepeat = isRepeat;
        Refusal = refusal;
    }

    /// <summary>The state after the events.</summary>
    public TrainingState State { get; }

    /// <summary>The events, to be kept together or not at all; empty where refused or a repetition.</summary>
    public ImmutableArray<TrainingEvent> Events { get; }

    /// <summary>Whether the same message was taken before, also in a step that is over: it gets the same answer.</summary>
    public bool IsRepeat { get; }

    /// <summary>Why the command is refused; null where it is not.</summary>
    public TrainingRefusal? Refusal { get; }

    internal static TrainingDecision Accept(TrainingState state, ImmutableArray<TrainingEvent> events) =>
        new(state, events, false, null);

    internal static TrainingDecision Repeat(TrainingState state) => new(state, [], true, null);

    internal static TrainingDecision Refuse(TrainingState state, TrainingReason reason, FormattableString message) =>
        new(state, [], false, new TrainingRefusal(reason, FormattableString.Invariant(message)));
}
