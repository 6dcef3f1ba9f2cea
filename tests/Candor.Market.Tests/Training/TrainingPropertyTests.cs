using Candor.Commitments.Masks;
using Candor.Market.Training;
using FsCheck;
using FsCheck.Fluent;
using static Candor.Market.Tests.Training.GuardSetting;

namespace Candor.Market.Tests.Training;

/// <summary>Laws of training that hold for any schedule of messages, silences and results.</summary>
public sealed class TrainingPropertyTests
{
    private const int Reporters = 9;

    private static readonly Config s_config =
        Config.QuickThrowOnFailure.WithMaxTest(400).WithStartSize(5).WithEndSize(150);

    private static readonly Arbitrary<(int Kind, int Place, int Bits)[]> s_schedule =
        (from kind in Gen.Choose(0, 19)
         from place in Gen.Choose(0, Reporters)
         from bits in Gen.Choose(0, 1023)
         select (kind, place, bits)).ArrayOf().ToArbitrary();

    // What the platform owes, its results and the passing of time, is all that a market needs to end: no member can hold it up.
    [Fact]
    public void AnySchedule_FollowedBySilence_Ends() => Prop.ForAll(s_schedule, schedule =>
    {
        TrainingSchedule market = Play(schedule);
        for (int i = 0; i < 10 && market.State.End is null; i++)
        {
            Owe(market);
        }

        return market.State.End is not null && market.State.Step == TrainingStep.Ended;
    }).Check(s_config);

    // Every fall takes one member for ever, so that there are no more epochs than reporters.
    [Fact]
    public void AnySchedule_FollowedByHonesty_EndsForAReasonOfTheRules()
    {
        var seen = new HashSet<TrainingEnd>();
        Prop.ForAll(s_schedule, schedule =>
        {
            TrainingSchedule market = EndHonestly(schedule);
            seen.Add(market.State.End!.Value);
            return market.State.Epoch <= Reporters && EndsForAReason(market);
        }).Check(s_config);

        // Otherwise the law would have been about less than it says.
        Assert.Equal(Enum.GetValues<TrainingEnd>(), seen.Order());
    }

    private static TrainingSchedule EndHonestly((int Kind, int Place, int Bits)[] schedule)
    {
        TrainingSchedule market = Play(schedule);
        if (market.State.Step == TrainingStep.Dispute)
        {
            market.Pass();
        }

        if (market.State.End is null)
        {
            market.RunTo(TrainingStep.Ended);
        }

        return market;
    }

    [Fact]
    public void AnySchedule_FoldedAgain_GivesTheSameState() => Prop.ForAll(s_schedule, schedule =>
    {
        TrainingSchedule market = Play(schedule);
        TrainingState folded = market.Events.Aggregate(
            TrainingState.Before(market.Terms), static (state, next) => state.Apply(next));
        return Describe(folded) == Describe(market.State);
    }).Check(s_config);

    [Fact]
    public void AnySchedule_AnsweredAgain_GivesTheSameAnswer() => Prop.ForAll(s_schedule, schedule =>
    {
        TrainingSchedule market = Play(schedule);
        foreach (StepAnswered taken in market.Events.OfType<StepAnswered>().Where(taken => taken.Step != TrainingStep.Nearness))
        {
            var again = new AnswerStep(market.Now, taken.Place, taken.Step, taken.Epoch, taken.Digest);
            Assert.True(market.Send(again).IsRepeat);
            Assert.Equal(TrainingReason.AnsweredOtherwise, market.Send(again with { Digest = Digest("other") }).Refusal?.Reason);
            TrainingReason? ahead = market.Send(again with { Epoch = market.State.Epoch + 1 }).Refusal?.Reason;
            Assert.Equal(market.State.End is null ? TrainingReason.StepAhead : TrainingReason.StepOver, ahead);
        }

        return true;
    }).Check(s_config);

