using Candor.Mechanism.Curves;
using Candor.Mechanism.Fitting;

namespace Candor.Mechanism.Tests.Fitting;

public sealed class CurveFittingTests
{
    private static readonly double[] s_sizes = [20, 40, 80, 160, 320, 640, 1280, 2560, 5120];

    public static TheoryData<CurveFamily, double[]> Curves => new()
    {
        { CurveFamily.PowerLaw, [0.9, 120, 0.7] },
        { CurveFamily.PowerLaw, [0.75, 35, 1.3] },
        { CurveFamily.Saturating, [0.85, 60, 0.9] },
        { CurveFamily.Exponential, [0.8, 0.03, 0.6] },
        { CurveFamily.Sigmoid, [300] },
    };

    [Theory]
    [MemberData(nameof(Curves))]
    public void Fit_MeasurementsOfACurve_FindsItsQualities(CurveFamily family, double[] parameters)
    {
        var truth = new FittedCurve(family, parameters, 0);
        FittedCurve fitted = CurveFitting.Fit(family, Measurements(truth, s_sizes));

        Assert.InRange(fitted.Error, 0, 1e-4);
        Assert.Equal(truth.Evaluate(10_000), fitted.Evaluate(10_000), 0.005);
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void ExtrapolationError_OfTheFamilyItself_IsSmall(CurveFamily family, double[] parameters) => Assert.InRange(
        CurveFitting.ExtrapolationError(family, Measurements(new FittedCurve(family, parameters, 0), s_sizes)), 0, 0.01);

    [Theory]
    [InlineData(CurveFamily.PowerLaw, new[] { 0.5, 10, 20 }, new[] { 2 })]
    [InlineData(CurveFamily.PowerLaw, new[] { 1e-10, 1e9, 0.02 }, new[] { 0, 2 })]
    [InlineData(CurveFamily.Saturating, new[] { 0.8, 1e18, 0.9 }, new[] { 1 })]
    [InlineData(CurveFamily.Exponential, new[] { 0.8, 0.03, 0.6 }, new int[0])]
    [InlineData(CurveFamily.Sigmoid, new[] { 300.0 }, new int[0])]
    [InlineData(CurveFamily.Sigmoid, new[] { 1e18 }, new[] { 0 })]
    public void ParametersAtBounds_OfACurve_AreThoseThatNoMeasurementTells(CurveFamily family, double[] parameters, int[] expected) =>
        Assert.Equal(expected, new FittedCurve(family, parameters, 0).ParametersAtBounds());

    [Fact]
    public void Fit_SigmoidToAPowerLaw_IsFarOff()
    {
        // The paper's curve starts straight and ends at 1: no such measurement does.
        FittedCurve sigmoid = CurveFitting.Fit(
            CurveFamily.Sigmoid, Measurements(new FittedCurve(CurveFamily.PowerLaw, [0.75, 35, 0.5], 0), s_sizes));

        Assert.True(sigmoid.Error > 0.08, $"the error is {sigmoid.Error}");
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void InUnitsOf_AnotherUnit_IsTheSameCurve(CurveFamily family, double[] parameters)
    {
        var inRecords = new FittedCurve(family, parameters, 0);
        FittedCurve inHundreds = inRecords.InUnitsOf(100);

        Assert.All(s_sizes, size => Assert.Equal(inRecords.Evaluate(size), inHundreds.Evaluate(size / 100), 1e-12));
    }

    [Fact]
    public void Evaluate_EveryFamily_IsTheMarketsOwnCurve()
    {
        foreach (double size in s_sizes)
        {
            Assert.Equal(
                new PowerLawCurve(0.9, 120, 0.7).Evaluate(size),
                new FittedCurve(CurveFamily.PowerLaw, [0.9, 120, 0.7], 0).Evaluate(size),
                1e-12);
            Assert.Equal(
                new SaturatingCurve(0.85, 60, 0.9).Evaluate(size),
                new FittedCurve(CurveFamily.Saturating, [0.85, 60, 0.9], 0).Evaluate(size),
                1e-12);
            Assert.Equal(
                new ExponentialCurve(0.8, 0.03, 0.6).Evaluate(size),
                new FittedCurve(CurveFamily.Exponential, [0.8, 0.03, 0.6], 0).Evaluate(size),
                1e-12);
            Assert.Equal(
                new SigmoidCurve().Evaluate(size / 300),
                new FittedCurve(CurveFamily.Sigmoid, [300], 0).Evaluate(size),
                1e-12);
        }
    }

    [Fact]
    public void Bootstrap_OfRepetitionsThatDiffer_GivesCurvesThatDiffer()
    {
        var truth = new FittedCurve(CurveFamily.PowerLaw, [0.9, 120, 0.7], 0);
        MeasuredQuality[] measured =
            [.. s_sizes.Select(size => new MeasuredQuality(size, [truth.Evaluate(size) - 0.02, truth.Evaluate(size) + 0.02]))];
        IReadOnlyList<FittedCurve> curves =
            CurveFitting.Bootstrap(CurveFamily.PowerLaw, measured, [[0, 0], [0, 1], [1, 1]]);

        Assert.Equal(-0.02, curves[0].Evaluate(640) - truth.Evaluate(640), 0.002);
        Assert.Equal(0, curves[1].Evaluate(640) - truth.Evaluate(640), 0.002);
        Assert.Equal(0.02, curves[2].Evaluate(640) - truth.Evaluate(640), 0.002);
    }

    [Theory]
    [InlineData(CurveFamily.PowerLaw)]
    [InlineData(CurveFamily.Saturating)]
    [InlineData(CurveFamily.Exponential)]
    public void Fit_MeasurementsThatAreFlat_EndsNearThemAndNotWhereItBegan(CurveFamily family)
    {
        // On a plateau the lowest point lies at infinity, and the steps of a search run out.
        MeasuredQuality[] flat = [.. s_sizes.Select((size, i) => new MeasuredQuality(size, [0.4 + (0.001 * (i % 2))]))];

        Assert.InRange(CurveFitting.Fit(family, flat).Error, 0, 0.002);
        Assert.All(CurveFitting.Bootstrap(family, flat, [[0], [0, 0]]), curve => Assert.InRange(curve.Error, 0, 0.002));
    }

    [Fact]
    public void Fit_MeasurementsThatCannotBeFitted_AreRefused()
    {
        MeasuredQuality[] good = Measurements(new FittedCurve(CurveFamily.Sigmoid, [300], 0), s_sizes);
        MeasuredQuality[] notFinite = [.. good[..^1], new MeasuredQuality(9000, [double.NaN])];
        MeasuredQuality[] none = [.. good[..^1], new MeasuredQuality(0, [0.5])];

        Assert.Contains("at 3 sizes; expected 4", Refusal(good[..3]), StringComparison.Ordinal);
        Assert.Contains("each once", Refusal([.. good, good[0]]), StringComparison.Ordinal);
        Assert.Contains("size 9000 has no finite qualities", Refusal(notFinite), StringComparison.Ordinal);
        Assert.Contains("size 0 has no finite qualities", Refusal(none), StringComparison.Ordinal);
    }

    private static string Refusal(MeasuredQuality[] measurements) =>
        Assert.Throws<ArgumentException>(() => CurveFitting.Fit(CurveFamily.PowerLaw, measurements)).Message;

    private static MeasuredQuality[] Measurements(FittedCurve truth, double[] sizes) =>
        [.. sizes.Select(size => new MeasuredQuality(size, [truth.Evaluate(size)]))];
}
