using System.Collections.Immutable;

namespace Candor.Market.Training;

/// <summary>The events that follow from one command, each folded before the next is thought of, and what the rules of the
/// phase make of them.</summary>
internal sealed class TrainingDraft(TrainingState state, DateTimeOffset at)
{
    private readonly ImmutableArray<TrainingEvent>.Builder _events = ImmutableArray.CreateBuilder<TrainingEvent>();

    internal TrainingState State { get; private set; } = state;

    internal TrainingDecision Decide() => TrainingDecision.Accept(State, _events.ToImmutable());

    internal void Add(TrainingEvent next)
    {
        _events.Add(next);
        State = State.Apply(next);
    }

    internal void Begin(ImmutableSortedDictionary<int, uint> reports)
    {
        Add(new TrainingBegun(at, reports));
        if (RequireTrainable())
        {
            Start(TrainingStep.Commit, 0);
        }
    }

    internal void Answered(int place, TrainingStep step, ulong epoch, ReadOnlyMemory<byte> digest) =>
        Add(new StepAnswered(at, place, step, epoch, digest.ToArray()));

    internal void Fall(IEnumerable<int> places, FallCause cause)
    {
        foreach (int place in places.ToArray())
        {
            Add(new MemberFell(at, place, cause));
        }
    }

    /// <summary>The step goes on to the next where nobody's answer is awaited any more.</summary>
    /// <param name="members">How many were in when the epoch began: whoever fell since has masks in it.</param>
    internal void Advance(int members)
    {
        if (State.Step is TrainingStep.Commit or TrainingStep.Nearness or TrainingStep.Mask or TrainingStep.Check
            && !State.Members.Keys.All(State.HasAnswered))
        {
            return;
        }

        bool hasFallen = State.Members.Count < members;
        switch (State.Step)
        {
            case TrainingStep.Commit when State.Terms.IsAudited:
                StartIfTrainable(TrainingStep.Nearness, 0);
                break;
            case TrainingStep.Commit or TrainingStep.Nearness:
                StartIfTrainable(TrainingStep.Mask, 1);
                break;
            case TrainingStep.Mask or TrainingStep.Check or TrainingStep.Compare or TrainingStep.Dispute when hasFallen:
                MaskAfresh();
                break;
            case TrainingStep.Mask:
                Start(TrainingStep.Check, State.Epoch);
                break;
            case TrainingStep.Check:
                Start(TrainingStep.Compare, State.Epoch);
                break;
            case TrainingStep.Compare:
                Start(TrainingStep.Unmask, State.Epoch);
                break;
            case TrainingStep.Unmask when State.Members.Keys.All(State.HasAnswered):
                Start(TrainingStep.Sum, State.Epoch);
                break;
            default:
                break;
        }
    }

    internal void Start(TrainingStep step, ulong epoch, ImmutableArray<(int First, int Second)> pairs = default) =>
        Add(new StepBegun(at, step, epoch, State.IsRepair, pairs.IsDefault ? [] : pairs));

    internal void End(TrainingEnd end) => Add(new TrainingEnded(at, end));

    /// <summary>A list less the guilty, whose seeds are open, is the one that clients unmask after another.</summary>
    internal void Repair()
    {
        if (RequireTrainable(isRepair: true))
        {
            Add(new StepBegun(at, TrainingStep.Mask, State.Epoch + 1, IsRepair: true, []));
        }
    }

    // Whoever falls within a repair leaves no seed by which others could check its guilt: no client unmasks what is left.
    private void MaskAfresh()
    {
        if (State.IsRepair)
        {
            End(TrainingEnd.RepairBroken);
        }
        else
        {
            StartIfTrainable(TrainingStep.Mask, State.Epoch + 1);
        }
    }

    private void StartIfTrainable(TrainingStep step, ulong epoch)
    {
        if (RequireTrainable())
        {
            Start(step, epoch);
        }
    }

    private bool RequireTrainable(bool isRepair = false)
    {
        int fewest = Math.Max(
            Math.Max(ShareThreshold.FewestMembers, State.Terms.MinContributors), isRepair ? 0 : State.Threshold);
        bool canTrain = State.Members.Count >= fewest
            && State.Members.Values.Sum(static records => (long)records) - State.Members.Values.Max() >= State.Terms.MinRecords;
        if (!canTrain)
        {
            End(TrainingEnd.NotTrainable);
        }

        return canTrain;
    }
}
