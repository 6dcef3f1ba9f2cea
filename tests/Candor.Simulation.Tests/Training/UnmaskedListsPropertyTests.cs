using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Training;
using Candor.Simulation.Training;
using Candor.Simulation.Training.Cheaters;
using Candor.Simulation.Training.Runs;

namespace Candor.Simulation.Tests.Training;

/// <summary>A platform that goes back in its own log, shows members different branches of it, and says of anybody that it is
/// silent or guilty; members that restart before every turn. No member hands out shares for two lists, but for lists less
/// those whose guilt it has seen.</summary>
[Collection(TrainingTestGroup.Name)]
[Trait("Category", "Slow")]
public sealed class UnmaskedListsPropertyTests(TrainingBasesFixture fixture)
{
    private const int Sequences = 12;
    private const int Steps = 60;

    [Fact]
    public void Act_InAnyOrderOfAnyBranches_UnmasksOneListAndThoseLessTheGuilty()
    {
        int unmaskings = 0;
        int repairs = 0;
        for (int seed = 0; seed < Sequences; seed++)
        {
            var random = new Random(seed);
            int cheater = seed % 2 == 0 ? random.Next(TrainingBases.Members) : -1;
            Dictionary<int, List<int[]>> lists = Play(random, cheater);
            foreach ((int place, List<int[]> opened) in lists.Where(pair => pair.Key != cheater))
            {
                unmaskings += opened.Count;
                repairs += opened.Count - 1;
                for (int i = 1; i < opened.Count; i++)
                {
                    int[] left = [.. opened[i - 1].Except(opened[i])];
                    Assert.True(
                        left.SequenceEqual([cheater]) && !opened[i].Except(opened[i - 1]).Any(),
                        $"sequence {seed}: place {place} unmasked {Say(opened[i - 1])}, then {Say(opened[i])}");
                }
            }
        }

        Assert.True(unmaskings > 20, $"{unmaskings} unmaskings");
        Assert.True(repairs > 0, $"{repairs} repairs");
    }

    private static string Say(int[] list) => string.Join(" ", list);

    private Dictionary<int, List<int[]>> Play(Random random, int cheater)
    {
        var lists = new Dictionary<int, List<int[]>>();
        List<TrainingMarket> branches = [fixture.Bases.Masking.Fork(cheater, new OtherSelf())];
        byte[][] disks = [.. branches[0].Members.Select(static member => member.Disk)];
        for (int step = 0; step < Steps; step++)
        {
            TrainingMarket market = branches[branches.Count - 1 - random.Next(Math.Min(2, branches.Count))];
            if (market.State.Phase != MarketPhase.Training || random.Next(12) == 0)
            {
                branches.Add(branches[random.Next(branches.Count)].Fork(-1, TrainingConduct.Honest));
                continue;
            }

            // A whole round in most steps, so that markets come to their end; else some stay unheard.
            bool isWhole = random.Next(3) > 0;
            bool hasMoved = false;
            foreach (TrainingMember member in market.Members.Where(_ => isWhole || random.Next(2) == 0))
            {
                if (market.State.Phase == MarketPhase.Training)
                {
                    hasMoved |= Act(market, member, disks, lists);
                }
            }

            if (!(hasMoved | Work(market, random)) && market.Training.State.Deadline is not null)
            {
                market.Platform.PassStep();
            }
        }

        return lists;
    }

    private static bool Act(
        TrainingMarket market, TrainingMember member, byte[][] disks, Dictionary<int, List<int[]>> lists)
    {
        member.Restore(disks[member.Place]);
        int before = market.Training.Unmaskings.Length;
        bool hasMoved = member.Act(market);
        disks[member.Place] = member.Disk;
        if (market.Training.Unmaskings.Length > before)
        {
            int[] list = [.. market.Training.List!.Members.Select(static one => one.Place)];
            if (!lists.TryGetValue(member.Place, out List<int[]>? opened))
            {
                lists[member.Place] = opened = [];
            }

            // The same list again, on another branch, gives nothing that was not given.
            if (opened.Count == 0 || !opened[^1].SequenceEqual(list))
            {
                opened.Add(list);
            }
        }

        return hasMoved;
    }

    private static bool Work(TrainingMarket market, Random random)
    {
        if (market.State.Phase == MarketPhase.Training && market.Training.State.Step == TrainingStep.Sum
            && random.Next(3) == 0)
        {
            // A lie about one of them.
            int victim = market.Training.State.Members.Keys.ElementAt(random.Next(market.Training.State.Members.Count));
            byte[] seed = new byte[32];
            seed[0] = 3;
            market.Platform.Send(new NameBySeeds(
                market.Platform.Now,
                market.Training.State.Epoch,
                ImmutableSortedDictionary<int, ReadOnlyMemory<byte>>.Empty.Add(victim, seed)));
            return true;
        }

        return market.Work();
    }
}
