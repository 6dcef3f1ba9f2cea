namespace Candor.Mechanism;

/// <summary>Assumption 1 looked at on evenly spaced sizes: finds violations, proves nothing.</summary>
public static class SampledAssumption1
{
    /// <summary>How many steps [0, maxSize] is cut into.</summary>
    public const int Steps = 4096;

    /// <summary>Looks for a violation of Assumption 1 on <see cref="Steps"/> + 1 sizes from 0 to maxSize.</summary>
    /// <param name="quality">Q.</param>
    /// <param name="maxSize">The largest size, finite and at least 0.</param>
    /// <returns>The first violation in the order of size; null when the sample shows none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxSize"/> is negative or not finite.</exception>
    public static CurveViolation? FindViolation(Func<double, double> quality, double maxSize)
    {
        ArgumentNullException.ThrowIfNull(quality);
        RequireRange(maxSize);
        double size = 0;
        double last = quality(0);
        if (!double.IsFinite(last))
        {
            return new CurveViolation(CurveClause.Finite, 0, last, 0, last);
        }

        if (last != 0)
        {
            return new CurveViolation(CurveClause.ZeroAtZero, 0, last, 0, last);
        }

        for (int k = 1; k <= Steps && maxSize > 0; k++)
        {
            double nextSize = maxSize * ((double)k / Steps);
            double next = quality(nextSize);
            CurveViolation? violation = CheckStep(size, last, nextSize, next);
            if (violation is not null)
            {
                return violation;
            }

            (size, last) = (nextSize, next);
        }

        return null;
    }

    /// <summary>Requires a range of sizes that a market can have.</summary>
    /// <param name="maxSize">The largest size.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    internal static void RequireRange(double maxSize)
    {
        if (!(maxSize >= 0 && double.IsFinite(maxSize)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(maxSize), maxSize, "A market's largest total size is finite and at least 0.");
        }
    }

    private static CurveViolation? CheckStep(double size, double last, double nextSize, double next)
    {
        if (!double.IsFinite(next))
        {
            return new CurveViolation(CurveClause.Finite, nextSize, next, nextSize, next);
        }

        if (next <= last)
        {
            return new CurveViolation(CurveClause.StrictlyIncreasing, size, last, nextSize, next);
        }

        return next > 1 ? new CurveViolation(CurveClause.AtMostOne, nextSize, next, nextSize, next) : null;
    }
}
