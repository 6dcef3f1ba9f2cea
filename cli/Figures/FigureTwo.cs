using System.Globalization;
using System.Text;
using Candor.Mechanism;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Cli.Figures;

/// <summary>Figure 2: two participants, the first of size 1, as the second grows from 0 to 2.</summary>
internal static class FigureTwo
{
    private const int Steps = 40;

    /// <summary>The first line of its table.</summary>
    internal const string Header =
        "size_2,samples,welfare_mean,welfare_error,revenue_mean,revenue_error,"
        + "utility_1_mean,utility_1_error,utility_2_mean,utility_2_error";

    /// <summary>Computes and draws it. Every point sees the same externalities, so that only the size
    /// differs.</summary>
    /// <param name="seed">The seed of the markets.</param>
    /// <param name="samples">Markets a point.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Figure Create(ulong seed, int samples, CancellationToken cancellationToken)
    {
        var draws = new RandomMarkets((seed * 1_000_003) + 1_000);
        MarketMechanism[] markets = [.. Enumerable.Range(0, samples).Select(_ => Market(draws.Externalities(2)))];
        Point[] points = [.. Enumerable.Range(0, Steps + 1).Select(k => Look(markets, 2.0 * k / Steps, cancellationToken))];
        StringBuilder csv = new StringBuilder(Header).Append('\n');
        foreach (Point p in points)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{p.Size:R},{samples},{p.Welfare.Value:R},{p.Welfare.Error:R},")
                .Append(CultureInfo.InvariantCulture,
                    $"{p.Revenue.Value:R},{p.Revenue.Error:R},{p.First.Value:R},{p.First.Error:R},")
                .Append(CultureInfo.InvariantCulture, $"{p.Second.Value:R},{p.Second.Error:R}\n");
        }

        return new Figure("figure-2", csv.ToString(), Draw(points, samples));
    }

    private static MarketMechanism Market(double[,] alpha)
    {
        alpha[0, 0] = Math.Abs(alpha[0, 0]);
        alpha[1, 1] = Math.Abs(alpha[1, 1]);
        var valuation = new DenseExternalities(alpha);
        return new MarketMechanism(
            new SigmoidCurve(),
            valuation,
            valuation.EfficientAllocation(OptOutRule.Everyone),
            MaximalExploitationPayment.Instance);
    }

    private static Point Look(MarketMechanism[] markets, double size, CancellationToken cancellationToken)
    {
        var all = new Evaluation[markets.Length];
        for (int k = 0; k < all.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            all[k] = markets[k].Evaluate(markets[k].Settle(Profile.AllIn(1, size)), [1, size]);
        }

        return new Point(
            size,
            Mean.Of([.. all.Select(static one => one.Welfare)]),
            Mean.Of([.. all.Select(static one => one.Revenue)]),
            Mean.Of([.. all.Select(static one => one.Utilities[0])]),
            Mean.Of([.. all.Select(static one => one.Utilities[1])]));
    }

    private static string Draw(Point[] points, int samples)
    {
        var svg = new SvgWriter(720, 500, "Figure 2: welfare, revenue and utilities as the second participant grows");
        IEnumerable<Mean> all = points.SelectMany(static p => new[] { p.Welfare, p.Revenue, p.First, p.Second });
        double low = 0.2 * Math.Floor(Math.Min(0, all.Min(static m => m.Value - m.Error)) / 0.2);
        double high = 0.2 * Math.Ceiling(all.Max(static m => m.Value + m.Error) / 0.2);
        Series[] curves =
        [
            Curve("welfare", Series.Blue, points, static p => p.Welfare, string.Empty),
            Curve("revenue", Series.Orange, points, static p => p.Revenue, "7 3"),
            Curve("utility of 2", Series.Pink, points, static p => p.Second, "2 3"),
            Curve("utility of 1", Series.Green, points, static p => p.First, "10 3 2 3"),
        ];
        var panel = new Panel(
            string.Empty,
            new Axis("data size of participant 2 (participant 1 has 1)", 0, 2, 0.25),
            new Axis("units of valuation", low, high, 0.2),
            curves);
        panel.Draw(svg, new Area(80, 60, 690, 420));
        Panel.DrawLegend(svg, 80, 34, curves);
        svg.Text(80, 488,
            string.Create(CultureInfo.InvariantCulture, $"Means of {samples:#,0} random markets with αᵢᵢ > 0, sigmoid quality; bands are ± one standard error."),
            attributes: "font-size=\"12\" fill=\"#555\"");
        return svg.Finish();
    }

    private static Series Curve(string name, string colour, Point[] points, Func<Point, Mean> what, string dash) =>
        new(name, colour, [.. points.Select(p => (p.Size, what(p).Value, what(p).Error))], dash);

    private sealed record Point(double Size, Mean Welfare, Mean Revenue, Mean First, Mean Second);
}
