using Candor.Mechanism.Curves;

namespace Candor.Mechanism.Fitting;

/// <summary>A family of curves to fit, each with its parameters as they stand in a definition.</summary>
public enum CurveFamily
{
    /// <summary><see cref="PowerLawCurve"/>: ceiling, scale, exponent.</summary>
    PowerLaw = 0,

    /// <summary><see cref="SaturatingCurve"/>: ceiling, half, shape.</summary>
    Saturating = 1,

    /// <summary><see cref="ExponentialCurve"/>: ceiling, rate, shape.</summary>
    Exponential = 2,

    /// <summary><see cref="SigmoidCurve"/> at size divided by one parameter, the unit: a market has it as its records per
    /// unit.</summary>
    Sigmoid = 3,
}
