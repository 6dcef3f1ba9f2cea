using System.Collections.Immutable;
using Candor.Commitments.Masks;

namespace Candor.Market.Training;

/// <summary>The state machine of a market's training: command and state in, events or a typed refusal out. Pure.</summary>
public static class TrainingDecider
{
    /// <summary>Decides a command.</summary>
    /// <param name="state">Training as it is.</param>
    /// <param name="command">The command.</param>
    /// <returns>The events, that the message was taken before, or the refusal.</returns>
    /// <exception cref="ArgumentException">The command is none of a message or a result: its step has no messages, or it names
    /// who is not a member.</exception>
    public static TrainingDecision Decide(TrainingState state, TrainingCommand command)
    {
        ArgumentNullException.ThrowIfNull(state);
        return command switch
        {
            GiveMaskKey c => TakeKey(state, c),
            BeginTraining c => Begin(state, c),
            AnswerStep c => Answer(state, c),
            GiveNearness c => TakeNearness(state, c),
            ComparePoints c => Compare(state, c),
            OpenPairSecret c => OpenPair(state, c),
            JudgeSeeds c => Judge(state, c),
            PassStep c => Pass(state, c),
            GiveUp c => End(state, c),
            _ => throw new ArgumentException($"Unknown command {command?.GetType().Name}.", nameof(command)),
        };
    }

    private static TrainingDecision TakeKey(TrainingState state, GiveMaskKey command)
    {
        if (state.Keys.TryGetValue(command.Place, out ReadOnlyMemory<byte> given))
        {
            return Again(state, given, command.Key, command.Place);
        }

        if (state.Step != TrainingStep.Keys || state.End is not null)
        {
            return Over(state, TrainingStep.Keys, 0);
        }

        if (state.Keys.FirstOrDefault(pair => pair.Value.Span.SequenceEqual(command.Key.Span)) is { Value.IsEmpty: false } taken)
        {
            return TrainingDecision.Refuse(
                state, TrainingReason.MaskKeyTaken, $"Place {taken.Key} has this mask key; expected one of its own of place {command.Place}.");
        }

        var draft = new TrainingDraft(state, command.At);
        draft.Add(new MaskKeyTaken(command.At, command.Place, command.Key.ToArray()));
        return draft.Decide();
    }

    private static TrainingDecision Begin(TrainingState state, BeginTraining command)
    {
        if (state.Step != TrainingStep.Keys)
        {
            return Over(state, TrainingStep.Keys, 0);
        }

        foreach (int place in command.Reports.Keys)
        {
            if (!state.Keys.ContainsKey(place))
            {
                return TrainingDecision.Refuse(
                    state, TrainingReason.MaskKeyMissing, $"The reporter at place {place} has no mask key; expected one with its report.");
            }
        }

        var draft = new TrainingDraft(state, command.At);
        draft.Begin(command.Reports);
        return draft.Decide();
    }

    private static TrainingDecision Answer(TrainingState state, AnswerStep command)
    {
        if (command.Step is not (TrainingStep.Commit or TrainingStep.Mask or TrainingStep.Check or TrainingStep.Unmask))
        {
            throw new ArgumentException($"Step {command.Step} has no messages of members.", nameof(command));
        }

        if (Refuse(state, command.Step, command.Epoch, command.Place, command.Digest) is { } refused)
        {
            return refused;
        }

        var draft = new TrainingDraft(state, command.At);
        draft.Answered(command.Place, command.Step, command.Epoch, command.Digest);
        draft.Advance(state.Members.Count);
        return draft.Decide();
    }

    private static TrainingDecision TakeNearness(TrainingState state, GiveNearness command)
    {
        if (Refuse(state, TrainingStep.Nearness, 0, command.Place, command.Digest) is { } refused)
        {
            return refused;
        }

        var draft = new TrainingDraft(state, command.At);
        draft.Answered(command.Place, TrainingStep.Nearness, 0, command.Digest);
        draft.Fall(command.IsNear ? [] : [command.Place], FallCause.NotNear);
        draft.Advance(state.Members.Count);
        return draft.Decide();
    }

    private static TrainingDecision Compare(TrainingState state, ComparePoints command)
    {
        if (state.Step != TrainingStep.Compare)
        {
            return AtAnotherStep(state, TrainingStep.Compare, state.Epoch);
        }

        RequireMembers(state, command.Named.Keys.Concat(command.Pairs.SelectMany(static pair => new[] { pair.First, pair.Second })));
        var draft = new TrainingDraft(state, command.At);
        foreach ((int place, FallCause cause) in command.Named)
        {
            draft.Fall([place], cause);
        }

        // A pair of which one end has fallen is no longer in question.
        ImmutableArray<(int First, int Second)> open =
            [.. command.Pairs.Where(pair => !command.Named.ContainsKey(pair.First) && !command.Named.ContainsKey(pair.Second)).Distinct()];
        if (open.Length > 0)
        {
            draft.Start(TrainingStep.Dispute, state.Epoch, open);
        }
        else
        {
            draft.Advance(state.Members.Count);
        }

        return draft.Decide();
    }