    private static bool EndsForAReason(TrainingSchedule market)
    {
        TrainingState state = market.State;
        int lost = Reporters - state.Members.Count;
        int third = (Reporters + 2) / 3;
        bool everRepaired = market.Events.OfType<StepBegun>().Any(step => step.IsRepair);
        int silentAtShares = state.Members.Keys.Count(place => !market.Events.OfType<StepAnswered>().Any(
            taken => taken.Step == TrainingStep.Unmask && taken.Epoch == state.Epoch && taken.Place == place));
        return state.End switch
        {
            TrainingEnd.Summed => state.Members.Count >= 3 && (everRepaired || lost < third),
            TrainingEnd.NotTrainable => everRepaired || state.Fallen.ContainsValue(FallCause.SelfPoint)
                ? state.Members.Count < 3
                : lost >= third,
            TrainingEnd.SharesMissing => state.IsRepair ? silentAtShares > 0 : lost + silentAtShares >= third,
            TrainingEnd.RepairBroken => state.IsRepair
                && market.Events.OfType<MemberFell>().Last().Cause != FallCause.SelfPoint,
            TrainingEnd.PlatformFailed => market.Events is [.., TrainingEnded] && state.Members.Count + state.Fallen.Count == Reporters,
            _ => false,
        };
    }

    private static TrainingSchedule Play((int Kind, int Place, int Bits)[] schedule)
    {
        var market = new TrainingSchedule(Reporters, isAudited: schedule.Length % 2 == 0);
        foreach ((int kind, int place, int bits) in schedule)
        {
            Step(market, kind, place, bits);
        }

        return market;
    }

    private static void Step(TrainingSchedule market, int kind, int place, int bits)
    {
        TrainingState state = market.State;
        switch (kind)
        {
            case < 4 when state.Step is TrainingStep.Commit or TrainingStep.Mask or TrainingStep.Check or TrainingStep.Unmask:
                market.Send(market.Answer(place, bits % 50 == 0 ? "other" : string.Empty));
                break;
            case < 11 when state.Step is not (TrainingStep.Compare or TrainingStep.Sum or TrainingStep.Dispute or TrainingStep.Ended):
                market.AnswerAll(bits % 4 == 0 ? [place] : []);
                break;
            case 11:
                market.Send(new GiveNearness(market.Now, place, bits % 8 != 0, Digest($"verdict {place}")));
                break;
            case 12:
                market.Now += TimeSpan.FromSeconds(bits % 90);
                market.Send(new PassStep(market.Now));
                break;
            case 13:
                var steps = new[] { TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask };
                market.Send(new AnswerStep(market.Now, place, steps[bits % 4], (ulong)(bits / 4 % 5), Digest($"any {bits}")));
                break;
            case 14 when state.Step == TrainingStep.Dispute:
                (int first, int second) = state.Disputed[bits % state.Disputed.Length];
                market.Send(new OpenPairSecret(market.Now, first, second, (PairVerdict)(bits / 16 % 4)));
                break;
            case > 13 when bits % 16 == 5 && state.Step is TrainingStep.Compare or TrainingStep.Sum:
                market.Send(new GiveUp(market.Now));
                break;
            case > 13 when state.Step == TrainingStep.Compare:
                market.Compare([.. Pairs(state, bits)]);
                break;
            case > 13 when state.Step == TrainingStep.Sum:
                market.Send(new JudgeSeeds(
                    market.Now, bits % 2 == 0 ? [state.Members.Keys.ElementAt(bits % state.Members.Count)] : []));
                break;
            default:
                break;
        }
    }

    private static IEnumerable<(int First, int Second)> Pairs(TrainingState state, int bits)
    {
        if (bits % 4 == 0)
        {
            int[] members = [.. state.Members.Keys];
            int first = bits / 4 % (members.Length - 1);
            yield return (members[first], members[first + 1]);
        }
    }

    private static void Owe(TrainingSchedule market)
    {
        switch (market.State.Step)
        {
            case TrainingStep.Compare:
                market.Compare();
                break;
            case TrainingStep.Sum:
                market.Accept(new JudgeSeeds(market.Now, []));
                break;
            default:
                market.Pass();
                break;
        }
    }

    private static string Describe(TrainingState state) => string.Join(
        '|',
        state.Step,
        state.Epoch,
        state.IsRepair,
        state.Deadline,
        state.Reporters,
        string.Join(',', state.Members),
        string.Join(',', state.Fallen),
        string.Join(',', state.Disputed),
        state.End,
        state.IsUnmasking);
}
