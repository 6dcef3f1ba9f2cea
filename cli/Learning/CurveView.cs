using System.Globalization;
using Candor.Cli.Output;
using Candor.Mechanism.Fitting;
using Candor.Training.Targets;

namespace Candor.Cli.Learning;

/// <summary>What was measured and fitted, for people.</summary>
internal static class CurveView
{
    /// <summary>Shows it.</summary>
    /// <param name="task">What is learnt from what.</param>
    /// <param name="study">What was measured and fitted.</param>
    /// <param name="screen">Where to.</param>
    internal static void Write(TableTask task, CurveStudy study, Screen screen)
    {
        CurveResult result = CurveJson.ResultOf(task, study);
        string target = task.Task.Target is ClassTarget classes ? $"{classes.Classes.Count} classes" : "a number";
        screen.WriteLine(
            $"{Numbers.Count(result.Rows)} rows; '{result.Target}' ({target}) from {task.Task.Map.Features.Count} features, "
            + $"p = {result.Dimension}; each model measured on {Numbers.Count(result.HeldOut)} rows that it did not see",
            Tone.Strong);
        if (task.LeftOut.Count > 0)
        {
            screen.WriteLine($"left out, since all rows have one value: {DataTable.Names(task.LeftOut)}", Tone.Faint);
        }

        if (task.WithoutTarget > 0)
        {
            screen.WriteLine($"{task.WithoutTarget} rows have no target, and are not used", Tone.Warning);
        }

        if (study.Redrawn > 0)
        {
            screen.WriteLine(
                $"{study.Redrawn} draws held out rows of one target alone, and were drawn again; a target this rare needs more rows to be measured well",
                Tone.Warning);
        }

        screen.WriteLine();
        WriteSizes(result, study, screen);
        screen.WriteLine();
        WriteFamilies(result, study, screen);
        WriteVerdict(study, screen);
    }

    private static void WriteSizes(CurveResult result, CurveStudy study, Screen screen)
    {
        var table = new TextTable(
            new TextTable.Column("records"),
            new TextTable.Column("quality"),
            new TextTable.Column("± sd"),
            new TextTable.Column(study.Best is { } best ? CurveJson.Kind(best.Fitted.Family) : "no curve"),
            new TextTable.Column(string.Empty, IsNumber: false));
        foreach (CurveResult.Size at in result.Sizes)
        {
            table.Add(
                Numbers.Count((long)at.Records),
                Numbers.Quality(at.Mean),
                Numbers.Quality(at.Deviation),
                study.Best is { } curve ? Numbers.Quality(curve.Fitted.Evaluate(at.Records)) : "-",
                at.Falls ? "falls: not smoothed" : string.Empty);
        }

        screen.WriteTable(table);
    }

    private static void WriteFamilies(CurveResult result, CurveStudy study, Screen screen)
    {
        var table = new TextTable(
            new TextTable.Column("curve", IsNumber: false),
            new TextTable.Column("off by"),
            new TextTable.Column("misses larger by"),
            new TextTable.Column($"at {Numbers.Count((long)(2 * study.Sizes[^1].Size))}"),
            new TextTable.Column("90 % band", IsNumber: false),
            new TextTable.Column("parameters", IsNumber: false));
        foreach (CurveResult.Family family in result.Families)
        {
            table.Add(
                family.Fits ? Tone.Plain : Tone.Faint,
                family.Kind,
                Numbers.Quality(family.Error),
                Numbers.Quality(family.ExtrapolationError),
                Numbers.Quality(family.AtTwice),
                $"{Numbers.Quality(family.AtTwiceLow)} to {Numbers.Quality(family.AtTwiceHigh)}",
                family.Fits
                    ? string.Join(", ", family.Parameters.Select(pair => string.Create(
                        CultureInfo.InvariantCulture,
                        $"{pair.Key} {pair.Value:G4}{(family.AtBounds.Contains(pair.Key) ? " (at its bound)" : "")}")))
                    : "does not fit");
        }

        screen.WriteTable(table);
    }

    /// <summary>Why no curve is offered.</summary>
    /// <param name="study">A study without a best curve.</param>
    internal static string WhyNone(CurveStudy study) => study.Explains
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"every one is off by more than {CurveStudy.MostErrorOf(study.Sizes):0.####} on average")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"at the largest size the features explain {Numbers.Quality(study.Sizes[^1].Mean)} ± {Numbers.Quality(study.Sizes[^1].Deviation)} of the target, which is nothing that could grow");

    private static void WriteVerdict(CurveStudy study, Screen screen)
    {
        screen.WriteLine();
        if (study.Best is not { } best)
        {
            screen.WriteLine($"no curve fits: {WhyNone(study)}", Tone.Bad);
            return;
        }

        int heldOut = CurveFitting.HeldOut(study.Sizes.Count);
        screen.WriteLine(
            $"{CurveJson.Kind(best.Fitted.Family)} extrapolates best: fitted to the {study.Sizes.Count - heldOut} smaller sizes, it misses "
            + $"the {heldOut} larger ones by {Numbers.Quality(best.ExtrapolationError)}",
            Tone.Good);
        if (study.Families.Where(family => family.Fits).MinBy(family => family.ExtrapolationError) is { } nearest && nearest != best)
        {
            screen.WriteLine(
                $"{CurveJson.Kind(nearest.Fitted.Family)} misses them by less, {Numbers.Quality(nearest.ExtrapolationError)}, with a parameter at its bound: "
                + "the measurements do not say how it goes on",
                Tone.Warning);
        }
        else if (best.AtBounds.Count > 0)
        {
            screen.WriteLine("a parameter is at its bound: the measurements do not say how the curve goes on", Tone.Warning);
        }

        screen.WriteLine(best.Fitted.Family == CurveFamily.Sigmoid
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"\"quality\": {{ \"kind\": \"sigmoid\" }} with \"recordsPerUnit\": {Math.Round(best.Fitted.Parameters[0])}")
            : $"\"quality\": {CurveJson.Write(best.Fitted)}   for sizes in records");
    }
}
