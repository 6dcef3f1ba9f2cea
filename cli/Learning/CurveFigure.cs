using System.Globalization;
using Candor.Cli.Figures;
using Candor.Mechanism.Fitting;

namespace Candor.Cli.Learning;

/// <summary>Measured qualities with the curves fitted to them.</summary>
internal static class CurveFigure
{
    private const int Points = 120;
    private static readonly string[] s_colours = [Series.Blue, Series.Orange, Series.Green, Series.Pink];

    /// <summary>Draws them, from the smallest size to twice the largest.</summary>
    /// <param name="study">What was measured and fitted.</param>
    /// <param name="title">What is learnt.</param>
    internal static string Draw(CurveStudy study, string title)
    {
        double low = study.Sizes[0].Size;
        double high = 2 * study.Sizes[^1].Size;
        double least = Math.Min(0, Math.Floor(study.Sizes.Min(at => at.Mean - at.Deviation) * 5) / 5);
        Series[] curves =
        [
            .. study.Families.Select((family, i) => new Series(
                CurveJson.Kind(family.Fitted.Family) + (family.Fits ? string.Empty : " (does not fit)"),
                s_colours[i % s_colours.Length],
                PointsOf(family, low, high, isBest: i == 0 && family.Fits),
                family.Fits ? string.Empty : "5 4")),
        ];
        var svg = new SvgWriter(820, 520, $"How quality grows with records: {title}");
        var panel = new Panel(
            string.Empty,
            new Axis("records trained from (logarithmic)", low, high, 2, IsLogarithmic: true),
            new Axis("quality on rows held out (explained variance)", least, 1, 0.2),
            curves);
        var area = new Area(90, 70, 790, 440);
        panel.Draw(svg, area);
        foreach (MeasuredQuality at in study.Sizes)
        {
            (double x, double y) = panel.At(area, at.Size, at.Mean);
            (_, double top) = panel.At(area, at.Size, Math.Min(1, at.Mean + at.Deviation));
            (_, double bottom) = panel.At(area, at.Size, Math.Max(least, at.Mean - at.Deviation));
            svg.Line((x, top), (x, bottom), "#222222");
            svg.Dot(x, y, 3.5, "#222222");
        }

        svg.Text(90, 26, $"How quality grows with records: {title}", attributes: "font-weight=\"bold\"");
        Panel.DrawLegend(svg, 90, 50, curves);
        svg.Text(
            90,
            506,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Dots: means of {study.Sizes[0].Qualities.Count} repetitions with their standard deviation; band: nine of ten bootstrap curves."),
            attributes: "font-size=\"12\" fill=\"#555\"");
        return svg.Finish();
    }

    private static List<(double X, double Y, double Error)> PointsOf(FamilyStudy family, double low, double high, bool isBest)
    {
        var points = new List<(double X, double Y, double Error)>();
        for (int i = 0; i <= Points; i++)
        {
            double size = low * Math.Pow(high / low, i / (double)Points);
            (double from, double to) = isBest ? family.BandAt(size) : (0, 0);
            points.Add((size, family.Fitted.Evaluate(size), (to - from) / 2));
        }

        return points;
    }
}
