using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Candor.Mechanism.Fitting;

/// <summary>Fits quality curves to measurements, by least squares on the means.</summary>
public static class CurveFitting
{
    /// <summary>The fewest sizes that a curve of three parameters is fitted to.</summary>
    public const int FewestSizes = 4;

    private const double Tolerance = 1e-8;
    private const int MostSteps = 1500;

    // Samples drawn anew begin where the fit to all of them ended, which is near.
    private const int MostStepsDrawnAnew = 300;

    /// <summary>Fits a curve.</summary>
    /// <param name="family">Its family.</param>
    /// <param name="measurements">What was measured, at <see cref="FewestSizes"/> sizes or more.</param>
    /// <returns>The curve that is nearest.</returns>
    /// <exception cref="ArgumentException">There are too few sizes, a size is not a finite number above 0, or stands twice,
    /// or a quality is not finite.</exception>
    public static FittedCurve Fit(CurveFamily family, IReadOnlyList<MeasuredQuality> measurements)
    {
        Require(measurements);
        return Fit(family, [.. measurements.Select(at => at.Size)], [.. measurements.Select(at => at.Mean)]);
    }

    /// <summary>Fits a curve to repetitions drawn anew, as often as asked.</summary>
    /// <param name="family">The family.</param>
    /// <param name="measurements">What was measured, with the same repetitions at every size.</param>
    /// <param name="draws">For each bootstrap sample the places of its repetitions, one or more.</param>
    /// <param name="cancellationToken">Stops between two samples.</param>
    /// <returns>One curve for each sample.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Fit(CurveFamily, IReadOnlyList{MeasuredQuality})"/>, or sizes
    /// have different numbers of repetitions.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<FittedCurve> Bootstrap(
        CurveFamily family,
        IReadOnlyList<MeasuredQuality> measurements,
        IEnumerable<int[]> draws,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draws);
        Require(measurements);
        if (measurements.Select(at => at.Qualities.Count).Distinct().Count() != 1)
        {
            throw new ArgumentException(
                "Sizes have different numbers of repetitions; expected the same at every size.", nameof(measurements));
        }

        double[] sizes = [.. measurements.Select(at => at.Size)];
        double[] start = Search(family, sizes, [.. measurements.Select(at => at.Mean)]).Free;
        var curves = new List<FittedCurve>();
        foreach (int[] draw in draws)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] means = [.. measurements.Select(at => draw.Average(repetition => at.Qualities[repetition]))];
            curves.Add(Descend(family, sizes, means, start, MostStepsDrawnAnew).ToCurve(family));
        }

        return curves;
    }

    /// <summary>How far a family misses sizes that it was not fitted to: fitted to the smaller measurements, it is held
    /// against the larger ones.</summary>
    /// <param name="family">The family.</param>
    /// <param name="measurements">What was measured, at two sizes more than <see cref="FewestSizes"/> or more.</param>
    /// <returns>The root of the mean squared miss, in quality, at the largest third of the sizes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Fit(CurveFamily, IReadOnlyList{MeasuredQuality})"/>.</exception>
    public static double ExtrapolationError(CurveFamily family, IReadOnlyList<MeasuredQuality> measurements)
    {
        Require(measurements);
        MeasuredQuality[] ordered = [.. measurements.OrderBy(at => at.Size)];
        int held = HeldOut(ordered.Length);
        FittedCurve curve = Fit(family, ordered[..^held]);
        return Math.Sqrt(ordered[^held..].Average(at => Square(at.Mean - curve.Evaluate(at.Size))));
    }

    /// <summary>How many of the largest sizes <see cref="ExtrapolationError"/> holds out.</summary>
    /// <param name="sizes">The number of sizes.</param>
    /// <returns>A third of them, rounded down.</returns>
    public static int HeldOut(int sizes) => sizes / 3;

    private static FittedCurve Fit(CurveFamily family, double[] sizes, double[] means) =>
        Search(family, sizes, means).ToCurve(family);

    private static Point Search(CurveFamily family, double[] sizes, double[] means)
    {
        double middle = Math.Sqrt(sizes.Min() * sizes.Max());
        return CurveFormulas.Starts(family, middle, means.Max())
            .Select(start => Descend(family, sizes, means, start, MostSteps))
            .MinBy(point => point.Distance)!;
    }

    private static double Distance(CurveFamily family, double[] sizes, double[] means, double[] free)
    {
        var curve = new FittedCurve(family, CurveFormulas.Parameters(family, free), 0);
        double squares = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            squares += Square(curve.Evaluate(sizes[i]) - means[i]);
        }

        // Where a formula overflows there is no curve: far from everything.
        return double.IsFinite(squares) ? squares / sizes.Length : sizes.Length;
    }

    // The search forgets where it was when its steps run out, as they do on a plateau that has no lowest point: the best point
    // that it looked at is kept here.
    private static Point Descend(CurveFamily family, double[] sizes, double[] means, double[] start, int mostSteps)
    {
        var best = new Point(Distance(family, sizes, means, start), start);
        double Look(Vector<double> at)
        {
            double[] free = [.. at];
            double distance = Distance(family, sizes, means, free);
            if (distance < best.Distance)
            {
                best = new Point(distance, free);
            }

            return distance;
        }

        try
        {
            NelderMeadSimplex.Minimum(
                ObjectiveFunction.Value(Look),
                Vector<double>.Build.DenseOfArray(start),
                Vector<double>.Build.Dense(start.Length, 0.5),
                Tolerance,
                mostSteps);
        }
        catch (MaximumIterationsException)
        {
            // The best point counts all the same.
        }

        return best;
    }

    private static void Require(IReadOnlyList<MeasuredQuality> measurements)
    {
        ArgumentNullException.ThrowIfNull(measurements);
        if (measurements.Count < FewestSizes || measurements.Select(at => at.Size).Distinct().Count() != measurements.Count)
        {
            throw new ArgumentException(
                $"There are measurements at {measurements.Count} sizes; expected {FewestSizes} or more, each once.",
                nameof(measurements));
        }

        if (measurements.FirstOrDefault(at => !(at.Size > 0) || !double.IsFinite(at.Size)
            || at.Qualities.Count == 0 || !at.Qualities.All(double.IsFinite)) is { } unusable)
        {
            throw new ArgumentException(
                $"The measurement at size {unusable.Size} has no finite qualities or no finite size above 0.",
                nameof(measurements));
        }
    }

    private static double Square(double value) => value * value;

    /// <summary>A point that a search looked at: its mean squared distance, and its free numbers.</summary>
    private sealed record Point(double Distance, double[] Free)
    {
        internal FittedCurve ToCurve(CurveFamily family) =>
            new(family, CurveFormulas.Parameters(family, Free), Math.Sqrt(Distance));
    }
}
