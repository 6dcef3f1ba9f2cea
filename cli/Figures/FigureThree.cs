using System.Globalization;
using System.Text;
using Candor.Mechanism.Growth;

namespace Candor.Cli.Figures;

/// <summary>
/// Figure 3: the largest disparity at which two competitors can have a desirable mechanism, by the market's growth;
/// from the paper's range on to where its authors' computers gave up, and the rate at which the limit ends.
/// </summary>
internal static class FigureThree
{
    /// <summary>The last rate drawn.</summary>
    internal const decimal LastRate = -0.664m;

    private const decimal PapersLastRate = -0.668m;
    private const int MostDisparity = 1_000_000;

    /// <summary>The first line of its table.</summary>
    internal const string Header = "alpha,disparity";

    /// <summary>Computes and draws it.</summary>
    /// <param name="lastRate">The last rate, from -1 in steps of 0.002.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Figure Create(decimal lastRate, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var points = new List<(double Rate, double Disparity, double Error)>();
        StringBuilder csv = new StringBuilder(Header).Append('\n');
        for (decimal rate = -1; rate <= lastRate; rate += 0.002m)
        {
            Boundary boundary = GrowthBoundary.Find(2, (double)rate, MostDisparity, cancellationToken);
            csv.Append(CultureInfo.InvariantCulture, $"{rate:0.000},{boundary.Disparity}\n");
            points.Add(((double)rate, boundary.Disparity!.Value, 0));
            progress?.Report((double)((rate + 1) / (lastRate + 1)));
        }

        return new Figure("figure-3", csv.ToString(), Draw(points));
    }

    private static string Draw(List<(double Rate, double Disparity, double Error)> points)
    {
        var svg = new SvgWriter(820, 520,
            "Figure 3: the largest data disparity with a desirable mechanism, by market growth");
        var curve = new Series("largest D/ε, every profile verified", Series.Blue, points);
        var panel = new Panel(
            string.Empty,
            new Axis("market growth rate α", -1, -0.65, 0.05),
            new Axis("largest data disparity D/ε (logarithmic)", 1, 100_000, 10, IsLogarithmic: true),
            [curve]);
        var area = new Area(100, 60, 790, 440);
        double critical = CriticalRate.Find(2);
        panel.Draw(svg, area, () =>
        {
            double end = area.X(panel.X.Share((double)PapersLastRate));
            double wall = area.X(panel.X.Share(critical));
            svg.Rectangle(area.Left, area.Top, end - area.Left, area.Bottom - area.Top, "#f1f4f8");
            foreach ((double value, _) in panel.Y.Ticks())
            {
                double y = area.Y(panel.Y.Share(value));
                svg.Line((area.Left, y), (end, y), "#dde2e8");
            }

            svg.Text(area.Left + 12, area.Top + 22, "computed in the paper: α from −1 to −0.668",
                attributes: "fill=\"#555\"");
            svg.Line((wall, area.Top), (wall, area.Bottom), Series.Orange, 1.5, "5 4");
            svg.UpwardText(wall + 15, area.Bottom - 12, Label(critical), "start", $"fill=\"{Series.Orange}\"");
        });
        foreach ((double rate, double disparity, _) in points)
        {
            (double x, double y) = panel.At(area, rate, disparity);
            svg.Dot(x, y, 2, Series.Blue);
        }

        Panel.DrawLegend(svg, 100, 34, [curve]);
        svg.Text(100, 506,
            "Two participants, Q(t) = t, vᵢ = (Σ q)^α · qᵢ, best model for both; rates in steps of 0.002.",
            attributes: "font-size=\"12\" fill=\"#555\"");
        return svg.Finish();
    }

    private static string Label(double critical) => string.Create(
        CultureInfo.InvariantCulture, $"α* = −{-critical:0.00000}…: the limit grows without end");
}
