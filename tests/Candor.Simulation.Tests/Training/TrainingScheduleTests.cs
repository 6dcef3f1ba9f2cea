using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Simulation.Training;
using Candor.Simulation.Training.Cheaters;
using Candor.Simulation.Training.Runs;

namespace Candor.Simulation.Tests.Training;

/// <summary>Random kills and silences over all steps and members.</summary>
[Collection(TrainingTestGroup.Name)]
[Trait("Category", "Slow")]
public sealed class TrainingScheduleTests(TrainingBasesFixture fixture)
{
    private const int Schedules = 50;
    private const int ProvedAnew = 10;

    // Every step of a member, dispute and repair among them, and how it was killed in it.
    private readonly HashSet<(TrainingStep Step, bool IsRepair, Death Death)> _deaths = [];

    private enum Death
    {
        BeforeItsStateIsKept,
        BeforeItsMessageIsSent,
    }

    [Fact]
    public void Run_OfFiftySchedules_SettlesAmongTheRestOrEndsAsTheRulesSay()
    {
        var ends = new HashSet<TrainingEnd?>();
        for (int seed = 0; seed < Schedules; seed++)
        {
            ends.Add(RunOne(seed));
        }

        Assert.Contains(TrainingEnd.Summed, ends);
        Assert.Contains(TrainingEnd.NotTrainable, ends);
        Assert.Contains(TrainingEnd.SharesMissing, ends);

        // Otherwise the schedules would have been about less than they say.
        TrainingStep[] answered =
            [TrainingStep.Commit, TrainingStep.Nearness, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Dispute, TrainingStep.Unmask];
        Assert.All(answered, step => Assert.Contains((step, false, Death.BeforeItsStateIsKept), _deaths));
        Assert.All(
            answered.Where(static step => step != TrainingStep.Nearness),
            step => Assert.Contains((step, false, Death.BeforeItsMessageIsSent), _deaths));
        Assert.All(
            [TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask],
            step => Assert.Contains((step, true, Death.BeforeItsStateIsKept), _deaths));
    }

    private TrainingEnd? RunOne(int seed)
    {
        var random = new Random(seed);
        bool hasCheater = random.Next(2) == 0;
        int cheater = hasCheater ? random.Next(TrainingBases.Members) : -1;
        TrainingConduct conduct = seed % 2 == 0 ? AlteredPoints.Pair : new OtherSelf();
        TrainingMarket market = fixture.Bases.Reported.Fork(cheater, conduct);
        foreach (TrainingMember member in market.Members.Where(_ => seed % ProvedAnew != 0))
        {
            // Most go on with the proofs that they gave once, and say nothing else than they did.
            member.Restore(fixture.Bases.Masking.Members[member.Place].Disk);
        }

        Dictionary<int, (TrainingStep Step, ulong Epoch)> silences = Silences(random, cheater);
        int rounds = 0;
        while (market.State.Phase == MarketPhase.Training)
        {
            Assert.True(rounds++ < 200, $"Schedule {seed} hangs in step {market.Training.State.Step}.");
            bool hasMoved = false;
            foreach (TrainingMember member in market.Members)
            {
                if (market.State.Phase == MarketPhase.Training && !IsSilent(market, silences, member.Place))
                {
                    // A cheater's state is its own business.
                    if (member.Place != cheater)
                    {
                        Kill(market, member, random);
                    }

                    hasMoved |= member.Act(market);
                }
            }

            if (!(hasMoved | market.Work()))
            {
                market.Platform.PassStep();
            }
        }

        AssertEnd(market, silences, cheater, seed);
        return market.Training.State.End;
    }

    private static Dictionary<int, (TrainingStep Step, ulong Epoch)> Silences(Random random, int cheater)
    {
        TrainingStep[] steps =
            [TrainingStep.Commit, TrainingStep.Nearness, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask];
        return Enumerable.Range(0, random.Next(3))
            .Select(_ => random.Next(TrainingBases.Members))
            .Where(place => place != cheater)
            .Distinct()
            .ToDictionary(
                static place => place,
                _ => (steps[random.Next(steps.Length)], (ulong)random.Next(1, 3)));
    }

    // From its step on a member is gone for good.
    private static bool IsSilent(
        TrainingMarket market, Dictionary<int, (TrainingStep Step, ulong Epoch)> silences, int place)
    {
        TrainingState state = market.Training.State;
        return silences.TryGetValue(place, out (TrainingStep Step, ulong Epoch) from)
            && (state.Step < TrainingStep.Mask || from.Step < TrainingStep.Mask
                ? state.Step >= from.Step
                : state.Epoch > from.Epoch || (state.Epoch == from.Epoch && state.Step >= from.Step));
    }

    // A kill before its state is on disk, one before the message is sent, or none. What was on disk comes out again.
    private void Kill(TrainingMarket market, TrainingMember member, Random random)
    {
        (TrainingStep step, bool isRepair) = (market.Training.State.Step, market.Training.State.IsRepair);
        switch (random.Next(4))
        {
            case 0 when !market.Training.State.HasAnswered(member.Place):
                _deaths.Add((step, isRepair, Death.BeforeItsStateIsKept));
                byte[] disk = member.Disk;
                _ = member.Turn(market);
                member.Restore(disk);
                break;
            case 1 when member.Turn(market) is SendContribution once:
                _deaths.Add((step, isRepair, Death.BeforeItsMessageIsSent));
                SendContribution again = Assert.IsType<SendContribution>(member.Turn(market));
                Assert.Equal(
                    once.Uploads.Select(static upload => Convert.ToHexString(upload.Digest.Span)),
                    again.Uploads.Select(static upload => Convert.ToHexString(upload.Digest.Span)));
                Assert.Equal(Convert.ToHexString(once.Shares.Span), Convert.ToHexString(again.Shares.Span));
                break;
            default:
                break;
        }
    }

    private static void AssertEnd(
        TrainingMarket market, Dictionary<int, (TrainingStep Step, ulong Epoch)> silences, int cheater, int seed)
    {
        TrainingState state = market.Training.State;
        string schedule = $"schedule {seed}: {state.End}, fallen {string.Join(", ", state.Fallen)}, silent "
            + $"{string.Join(", ", silences)}, cheater {cheater}";
        Assert.True(market.State.Phase == MarketPhase.Settled, schedule);
        Assert.True(state.Fallen.Keys.All(place => place == cheater || silences.ContainsKey(place)), schedule);
        Assert.True(market.Members.All(member => member.Refused is null || silences.Count > 0), schedule);
        if (state.End == TrainingEnd.Summed)
        {
            Assert.True(state.Members.Keys.All(place => place != cheater), schedule);
            return;
        }

        // Two of five are a third of the reporters; in a repair one is enough.
        int missing = silences.Count;
        Assert.True(missing >= 2 || (missing == 1 && cheater >= 0), schedule);
    }
}
