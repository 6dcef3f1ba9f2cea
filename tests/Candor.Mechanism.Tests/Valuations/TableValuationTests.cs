using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;
using Candor.Mechanism.Valuations;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Valuations;

/// <summary>Valuations by a table on chosen qualities.</summary>
public class TableValuationTests
{
    private static readonly SigmoidCurve s_curve = new();

    [Fact]
    public void Evaluate_AtLevels_GivesTheTablesOwnBits() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        (TableValuation table, double[] sizes, double[][] values) = Draw(random);
        for (int at = 0; at < values[0].Length; at++)
        {
            double[] q = [.. Digits(at, sizes.Length, table.Count).Select(k => s_curve.Evaluate(sizes[k]))];
            for (int i = 0; i < table.Count; i++)
            {
                Assert.Equal(values[i][at], table.Evaluate(i, q));
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Evaluate_BetweenLevels_IsTheMultilinearForm() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        (TableValuation table, double[] sizes, double[][] values) = Draw(random);
        double[] levels = [.. sizes.Select(s_curve.Evaluate)];
        double[] q = [.. Enumerable.Range(0, table.Count).Select(_ => 1.1 * random.NextDouble())];
        for (int i = 0; i < table.Count; i++)
        {
            // The sum over all combinations of the product of each quality's hat function.
            double expected = values[i].Select((value, at) => value * Digits(at, sizes.Length, table.Count)
                .Select((k, j) => Hat(levels, k, q[j])).Aggregate(1.0, static (a, b) => a * b)).Sum();
            Markets.Near(expected, table.Evaluate(i, q), 1e-11);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Allocate_RandomTable_ReachesTheLargestWelfareOfAFineGrid() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        (TableValuation table, _, _) = Draw(random);
        double?[] reports =
            [.. Markets.DrawSizes(random, table.Count).Select(size => random.Next(4) == 0 ? (double?)null : size)];
        Profile profile = Profile.Of(reports);
        foreach (OptOutRule optOut in Enum.GetValues<OptOutRule>())
        {
            Outcome outcome = Markets.Over(table, optOut: optOut).Settle(profile);
            Assert.Equal(AllocationCertainty.Exact, outcome.Certainty);
            double[] own = [.. profile.Sizes.ToArray().Select(s_curve.Evaluate)];
            double[] used = [.. own.Zip(outcome.AllocatedQualities, Math.Max)];
            double reached = Welfare(table, profile, optOut, used);
            const int Steps = 12;
            for (int at = 0; at < Math.Pow(Steps + 1, table.Count); at++)
            {
                double[] q =
                [
                    .. Digits(at, Steps + 1, table.Count).Select((k, j) => reports[j].HasValue
                        ? own[j] + (Math.Max(0, outcome.BestQuality - own[j]) * k / Steps)
                        : own[j]),
                ];
                Assert.True(Welfare(table, profile, optOut, q) <= reached + 1e-9, string.Join(", ", q));
            }

            Assert.All(outcome.AllocatedQualities, x => Assert.InRange(x, 0, outcome.BestQuality));
            Assert.All(reports.Zip(outcome.AllocatedQualities), p => Assert.True(p.First.HasValue || p.Second == 0));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Settle_TableOfASeparableValuation_EqualsIt()
    {
        // Levels at 0, 1/4, …, 1 hold every bend, so that the table is the valuation.
        PiecewiseLinear up = new([new(0, 0), new(0.5, 1), new(1, 1.25)]);
        PiecewiseLinear peak = new([new(0, 0), new(0.25, 0.5), new(0.75, -2)]);
        var separable = new SeparableValuation([up, up, up], [[null, peak, null], [peak, null, null], [null, peak, null]]);
        var table = TableValuation.FromFunction(new LinearCurve(), [0, 0.25, 0.5, 0.75, 1], 3, separable.Evaluate);
        foreach (AllocationKind kind in Enum.GetValues<AllocationKind>())
        {
            foreach (OptOutRule optOut in Enum.GetValues<OptOutRule>())
            {
                foreach (double?[] reports in (double?[][])[[0.125, 0.25, 0.5], [0, 0.5, null], [0.0625, 0, 0.125]])
                {
                    Outcome known = Markets.Over(separable, kind, optOut: optOut, curve: new LinearCurve())
                        .Settle(Profile.Of(reports));
                    Outcome tabled = Markets.Over(table, kind, optOut: optOut, curve: new LinearCurve())
                        .Settle(Profile.Of(reports));
                    Assert.Equal(known.AllocatedQualities.ToArray(), tabled.AllocatedQualities.ToArray());
                    Assert.Equal(known.Payments.ToArray(), tabled.Payments.ToArray());
                    Assert.Equal(AllocationCertainty.Exact, tabled.Certainty);
                }
            }
        }
    }

    [Fact]
    public void Allocate_EverythingTies_GivesEveryoneTheBest()
    {
        TableValuation zero = TableValuation.FromFunction(s_curve, [0, 1, 2], 3, static (_, _) => 0);
        Outcome outcome = Markets.Over(zero).Settle(Profile.AllIn(0.5, 1, 0));
        Assert.All(outcome.AllocatedQualities, x => Assert.Equal(outcome.BestQuality, x));
    }

    [Fact]
    public void Allocate_OneOfTwoMayHaveIt_TheEarlierInTheRosterHas()
    {
        // Welfare is 1 - |a + b - 1| scaled: either alone has the model, not both.
        TableValuation rivals = TableValuation.FromFunction(
            new LinearCurve(), [0, 1], 2, static (i, q) => i == 1 ? 0 : q[0] + q[1] - (2 * q[0] * q[1]));
        foreach (AllocationKind kind in (AllocationKind[])[AllocationKind.Efficient, AllocationKind.BestOrNothing])
        {
            var market = new MarketMechanism(
                new TableCurve([new(1, 1)]),
                rivals,
                AllocationRules.Create(kind, rivals, OptOutRule.Everyone),
                FreePayment.Instance);
            Assert.Equal([1.0, 0.0], market.Settle(Profile.AllIn(0.5, 0.5)).AllocatedQualities.ToArray());
        }
    }

    [Fact]
    public void DecidingSteps_AgreeWithRandomSteps() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        (TableValuation table, _, _) = Draw(random, rising: random.Next(3) > 0);
        var hidden = new DelegateValuation(table.Count, table.Evaluate);
        foreach (MonotoneClaim claim in Enum.GetValues<MonotoneClaim>())
        {
            Verdict decided = MonotoneCheck.Check(table, claim, 0.9, 1, random);
            Verdict sampled = MonotoneCheck.Check(hidden, claim, 0.9, 2000, random);
            Assert.Equal(Evidence.Proven, decided.Evidence);
            Assert.True(!decided.Holds || sampled.Holds, $"{claim}: {sampled}");
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void DecidingSteps_FallOnlyAtOneCombination_IsFound()
    {
        // Rises in the own quality except where both others have the best.
        TableValuation table = TableValuation.FromFunction(
            s_curve, [0, 1, 2], 3, static (i, q) => i == 0 && q[1] > 0.7 && q[2] > 0.7 ? -q[0] : q[i]);
        Verdict decided = MonotoneCheck.Check(table, MonotoneClaim.OwnType, 1, 1, new System.Random(1));
        Assert.False(decided.Holds);
        Assert.Equal(Evidence.Proven, decided.Evidence);
    }

    [Fact]
    public void FromFunction_UsersOwnValuation_IsExactAtEachSize()
    {
        static double Value(int i, ReadOnlySpan<double> q) => q[i] * Math.Sqrt(1 + q[1 - i]);
        TableValuation table = TableValuation.FromFunction(s_curve, [0, 0.5, 1, 2], 2, Value);
        double[] at = [s_curve.Evaluate(0.5), s_curve.Evaluate(2)];
        Assert.Equal(Value(1, at), table.Evaluate(1, at));
        Assert.Equal(AllocationCertainty.Exact, Markets.Over(table).Settle(Profile.AllIn(0.5, 1)).Certainty);
    }

    [Fact]
    public void Create_FaultyTable_NamesEachFault()
    {
        AssertFault("sizes[0]: found 1, expected 0, the size of who has no data", [1, 2], 2, 1);
        AssertFault("sizes[2]: found 1, expected a finite size of more than 1, the one before", [0, 1, 1], 9, 1);
        AssertFault("sizes[2]: found 90, whose quality is 1, expected a size of higher quality than 80", [0, 80, 90], 9, 1);
        AssertFault("sizes: found 1 sizes, expected 2 to 64", [0], 1, 1);
        AssertFault("values: found 9 participants, expected 1 to 8", [0, 1], 512, 9);
        AssertFault(
            "sizes: found 4 sizes for 8 participants, which is 8 tables of 4^8 values, expected at most 100000",
            [0, 1, 2, 3],
            1,
            8);
        AssertFault(
            "values[0]: found 8 values, expected 9, one for each combination of 3 sizes of 2 participants", [0, 1, 2], 8, 2);
        var error = Assert.Throws<TableException>(
            () => TableValuation.FromFunction(s_curve, [0, 1], 1, static (_, _) => double.NaN));
        Assert.Contains("values[0][0]: found NaN, expected a finite number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_EveryShapeWithin_HasAtMost65536Candidates()
    {
        for (int n = 1; n <= TableValuation.MostParticipants; n++)
        {
            for (int sizes = 2; sizes <= TableValuation.MostSizes; sizes++)
            {
                bool isWithin = (long)TableValuation.ValuesOf(sizes, n) * n <= TableValuation.MostValues;
                Assert.True(!isWithin || Math.Pow(sizes + 1, n) <= 65536, $"{sizes} sizes of {n}");
            }
        }
    }

    private static void AssertFault(string expected, double[] sizes, int values, int participants)
    {
        double[][] tables = [.. Enumerable.Range(0, participants).Select(_ => new double[values])];
        var error = Assert.Throws<TableException>(() => new TableValuation(s_curve, sizes, tables));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static (TableValuation Table, double[] Sizes, double[][] Values) Draw(System.Random random, bool rising = false)
    {
        int n = random.Next(1, 4);
        double[] sizes = new double[random.Next(2, 5)];
        for (int k = 1; k < sizes.Length; k++)
        {
            sizes[k] = sizes[k - 1] + 0.1 + random.NextDouble();
        }

        int each = TableValuation.ValuesOf(sizes.Length, n);
        double[][] values =
        [
            .. Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, each)
                .Select(at => random.NextDouble() + (rising ? Digits(at, sizes.Length, n).Sum() : 0)).ToArray()),
        ];
        return (new TableValuation(s_curve, sizes, values), sizes, values);
    }

    private static int[] Digits(int at, int radix, int count)
    {
        var digits = new int[count];
        for (int j = count - 1; j >= 0; j--)
        {
            digits[j] = at % radix;
            at /= radix;
        }

        return digits;
    }

    private static double Hat(double[] levels, int k, double q)
    {
        q = Math.Min(q, levels[^1]);
        return q <= levels[k]
            ? k == 0 ? 1 : Math.Max(0, (q - levels[k - 1]) / (levels[k] - levels[k - 1]))
            : k == levels.Length - 1 ? 1 : Math.Max(0, (levels[k + 1] - q) / (levels[k + 1] - levels[k]));
    }

    private static double Welfare(TableValuation table, Profile profile, OptOutRule optOut, double[] q)
    {
        double sum = 0;
        for (int i = 0; i < q.Length; i++)
        {
            sum += optOut == OptOutRule.Everyone || profile.TakesPart[i] ? table.Evaluate(i, q) : 0;
        }

        return sum;
    }
}
