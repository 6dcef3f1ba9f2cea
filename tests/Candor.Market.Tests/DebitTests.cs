using Candor.Commitments;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests;

/// <summary>What is debited of a later commitment, in markets of version 2: only what commitments that stand are credited
/// with.</summary>
public sealed class DebitTests
{
    private const string Credit = "OVERLAP_POLICY_CREDIT_EARLIER";

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 0)]
    public void Debit_OfTheOnlyEarlierOneThatFell_IsNoneInVersion2(int version, ulong expected)
    {
        var market = new ValidatedMarket(2, Credit, version: version);
        market.Enter(0, 10);
        market.Enter(1, 10);
        market.Market.Accept(market.Overlap(0, 1, 3, 3));
        Assert.Equal(3ul, market.Standing(1).Debited);

        market.Market.Accept(market.Refusal(0, AuditRefusal.NoOverlapAnswer));

        Assert.Equal(expected, market.Standing(1).Debited);
        CommitmentOpening left = market.Market.Openings[1].Less(expected);
        Assert.Equal(left.Commit(), market.Standing(1).Reportable);
        Assert.Null(market.Market.TryReport(
            market.Report(1, (uint)(10 - expected), left), market.Market.Keys[1]));
    }

    [Fact]
    public void Debit_OfAnEarlierOneThatWasReplaced_IsNone()
    {
        var market = new ValidatedMarket(2, Credit, version: 2);
        market.Enter(0, 10);
        market.Enter(1, 10);
        market.Market.Accept(market.Overlap(0, 1, 3, 3));

        market.Commit(0, 8);

        Assert.Equal(0ul, market.Standing(1).Debited);
    }

    [Fact]
    public void Debit_OfAReport_StaysWhatItsProofWasMadeFor()
    {
        var market = new ValidatedMarket(2, Credit, version: 2);
        market.Enter(0, 10);
        market.Enter(1, 10);
        market.Market.Accept(market.Overlap(0, 1, 3, 3));
        Assert.Null(market.Market.TryReport(
            market.Report(1, 7, market.Market.Openings[1].Less(3)), market.Market.Keys[1]));

        market.Market.Accept(market.Refusal(0, AuditRefusal.NoOverlapAnswer));

        Assert.Null(MarketSettlement.FindUnproved(market.State));
        market.Market.Accept(new Commands.PassDeadline(market.State.Definition.ReportDeadline));
        Assert.Equal([null, 7u], market.State.Outcome!.Assignments.Select(a => a.Records));
    }

    [Fact]
    public void Overlap_OfMoreThanACommitmentMayBeTo_IsRefused()
    {
        var market = new ValidatedMarket(2, Credit, version: 2);
        market.Enter(0, 10);
        market.Enter(1, 10);
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Overlap(0, 1, (1 << 20) + 1, 0));
        market.Market.Accept(market.Overlap(0, 1, 1 << 20, 0));
    }

    [Fact]
    public void Debit_OfAnySetsAndFalls_IsNeverLessThanWhatStandingOnesShare()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(2, 6);
            var market = new ValidatedMarket(count, Credit, version: 2);
            HashSet<int>[] sets =
                [.. Enumerable.Range(0, count).Select(_ => Draw(random, random.Next(1, 25)))];
            for (int i = 0; i < count; i++)
            {
                market.Enter(i, (ulong)sets[i].Count);
            }

            int last = count - 1;
            var standing = new HashSet<int>(Enumerable.Range(0, last));
            var taken = new HashSet<int>();
            foreach (int earlier in Shuffled(random, last))
            {
                if (random.Next(4) == 0)
                {
                    Fall(earlier);
                    continue;
                }

                int[] shared = [.. sets[earlier].Intersect(sets[last])];
                market.Market.Accept(market.Overlap(
                    earlier, last, (ulong)shared.Length, (ulong)shared.Count(record => taken.Add(record))));
                Check(seed);
            }

            foreach (int earlier in Shuffled(random, last))
            {
                Fall(earlier);
                Check(seed);
            }

            Assert.Equal(0ul, market.Standing(last).Debited);

            void Fall(int earlier)
            {
                if (standing.Remove(earlier))
                {
                    market.Market.Accept(market.Refusal(earlier, AuditRefusal.NoOverlapAnswer));
                }
            }

            void Check(int of)
            {
                // Of those compared so far: a pair whose check is still to come is not counted yet, and holds the report.
                var compared = standing.Where(i => market.Standing(last).ComparedWith.Contains(market.Standing(i).Event));
                int union = compared.SelectMany(i => sets[i].Intersect(sets[last])).Distinct().Count();
                ulong debited = market.Standing(last).Debited;
                Assert.True(debited >= (ulong)union, $"seed {of}: {debited} debited of {union} shared");
                Assert.True(debited <= (ulong)taken.Count, $"seed {of}: {debited} debited of {taken.Count} ever shared");
            }
        }
    }

    private static HashSet<int> Draw(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(40))];

    private static int[] Shuffled(Random random, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return order;
    }
}
