namespace Candor.Mechanism.Numerics;

/// <summary>How the formulas of curves and valuations are rounded. Both give the same bits on every platform; they differ
/// in about one value of four by a unit in the last place, and at the ends of the doubles.</summary>
public enum FormulaRounding
{
    /// <summary>Correctly: a curve's value is its formula's, computed with as many digits as it takes and rounded once to
    /// the nearest double, ties to even. So the curve rises wherever its formula does, and never passes its
    /// ceiling.</summary>
    Correct,

    /// <summary>Step by step: each function of a formula is computed to about 30 digits and rounded by itself, as is each
    /// operation between them. Markets that settled so keep their bits.</summary>
    StepByStep,
}
