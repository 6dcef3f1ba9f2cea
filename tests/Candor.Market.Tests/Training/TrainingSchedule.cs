using System.Collections.Immutable;
using Candor.Commitments.Masks;
using Candor.Market.Training;
using static Candor.Market.Tests.Training.GuardSetting;

namespace Candor.Market.Tests.Training;

/// <summary>A market's training that is driven step by step, with a clock that tests set.</summary>
internal sealed class TrainingSchedule
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<TrainingEvent> _events = [];

    internal TrainingSchedule(int reporters, bool isAudited = false, uint records = 10, int minContributors = 3)
    {
        Terms = new TrainingTerms(minContributors, MinRecords: 20, TimeSpan.FromSeconds(60), isAudited);
        State = TrainingState.Before(Terms);
        for (int place = 0; place < reporters; place++)
        {
            Accept(new GiveMaskKey(Now, place, Digest($"key {place}")));
        }

        Accept(new BeginTraining(Now, Enumerable.Range(0, reporters).ToImmutableSortedDictionary(place => place, _ => records)));
    }

    internal TrainingTerms Terms { get; }

    internal DateTimeOffset Now { get; set; } = Start;

    internal TrainingState State { get; private set; }

    internal IReadOnlyList<TrainingEvent> Events => _events;

    internal TrainingDecision Send(TrainingCommand command)
    {
        TrainingDecision decision = TrainingDecider.Decide(State, command);
        _events.AddRange(decision.Events);
        State = decision.State;
        return decision;
    }

    internal TrainingDecision Accept(TrainingCommand command)
    {
        TrainingDecision decision = Send(command);
        Assert.True(decision.Refusal is null, decision.Refusal?.Message);
        return decision;
    }

    internal AnswerStep Answer(int place, string content = "") =>
        new(Now, place, State.Step, State.Epoch, Digest($"{State.Step} {State.Epoch} {place}{content}"));

    /// <summary>All who are in answer the step that is on, but for some.</summary>
    internal void AnswerAll(params int[] silent)
    {
        foreach (int place in State.Members.Keys.Except(silent).Where(place => !State.HasAnswered(place)).ToArray())
        {
            Accept(State.Step == TrainingStep.Nearness
                ? new GiveNearness(Now, place, true, Digest($"near {place}"))
                : Answer(place));
        }
    }

    internal void Pass()
    {
        Now = State.Deadline!.Value;
        Accept(new PassStep(Now));
    }

    /// <summary>Honest answers until a step begins.</summary>
    internal void RunTo(TrainingStep step)
    {
        while (State.Step != step)
        {
            switch (State.Step)
            {
                case TrainingStep.Compare:
                    Compare();
                    break;
                case TrainingStep.Sum:
                    Accept(new JudgeSeeds(Now, []));
                    break;
                default:
                    AnswerAll();
                    break;
            }
        }
    }

    internal void Compare(params (int First, int Second)[] pairs) => Accept(new ComparePoints(
        Now, ImmutableSortedDictionary<int, FallCause>.Empty, [.. pairs]));

    internal void Open(int place, int other, PairVerdict verdict) => Accept(new OpenPairSecret(Now, place, other, verdict));
}
