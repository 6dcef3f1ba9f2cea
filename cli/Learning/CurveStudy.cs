using Candor.Cli.Errors;
using Candor.Cli.Randomness;
using Candor.Mechanism.Fitting;
using Candor.Training.Curves;

namespace Candor.Cli.Learning;

/// <summary>How quality grows with records, measured and fitted.</summary>
/// <param name="Sizes">What was measured at each number of records.</param>
/// <param name="Families">Each family of curves, the one that extrapolates best first.</param>
/// <param name="HeldOut">How many rows measured each model.</param>
/// <param name="Redrawn">How often the rows held out were drawn anew, since all had one target.</param>
internal sealed record CurveStudy(
    IReadOnlyList<MeasuredQuality> Sizes, IReadOnlyList<FamilyStudy> Families, int HeldOut, int Redrawn)
{
    /// <summary>A family whose curve is farther off its measurements on average is not offered.</summary>
    internal const double MostError = 0.05;

    /// <summary>Nor is one that is off by more than this part of the quality at the largest size.</summary>
    internal const double MostErrorShare = 0.25;

    /// <summary>The smallest size that is measured where nobody says another.</summary>
    internal const int UsualLeastSize = 20;

    private const int SizesMeasured = 10;

    // A curve over less than two doublings says nothing of how it goes on.
    private const int LeastSpan = 4;
    private const int BootstrapSamples = 200;
    private const int RowsInAFold = 5;

    // Of rows of which one alone has another target than the rest, a fifth of the draws hold it out.
    private const int MostDraws = 1000;

    /// <summary>The best family; null where none fits.</summary>
    internal FamilyStudy? Best => Families.FirstOrDefault(family => family.Fits);

    /// <summary>Whether the features explain something: the quality at the largest size is above 0 by more than two standard
    /// errors of its mean. Else there is no curve, however near one comes.</summary>
    internal bool Explains => Explained(Sizes[^1]);

    /// <summary>Measures and fits.</summary>
    /// <param name="task">What is learnt from what, and the rows.</param>
    /// <param name="repeats">How often to measure each size, with other rows held out.</param>
    /// <param name="seed">What rows are drawn with.</param>
    /// <param name="least">The smallest size to measure, in records.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CliException">There are too few rows.</exception>
    internal static CurveStudy Run(
        TableTask task, int repeats, ulong seed, int least, IProgress<double> progress, CancellationToken cancellationToken)
    {
        int heldOut = task.Rows.Count / RowsInAFold;
        int most = task.Rows.Count - heldOut;
        if (least != UsualLeastSize && (least < 2 || least > most / LeastSpan))
        {
            throw new CliException(
                $"--from {least}: expected 2 to {most / LeastSpan}, a quarter of the {most} rows to train from");
        }

        int[] sizes = SizesOf(least, most);
        if (sizes.Length < CurveFitting.FewestSizes + 2)
        {
            throw new CliException(
                $"{task.Rows.Count} rows with a target are too few for a curve; expected at least {10 * least}");
        }

        var random = new SplitMix64(seed);
        var measured = new List<double[]>();
        int redrawn = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            int[] order = Draw(task, heldOut, random, ref redrawn);
            measured.Add(LearningCurve.Measure(task.Task, task.Rows, order, heldOut, sizes, cancellationToken));
            progress.Report((repeat + 1.0) / (repeats + 1));
        }

        MeasuredQuality[] points =
            [.. sizes.Select((size, i) => new MeasuredQuality(size, [.. measured.Select(qualities => qualities[i])]))];
        int[][] draws =
            [.. Enumerable.Range(0, BootstrapSamples).Select(_ => Enumerable.Range(0, repeats).Select(_ => random.Next(repeats)).ToArray())];
        FamilyStudy[] families =
        [
            .. Enum.GetValues<CurveFamily>()
                .Select(family => FamilyStudy.Of(family, points, draws, cancellationToken))
                .OrderByDescending(family => family.Fits)
                .ThenBy(family => family.AtBounds.Count > 0)
                .ThenBy(family => family.ExtrapolationError),
        ];
        progress.Report(1);
        return new CurveStudy(points, families, heldOut, redrawn);
    }

    /// <summary>The most that a curve may be off to be offered.</summary>
    /// <param name="points">What was measured.</param>
    internal static double MostErrorOf(IReadOnlyList<MeasuredQuality> points) =>
        Explained(points[^1]) ? Math.Min(MostError, MostErrorShare * points[^1].Mean) : double.NegativeInfinity;

    private static bool Explained(MeasuredQuality largest) =>
        largest.Mean > 2 * largest.Deviation / Math.Sqrt(largest.Qualities.Count);

    // Of a rare class a draw may hold out none: nothing can then be explained, and nothing be measured.
    private static int[] Draw(TableTask task, int heldOut, SplitMix64 random, ref int redrawn)
    {
        for (int draws = 0; draws < MostDraws; draws++, redrawn++)
        {
            int[] order = [.. Enumerable.Range(0, task.Rows.Count)];
            random.Shuffle(order);
            if (LearningCurve.CanMeasure(task.Task, task.Rows, order, heldOut))
            {
                return order;
            }
        }

        throw new CliException(
            $"the target '{task.Task.Target.Name}' differs in too few of {task.Rows.Count} rows: {MostDraws} draws of {heldOut} rows to hold "
            + "out had one target each; expected two or more");
    }

    // Equal factors apart: a curve bends where records are few, and costs where they are many.
    private static int[] SizesOf(int least, int most) => most < least
        ? []
        :
        [
            .. Enumerable.Range(0, SizesMeasured)
                .Select(i => (int)Math.Round(least * Math.Pow(most / (double)least, i / (SizesMeasured - 1.0))))
                .Distinct(),
        ];
}

/// <summary>One family of curves.</summary>
/// <param name="Fitted">The curve that is nearest to all measurements.</param>
/// <param name="ExtrapolationError">How far the family, fitted to the smaller sizes, misses the largest third.</param>
/// <param name="Bootstrap">Curves of repetitions drawn anew.</param>
/// <param name="Fits">Whether the curve is near enough to be offered.</param>
internal sealed record FamilyStudy(
    FittedCurve Fitted, double ExtrapolationError, IReadOnlyList<FittedCurve> Bootstrap, bool Fits)
{
    private const double Below = 0.05;

    /// <summary>The places of parameters that the search left at the end of their range: another curve of the family would come
    /// nearer still, and means nothing any more.</summary>
    internal IReadOnlyList<int> AtBounds { get; } = Fitted.ParametersAtBounds();

    /// <summary>Between which qualities nine of ten bootstrap curves lie at a size.</summary>
    internal (double Low, double High) BandAt(double size)
    {
        double[] qualities = [.. Bootstrap.Select(curve => curve.Evaluate(size)).Order()];
        int cut = (int)(Below * qualities.Length);
        return (qualities[cut], qualities[^(cut + 1)]);
    }

    internal static FamilyStudy Of(
        CurveFamily family, MeasuredQuality[] points, int[][] draws, CancellationToken cancellationToken)
    {
        FittedCurve fitted = CurveFitting.Fit(family, points);
        return new FamilyStudy(
            fitted,
            CurveFitting.ExtrapolationError(family, points),
            CurveFitting.Bootstrap(family, points, draws, cancellationToken),
            fitted.Error <= CurveStudy.MostErrorOf(points));
    }
}
