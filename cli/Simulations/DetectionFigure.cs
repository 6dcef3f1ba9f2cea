using Candor.Cli.Figures;
using Candor.Commitments.Audits;
using Candor.Simulation;
using Candor.Simulation.Detection;

namespace Candor.Cli.Simulations;

/// <summary>The figure: detection over the share of invalid records, the formula as curves and what was measured as
/// points with their intervals.</summary>
internal static class DetectionFigure
{
    private const double LeastPercent = 0.1;
    private const double MostPercent = 10;
    private const int CurvePoints = 120;
    private const double Cap = 4;

    private static readonly (string Colour, string Dash)[] s_styles =
        [(Series.Pink, "2 3"), (Series.Green, "10 3 2 3"), (Series.Orange, "7 3"), (Series.Blue, "")];

    /// <summary>Draws it.</summary>
    /// <param name="report">What was measured.</param>
    /// <returns>An SVG document.</returns>
    internal static string Draw(SimulationReport report)
    {
        var svg = new SvgWriter(
            760,
            560,
            "Sampled audits: probability of detection over the share of invalid records, computed and measured");
        DetectionPoint[][] groups =
            [.. report.Detection.GroupBy(static p => p.Openings).Select(static g => g.ToArray())];
        Series[] curves =
        [
            .. groups.Select((group, i) => Curve(report, group[0], s_styles[i % s_styles.Length])),
        ];
        var panel = new Panel(
            string.Empty,
            new Axis("share of invalid records in percent, logarithmic", LeastPercent, MostPercent, 10, true),
            new Axis("probability of detection", 0, 1, 0.2),
            curves);
        var area = new Area(80, 84, 725, 450);
        panel.Draw(svg, area);
        for (int i = 0; i < groups.Length; i++)
        {
            foreach (DetectionPoint point in groups[i])
            {
                DrawPoint(svg, panel, area, point, s_styles[i % s_styles.Length].Colour);
            }
        }

        Panel.DrawLegend(svg, 80, 34, curves.Take(2));
        Panel.DrawLegend(svg, 80, 58, curves.Skip(2));
        Footnotes(svg, report);
        return svg.Finish();
    }

    private static Series Curve(SimulationReport report, DetectionPoint first, (string Colour, string Dash) style)
    {
        ulong records = (ulong)report.RecordsPerParticipant;
        IEnumerable<ulong> bad = Enumerable.Range(0, CurvePoints + 1)
            .Select(i => LeastPercent * Math.Pow(MostPercent / LeastPercent, (double)i / CurvePoints))
            .Select(percent => (ulong)Math.Round(percent / 100 * records))
            .Where(b => 100.0 * b / records >= LeastPercent)
            .Distinct();
        return new Series(
            $"{first.Openings} openings (ε = 2^-{first.SecurityBits})",
            style.Colour,
            [.. bad.Select(b =>
                (100.0 * b / records, 1 - AuditPolicy.MissProbability(records, b, first.Openings), 0.0))],
            style.Dash);
    }

    private static void DrawPoint(SvgWriter svg, Panel panel, Area area, DetectionPoint point, string colour)
    {
        double percent = 100 * point.BadShare;
        (double x, double low) = panel.At(area, percent, point.Low);
        (_, double high) = panel.At(area, percent, point.High);
        (_, double measured) = panel.At(area, percent, point.MeasuredRate());
        svg.Line((x, low), (x, high), colour, 1.5);
        svg.Line((x - Cap, low), (x + Cap, low), colour, 1.5);
        svg.Line((x - Cap, high), (x + Cap, high), colour, 1.5);
        svg.Dot(x, measured, 3.5, colour);
    }

    private static void Footnotes(SvgWriter svg, SimulationReport report)
    {
        const string Style = "font-size=\"12\" fill=\"#555\"";
        DetectionPoint first = report.Detection[0];
        svg.Text(
            80,
            514,
            "Lines: 1 − C(N−b, k)/C(N, k), "
                + FormattableString.Invariant($"N = {report.RecordsPerParticipant:#,0} records, b invalid, k opened. ")
                + FormattableString.Invariant($"Policy: δ = {report.BadSharePerMillion / 10_000.0:0.####} %."),
            attributes: Style);
        svg.Text(
            80,
            532,
            FormattableString.Invariant($"Points: {first.SamplesDrawn:#,0} samples each, drawn by the validator's ")
                + "code, with 95 % intervals (Clopper and Pearson).",
            attributes: Style);
        svg.Text(
            80,
            550,
            "Synthetic records: candor simulate "
                + FormattableString.Invariant($"--records {report.RecordsPerParticipant} --audits {first.SamplesDrawn} ")
                + FormattableString.Invariant($"--bad-share {report.BadSharePerMillion / 10_000.0:0.####} ")
                + $"--security {report.SecurityBits} --seed {report.Seed}",
            attributes: Style);
    }
}
