namespace Candor.Mechanism;

/// <summary>Q: the quality of a model as a function of the total valid data size behind it.</summary>
/// <remarks>
/// Implementations are immutable and safe to share between threads. A user's own curve needs <see cref="Evaluate"/>
/// alone; Assumption 1 is then looked at on a sample of sizes, whereas the curves of this library answer it in closed
/// form.
/// </remarks>
public interface IQualityCurve
{
    /// <summary>Q(size).</summary>
    /// <param name="size">The total data size in the market's units, at least 0.</param>
    double Evaluate(double size);

    /// <summary>
    /// The least bound no quality exceeds, as far as the curve knows it: the range is [0, Ceiling]; ∞ where there is
    /// none.
    /// </summary>
    double Ceiling => double.PositiveInfinity;

    /// <summary>
    /// Whether <see cref="FindViolation"/> decides Assumption 1 for every size, and does not look at a sample of them.
    /// </summary>
    bool DecidesAssumption1 => false;

    /// <summary>Looks for a size in [0, <paramref name="maxSize"/>] at which Assumption 1 fails.</summary>
    /// <param name="maxSize">The largest total the market can reach (n·D), finite and at least 0.</param>
    /// <returns>The first violation found; null when there is none.</returns>
    CurveViolation? FindViolation(double maxSize) => SampledAssumption1.FindViolation(Evaluate, maxSize);
}
