using System.Globalization;
using Candor.Cli.Figures;
using Candor.Mechanism.Fitting;

namespace Candor.Cli.Learning;

/// <summary>Measured qualities with the curves fitted to them.</summary>
internal static class CurveFigure
{
    private const int Points = 120;
    private static readonly string[] s_colours = [Series.Blue, Series.Orange, Series.Green, Series.Pink];

    /// <summary>Draws them, from the smallest size to twice the largest. The best curve comes last, so that no other hides it,
    /// and what lies beyond the largest size is set off: there nothing was measured.</summary>
    /// <param name="study">What was measured and fitted.</param>
    /// <param name="title">What is learnt.</param>
    internal static string Draw(CurveStudy study, string title)
    {
        double low = study.Sizes[0].Size;
        double most = study.Sizes[^1].Size;
        double least = Math.Min(0, Math.Floor(study.Sizes.Min(at => at.Mean - at.Deviation) * 5) / 5);
        Series[] curves = [.. study.Families.Select((family, i) => SeriesOf(family, i, low, 2 * most))];
        string heading = $"How quality grows with records: {title}";
        var svg = new SvgWriter(820, 520, heading);
        var panel = new Panel(
            string.Empty,
            new Axis("records trained from (logarithmic)", low, 2 * most, 2, IsLogarithmic: true),
            new Axis("quality on rows held out (explained variance)", least, 1, 0.2),
            [.. curves.Reverse()]);
        var area = new Area(90, 70, 790, 440);
        panel.Draw(svg, area, () => DrawBeyond(svg, panel, area, most));
        DrawMeasured(svg, panel, area, study, least);
        svg.Text(90, 26, heading, attributes: "font-weight=\"bold\"");
        Panel.DrawLegend(svg, 90, 50, curves);
        string measured = string.Create(
            CultureInfo.InvariantCulture,
            $"Dots: means of {study.Sizes[0].Qualities.Count} repetitions with their standard deviation.");
        svg.Text(
            90,
            506,
            study.Best is null ? measured : $"{measured} Band: nine of ten bootstrap curves of the best family.",
            attributes: "font-size=\"12\" fill=\"#555\"");
        return svg.Finish();
    }

    private static Series SeriesOf(FamilyStudy family, int place, double low, double high)
    {
        bool isBest = place == 0 && family.Fits;
        string name = family.Fitted.Family == CurveFamily.PowerLaw ? "power law" : CurveJson.Kind(family.Fitted.Family);
        return new Series(
            isBest ? $"{name} (best)" : family.Fits ? name : $"{name} (does not fit)",
            s_colours[place % s_colours.Length],
            PointsOf(family, low, high, isBest),
            isBest ? string.Empty : family.Fits ? "9 3" : "2 4");
    }

    private static void DrawBeyond(SvgWriter svg, Panel panel, Area area, double most)
    {
        (double x, _) = panel.At(area, most, 0);
        svg.Polygon([(x, area.Top), (area.Right, area.Top), (area.Right, area.Bottom), (x, area.Bottom)], "#aaaaaa");
        svg.Text((x + area.Right) / 2, area.Bottom - 10, "beyond the data", "middle", "font-size=\"12\" fill=\"#555\"");
    }

    private static void DrawMeasured(SvgWriter svg, Panel panel, Area area, CurveStudy study, double least)
    {
        foreach (MeasuredQuality at in study.Sizes)
        {
            (double x, double y) = panel.At(area, at.Size, at.Mean);
            (_, double top) = panel.At(area, at.Size, Math.Min(1, at.Mean + at.Deviation));
            (_, double bottom) = panel.At(area, at.Size, Math.Max(least, at.Mean - at.Deviation));
            svg.Line((x, top), (x, bottom), "#222222");
            svg.Dot(x, y, 3.5, "#222222");
        }
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
