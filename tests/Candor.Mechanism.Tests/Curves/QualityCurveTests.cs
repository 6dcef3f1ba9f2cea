using Candor.Mechanism.Curves;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Mechanism.Tests.Curves;

public class QualityCurveTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(20)]
    public void Sigmoid_Size_EqualsTheFormulaOfSection61(double size)
    {
        double expected = (1 - Math.Exp(-size)) / (1 + Math.Exp(-size));
        Markets.Near(expected, new SigmoidCurve().Evaluate(size), 1e-15);
    }

    [Fact]
    public void Sigmoid_TinySize_KeepsItsDigits() =>
        Assert.Equal(5e-21, new SigmoidCurve().Evaluate(1e-20), 1e-36);

    [Fact]
    public void Linear_SizesAboveOne_BreakTheBoundWithAWitness()
    {
        CurveViolation violation = new LinearCurve().FindViolation(12)!;
        Assert.Equal(CurveClause.AtMostOne, violation.Clause);
        Assert.Equal("Q(12) = 12, but a quality is at most 1", violation.ToString());
        Assert.Null(new LinearCurve().FindViolation(1));
    }

    [Fact]
    public void Table_ItsPoints_AreHitExactly()
    {
        var curve = new TableCurve([new(1, 0.3), new(2, 0.5), new(5, 0.9)]);
        Assert.Equal(0, curve.Evaluate(0));
        Markets.Near(0.3, curve.Evaluate(1), 1e-15);
        Markets.Near(0.5, curve.Evaluate(2), 1e-15);
        Assert.Equal(0.9, curve.Evaluate(5));
    }

    [Fact]
    public void Table_BetweenPoints_EqualsPchipComputedByHand()
    {
        // Sizes 0, 1, 2, 5, steps 1, 1, 3, secants 0.3, 0.2, 0.4/3. Inner slopes are Fritsch and Butland's weighted
        // harmonic means, the end slopes their three-point formula; each cubic is then Hermite's.
        double[] t = [0, 1, 2, 5];
        double[] q = [0, 0.3, 0.5, 0.9];
        double[] h = [1, 1, 3];
        double[] d = [0.3, 0.2, 0.4 / 3];
        double[] m =
        [
            (((2 * h[0]) + h[1]) * d[0] - (h[0] * d[1])) / (h[0] + h[1]),
            Harmonic(h[0], h[1], d[0], d[1]),
            Harmonic(h[1], h[2], d[1], d[2]),
            (((2 * h[2]) + h[1]) * d[2] - (h[2] * d[1])) / (h[2] + h[1]),
        ];
        var curve = new TableCurve([new(1, 0.3), new(2, 0.5), new(5, 0.9)]);
        foreach (double size in (double[])[0.25, 0.75, 1.5, 1.9, 2.1, 3.5, 4.9])
        {
            int k = size < 1 ? 0 : size < 2 ? 1 : 2;
            double s = (size - t[k]) / h[k];
            double expected = (q[k] * (1 + (2 * s)) * (1 - s) * (1 - s))
                + (h[k] * m[k] * s * (1 - s) * (1 - s))
                + (q[k + 1] * s * s * (3 - (2 * s)))
                + (h[k] * m[k + 1] * s * s * (s - 1));
            Markets.Near(expected, curve.Evaluate(size), 1e-14);
        }
    }

    [Fact]
    public void Table_RandomRisingPoints_RisesBetweenThem() => Prop.ForAll<int>(seed =>
    {
        var random = new System.Random(seed);
        var points = new List<CurvePoint>();
        double size = 0;
        double quality = 0;
        int count = random.Next(1, 8);
        for (int k = 0; k < count; k++)
        {
            size += 0.01 + (5 * random.NextDouble() * random.NextDouble());
            quality += (1 - quality) * (0.001 + (0.9 * random.NextDouble() * random.NextDouble()));
            points.Add(new CurvePoint(size, quality));
        }

        var curve = new TableCurve(points);
        Assert.Null(curve.FindViolation(size));
        double last = 0;
        for (int k = 1; k <= 500; k++)
        {
            double next = curve.Evaluate(size * k / 500);
            Assert.True(next > last, $"Q falls at {size * k / 500:R}.");
            last = next;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Table_OnePoint_IsAStraightLine() =>
        Markets.Near(0.2, new TableCurve([new(4, 0.8)]).Evaluate(1), 1e-15);

    [Fact]
    public void Table_FirstPointIsTheOrigin_MeansTheSame()
    {
        var given = new TableCurve([new(0, 0), new(1, 0.4), new(3, 0.6)]);
        var implied = new TableCurve([new(1, 0.4), new(3, 0.6)]);
        Assert.Equal(implied.Evaluate(0.7), given.Evaluate(0.7));
    }

    [Fact]
    public void Table_BeyondTheLastPoint_StaysFlatAndSaysSo()
    {
        var curve = new TableCurve([new(1, 0.4), new(3, 0.6)]);
        Assert.Equal(0.6, curve.Evaluate(100));
        CurveViolation violation = curve.FindViolation(10)!;
        Assert.Equal(CurveClause.StrictlyIncreasing, violation.Clause);
        Assert.Equal((3, 10), (violation.Size, violation.LargerSize));
    }

    [Fact]
    public void Table_AboveOne_BreaksTheBound() =>
        Assert.Equal(CurveClause.AtMostOne, new TableCurve([new(1, 2)]).FindViolation(1)!.Clause);

    [Fact]
    public void Table_BadPoints_ListsEveryFault()
    {
        var error = Assert.Throws<CurveException>(
            static () => new TableCurve([new(1, 0.5), new(1, 0.6), new(2, 0.4), new(3, double.NaN)]));
        Assert.Equal(3, error.Faults.Length);
        string[] expected =
        [
            "size of point 1: found 1, expected more than 1",
            "quality of point 2: found 0.4, expected more than 0.6",
            "quality of point 3: found NaN",
        ];
        Assert.All(
            expected.Zip(error.Faults),
            static pair => Assert.StartsWith(pair.First, pair.Second.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0.1, "quality of point 0: found 0.1")]
    [InlineData(-1, 0.1, "size of point 0: found -1, expected more than 0")]
    public void Table_FirstPointOffTheOrigin_IsRefused(double size, double quality, string expected)
    {
        string faults = string.Join("\n", TableCurve.FindFaults([new(size, quality), new(5, 0.9)]));
        if (size == 0)
        {
            expected = "size of point 0: found 0, expected more than 0";
        }

        Assert.Contains(expected, faults, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_NoPoints_IsRefused() =>
        Assert.Contains("at least one point", TableCurve.FindFaults([])[0].Expected, StringComparison.Ordinal);

    [Fact]
    public void SampledAssumption1_OwnCurves_FindEachClause()
    {
        Assert.Equal(CurveClause.ZeroAtZero, Find(static _ => 0.1)!.Clause);
        Assert.Equal(CurveClause.StrictlyIncreasing, Find(static s => Math.Sin(s))!.Clause);
        Assert.Equal(CurveClause.AtMostOne, Find(static s => s)!.Clause);
        Assert.Equal(CurveClause.Finite, Find(static s => s > 2 ? double.NaN : s / 10)!.Clause);
        Assert.Null(Find(static s => s / 10));
    }

    [Fact]
    public void FindViolation_RangeThatIsNone_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SigmoidCurve().FindViolation(double.NaN));

    private static CurveViolation? Find(Func<double, double> quality) =>
        SampledAssumption1.FindViolation(quality, 10);

    private static double Harmonic(double before, double after, double left, double right)
    {
        double w1 = (2 * after) + before;
        double w2 = after + (2 * before);
        return (w1 + w2) / ((w1 / left) + (w2 / right));
    }
}
