using Candor.Mechanism.Curves;

namespace Candor.Mechanism.Tests.Curves;

public class ParametricCurveTests
{
    public static TheoryData<string, double, double, double> Parameters() => new()
    {
        { "powerLaw", 0.9, 4, 0.7 },
        { "exponential", 0.95, 0.3, 0.6 },
        { "saturating", 0.8, 5, 1.4 },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Evaluate_Sizes_EqualTheFormulaOfTheFormat(string kind, double c, double second, double third)
    {
        IQualityCurve curve = Create(kind, c, second, third);
        foreach (double s in (double[])[0, 0.01, 0.5, 1, 7, 300])
        {
            double expected = kind switch
            {
                "powerLaw" => c * (1 - Math.Pow(1 + (s / second), -third)),
                "exponential" => c * (1 - Math.Exp(-second * Math.Pow(s, third))),
                _ => c * Math.Pow(s, third) / (second + Math.Pow(s, third)),
            };
            Markets.Near(expected, curve.Evaluate(s), 1e-15);
        }
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Evaluate_Extremes_GoFromZeroToTheCeiling(string kind, double c, double second, double third)
    {
        IQualityCurve curve = Create(kind, c, second, third);
        Assert.Equal(0, curve.Evaluate(0));
        Assert.True(curve.Evaluate(1e-18) > 0, "The smallest data helps.");
        Assert.Equal(c, curve.Evaluate(1e300), 1e-12);
        Assert.Equal(c, curve.Ceiling);
        Assert.Null(curve.FindViolation(10));
        Assert.Null(SampledAssumption1.FindViolation(curve.Evaluate, 10));
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void FindViolation_CeilingAboveOne_GivesTheSize(string kind, double c, double second, double third)
    {
        CurveViolation violation = Create(kind, c + 1, second, third).FindViolation(1000)!;
        Assert.Equal(CurveClause.AtMostOne, violation.Clause);
        Assert.Equal(1000, violation.Size);
    }

    [Fact]
    public void Constructor_BadParameters_ListsThemAll()
    {
        var error = Assert.Throws<CurveException>(static () => new PowerLawCurve(0, -1, double.NaN));
        Assert.Equal(["ceiling", "scale", "exponent"], error.Faults.Select(static fault => fault.Parameter));
        Assert.Contains("scale: found -1, expected a finite", error.Message, StringComparison.Ordinal);
    }

    private static IQualityCurve Create(string kind, double c, double second, double third) => kind switch
    {
        "powerLaw" => new PowerLawCurve(c, second, third),
        "exponential" => new ExponentialCurve(c, second, third),
        _ => new SaturatingCurve(c, second, third),
    };
}