    private static TrainingDecision OpenPair(TrainingState state, OpenPairSecret command)
    {
        (int, int) pair = (Math.Min(command.Place, command.Other), Math.Max(command.Place, command.Other));
        if (state.Step != TrainingStep.Dispute)
        {
            return AtAnotherStep(state, TrainingStep.Dispute, state.Epoch);
        }

        if (!state.Disputed.Contains(pair))
        {
            return TrainingDecision.Refuse(
                state, TrainingReason.NoDispute, $"Places {pair.Item1} and {pair.Item2} are not in dispute; expected a pair that is.");
        }

        int[] named = command.Verdict switch
        {
            PairVerdict.OpenerNamed => [command.Place],
            PairVerdict.OtherNamed => [command.Other],
            PairVerdict.BothNamed => [command.Place, command.Other],
            _ => [],
        };
        if (named.Length == 0)
        {
            return TrainingDecision.Refuse(
                state, TrainingReason.OpeningVoid, $"The opening of place {command.Place} does not hold; expected the pair's secret.");
        }

        var draft = new TrainingDraft(state, command.At);
        draft.Fall(named, FallCause.PairNamed);
        if (draft.State.Disputed.IsEmpty)
        {
            draft.Advance(int.MaxValue);
        }

        return draft.Decide();
    }

    private static TrainingDecision Judge(TrainingState state, JudgeSeeds command)
    {
        if (state.Step != TrainingStep.Sum)
        {
            return AtAnotherStep(state, TrainingStep.Sum, state.Epoch);
        }

        RequireMembers(state, command.Guilty);
        var draft = new TrainingDraft(state, command.At);
        draft.Fall(command.Guilty, FallCause.SelfPoint);
        if (command.Guilty.IsEmpty)
        {
            draft.End(TrainingEnd.Summed);
        }
        else
        {
            draft.Repair();
        }

        return draft.Decide();
    }

    // Bulk is read in these steps: by members, and by the platform itself.
    private static TrainingDecision End(TrainingState state, GiveUp command)
    {
        if (state.Step is not (TrainingStep.Check or TrainingStep.Compare or TrainingStep.Sum))
        {
            return Over(state, TrainingStep.Sum, state.Epoch);
        }

        var draft = new TrainingDraft(state, command.At);
        draft.End(TrainingEnd.PlatformFailed);
        return draft.Decide();
    }

    private static TrainingDecision Pass(TrainingState state, PassStep command)
    {
        if (state.Deadline is not { } deadline || command.At < deadline)
        {
            return TrainingDecision.Refuse(
                state,
                TrainingReason.DeadlineAhead,
                $"It is {command.At:O} in step {state.Step}; expected a deadline, which is {(state.Deadline is { } ahead ? $"{ahead:O}" : "none")}, to have passed.");
        }

        var draft = new TrainingDraft(state, command.At);
        switch (state.Step)
        {
            case TrainingStep.Dispute:
                draft.Fall(
                    state.Disputed.SelectMany(static pair => new[] { pair.First, pair.Second }).Distinct().Order(), FallCause.Silent);
                draft.Advance(int.MaxValue);
                break;
            case TrainingStep.Unmask:
                // The sum is theirs too: who is silent here has masked, so that it stays in, where enough others hold its shares.
                if (state.Members.Keys.Count(state.HasAnswered) >= state.Threshold)
                {
                    draft.Start(TrainingStep.Sum, state.Epoch);
                }
                else
                {
                    draft.End(TrainingEnd.SharesMissing);
                }

                break;
            default:
                draft.Fall(
                    state.Members.Keys.Where(place => !state.HasAnswered(place)),
                    state.Step == TrainingStep.Nearness ? FallCause.NoVerdict : FallCause.Silent);
                draft.Advance(state.Members.Count);
                break;
        }

        return draft.Decide();
    }

    // What was taken gets the same answer for ever; what was not is judged by where it stands to the step that is on. A step is
    // on until its deadline is passed by an entry: the platform gives more time where it could not be reached itself.
    private static TrainingDecision? Refuse(
        TrainingState state, TrainingStep step, ulong epoch, int place, ReadOnlyMemory<byte> digest)
    {
        if (state.Taken.TryGetValue((step, epoch, place), out ReadOnlyMemory<byte> taken))
        {
            return Again(state, taken, digest, place);
        }

        if (step != state.Step || epoch != state.Epoch)
        {
            return AtAnotherStep(state, step, epoch);
        }

        return state.Members.ContainsKey(place)
            ? null
            : TrainingDecision.Refuse(
                state,
                TrainingReason.NotAMember,
                $"Place {place} {(state.Fallen.TryGetValue(place, out FallCause cause) ? $"fell ({cause})" : "is not on the list")}; expected a member.");
    }

    private static TrainingDecision AtAnotherStep(TrainingState state, TrainingStep step, ulong epoch) =>
        state.End is not null || epoch < state.Epoch || (epoch == state.Epoch && step < state.Step)
            ? Over(state, step, epoch)
            : TrainingDecision.Refuse(
                state,
                TrainingReason.StepAhead,
                $"The message is of step {step} in epoch {epoch}; expected {state.Step} in epoch {state.Epoch}.");

    private static TrainingDecision Over(TrainingState state, TrainingStep step, ulong epoch) => TrainingDecision.Refuse(
        state,
        TrainingReason.StepOver,
        $"Step {step} of epoch {epoch} is over; expected {state.Step} in epoch {state.Epoch}.");

    private static TrainingDecision Again(
        TrainingState state, ReadOnlyMemory<byte> taken, ReadOnlyMemory<byte> given, int place) =>
        taken.Span.SequenceEqual(given.Span)
            ? TrainingDecision.Repeat(state)
            : TrainingDecision.Refuse(
                state, TrainingReason.AnsweredOtherwise, $"Place {place} has answered this step otherwise; expected the same again.");

    private static void RequireMembers(TrainingState state, IEnumerable<int> places)
    {
        foreach (int place in places)
        {
            if (!state.Members.ContainsKey(place))
            {
                throw new ArgumentException($"Place {place} is not a member.", nameof(places));
            }
        }
    }
}
