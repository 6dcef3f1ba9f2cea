using System.Collections.Immutable;

namespace Candor.Market.Training;

/// <summary>A market's training as its events left it: state = fold(events). Immutable.</summary>
public sealed record TrainingState
{
    private TrainingState(TrainingTerms terms)
    {
        Terms = terms;
    }

    /// <summary>What the definition asks for.</summary>
    public TrainingTerms Terms { get; }

    /// <summary>Where it is.</summary>
    public TrainingStep Step { get; private init; }

    /// <summary>The epoch; 0 before the first.</summary>
    public ulong Epoch { get; private init; }

    /// <summary>Whether the epoch follows one that was unmasked: every member's share is then needed.</summary>
    public bool IsRepair { get; private init; }

    /// <summary>Until when the step must be answered, exclusive; null where nobody but the platform has to. A step is on until
    /// its deadline is passed (<see cref="PassStep"/>): what comes later than that and before it is taken.</summary>
    public DateTimeOffset? Deadline { get; private init; }

    /// <summary>The mask keys, by place.</summary>
    public ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> Keys { get; private init; } =
        ImmutableSortedDictionary<int, ReadOnlyMemory<byte>>.Empty;

    /// <summary>n₀, the reporters when the phase began; 0 before.</summary>
    public int Reporters { get; private init; }

    /// <summary>Who is in, with its reported records.</summary>
    public ImmutableSortedDictionary<int, uint> Members { get; private init; } = ImmutableSortedDictionary<int, uint>.Empty;

    /// <summary>Who fell, and why.</summary>
    public ImmutableSortedDictionary<int, FallCause> Fallen { get; private init; } =
        ImmutableSortedDictionary<int, FallCause>.Empty;

    /// <summary>The pairs that are in dispute, the lower place first.</summary>
    public ImmutableArray<(int First, int Second)> Disputed { get; private init; } = [];

    /// <summary>How it ended; null before.</summary>
    public TrainingEnd? End { get; private init; }

    /// <summary>What was taken, for the same answer to the same message at any time.</summary>
    internal ImmutableDictionary<(TrainingStep Step, ulong Epoch, int Place), ReadOnlyMemory<byte>> Taken { get; private init; } =
        ImmutableDictionary<(TrainingStep Step, ulong Epoch, int Place), ReadOnlyMemory<byte>>.Empty;

    /// <summary>How many shares a seed needs: t of the first reporters, and in a repair those of all; 0 where there are too few
    /// reporters for any.</summary>
    public int Threshold => IsRepair ? Members.Count
        : Reporters < ShareThreshold.FewestMembers ? 0
        : ShareThreshold.Of(Reporters);

    /// <summary>Whether an operator can no longer cancel: a share is out.</summary>
    public bool IsUnmasking => Taken.Keys.Any(static key => key.Step == TrainingStep.Unmask);

    /// <summary>The state before any key.</summary>
    /// <param name="terms">What the definition asks for.</param>
    /// <returns>The state.</returns>
    public static TrainingState Before(TrainingTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new TrainingState(terms);
    }

    /// <summary>Folds one more event.</summary>
    /// <param name="next">The event.</param>
    /// <returns>The state after it.</returns>
    /// <exception cref="FormatException">The event cannot follow.</exception>
    public TrainingState Apply(TrainingEvent next) => next switch
    {
        _ when End is not null => throw CannotFollow(next),
        MaskKeyTaken e when Step == TrainingStep.Keys => this with { Keys = Keys.SetItem(e.Place, e.Key) },
        TrainingBegun e when Step == TrainingStep.Keys => this with
        {
            Reporters = e.Reports.Count,
            Members = e.Reports,
        },
        StepBegun e when (e.Epoch > Epoch || (e.Epoch == Epoch && e.Step > Step)) && IsOfItsEpoch(e) => this with
        {
            Step = e.Step,
            Epoch = e.Epoch,
            IsRepair = e.IsRepair,
            Disputed = e.Pairs,
            Deadline = e.Step is TrainingStep.Compare or TrainingStep.Sum ? null : e.Time + Terms.AnswerTime,
        },
        StepAnswered e when Members.ContainsKey(e.Place) && e.Step == Step && e.Epoch == Epoch && !HasAnswered(e.Place) => this with
        {
            Taken = Taken.Add((e.Step, e.Epoch, e.Place), e.Digest),
        },
        MemberFell e when Members.ContainsKey(e.Place) => this with
        {
            Members = Members.Remove(e.Place),
            Fallen = Fallen.Add(e.Place, e.Cause),
            Disputed = [.. Disputed.Where(pair => pair.First != e.Place && pair.Second != e.Place)],
        },
        TrainingEnded e => this with { End = e.End, Step = TrainingStep.Ended, Deadline = null },
        _ => throw CannotFollow(next),
    };

    /// <summary>Whether a member has answered the step that is on.</summary>
    /// <param name="place">Its place.</param>
    /// <returns>Whether it has.</returns>
    public bool HasAnswered(int place) => Taken.ContainsKey((Step, Epoch, place));

    /// <summary>Whether a member's masks were taken in any epoch: what it masked is then with the platform, and the shares of its
    /// seed with the others.</summary>
    /// <param name="place">Its place.</param>
    /// <returns>Whether they were.</returns>
    public bool HasMasked(int place) => Taken.Keys.Any(key => key.Step == TrainingStep.Mask && key.Place == place);

    // Commitments and verdicts stand for all epochs and belong to none; every epoch begins with its masks.
    private bool IsOfItsEpoch(StepBegun next) => next.Step is TrainingStep.Commit or TrainingStep.Nearness
        ? next.Epoch == 0
        : next.Epoch > 0 && next.Step is not (TrainingStep.Keys or TrainingStep.Ended)
            && (next.Step == TrainingStep.Mask || next.Epoch == Epoch);

    private FormatException CannotFollow(TrainingEvent next) =>
        new($"{next.GetType().Name} cannot follow in step {Step} of epoch {Epoch}: the log is damaged.");
}

/// <summary>What a definition asks of training.</summary>
/// <param name="MinContributors">How many have to contribute, at least 3.</param>
/// <param name="MinRecords">2p: how many records the members other than the largest need.</param>
/// <param name="AnswerTime">How long each step may take.</param>
/// <param name="IsAudited">Whether a validator says whose statistics are near.</param>
public sealed record TrainingTerms(int MinContributors, long MinRecords, TimeSpan AnswerTime, bool IsAudited);
