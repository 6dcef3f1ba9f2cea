using Candor.Mechanism;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Numerics;

namespace Candor.Benchmarks.Mechanism;

/// <summary>Curves that are rounded correctly against the same curves rounded step by step, on ordinary sizes, and one
/// that lies on a midpoint and needs more than the first step: each line is a thousand evaluations.</summary>
internal static class RoundingQuick
{
    private const int Sizes = 1000;

    internal static IEnumerable<QuickCase> Cases()
    {
        foreach ((string name, Func<FormulaRounding, IQualityCurve> curve) in Curves())
        {
            double[] sizes = [.. Enumerable.Range(1, Sizes).Select(static k => 0.02 * k)];
            yield return Case($"{name}, step by step", curve(FormulaRounding.StepByStep), sizes, isBaseline: true);
            yield return Case($"{name}, correctly rounded", curve(FormulaRounding.Correct), sizes, isBaseline: false);
        }

        yield return Case(
            "power law on a midpoint, correctly rounded",
            new PowerLawCurve(0.8, 1, 1),
            [.. Enumerable.Repeat(3.0, Sizes)],
            isBaseline: false);
    }

    private static QuickCase Case(string name, IQualityCurve curve, double[] sizes, bool isBaseline) => new(
        name,
        () =>
        {
            foreach (double size in sizes)
            {
                curve.Evaluate(size);
            }
        },
        IsBaseline: isBaseline);

    private static IEnumerable<(string Name, Func<FormulaRounding, IQualityCurve> Curve)> Curves() =>
    [
        ("sigmoid", static rounding => new SigmoidCurve(rounding)),
        ("power law", static rounding => new PowerLawCurve(0.93, 1.3, 0.7, rounding)),
        ("exponential", static rounding => new ExponentialCurve(0.97, 0.31, 0.6, rounding)),
        ("saturating", static rounding => new SaturatingCurve(0.89, 4.7, 1.4, rounding)),
    ];
}
