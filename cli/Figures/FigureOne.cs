using System.Globalization;
using System.Text;
using Candor.Mechanism;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Cli.Figures;

/// <summary>
/// Figure 1: maximal exploitation payments as the market grows, in three readings of section 6.1 (the paper draws α_ii
/// from [-1, 1], where Example 1 has it positive, and does not say whose welfare counts once somebody is out).
/// </summary>
internal static class FigureOne
{
    private const int Fewest = 2;
    private const int Most = 20;

    private static readonly Reading[] s_readings =
    [
        new("positive", "αᵢᵢ > 0; everyone counts", IsPositive: true, OptOutRule.Everyone),
        new("participants", "αᵢᵢ > 0; only participants count", IsPositive: true, OptOutRule.Participants),
        new("literal", "αᵢᵢ from [−1, 1]; only participants count", IsPositive: false, OptOutRule.Participants),
    ];

    /// <summary>The first line of its table.</summary>
    internal const string Header =
        "reading,agents,samples,revenue_mean,revenue_error,welfare_mean,welfare_error,quality_mean,quality_error";

    /// <summary>Computes and draws it.</summary>
    /// <param name="seed">The seed of the markets.</param>
    /// <param name="samples">Markets a point.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Figure Create(ulong seed, int samples, CancellationToken cancellationToken)
    {
        Point[][] readings =
        [
            .. s_readings.Select(reading => Enumerable.Range(Fewest, Most - Fewest + 1)
                .Select(count => Look(count, seed, samples, reading, cancellationToken))
                .ToArray()),
        ];
        StringBuilder csv = new StringBuilder(Header).Append('\n');
        for (int k = 0; k < readings.Length; k++)
        {
            Append(csv, s_readings[k].Name, samples, readings[k]);
        }

        return new Figure("figure-1", csv.ToString(), Draw(readings, samples));
    }

    /// <summary>All readings see the same draws; they differ in the sign of α_ii and in who is counted.</summary>
    private static Point Look(
        int count, ulong seed, int samples, Reading reading, CancellationToken cancellationToken)
    {
        var draws = new RandomMarkets((seed * 1_000_003) + (ulong)count);
        var revenue = new double[samples];
        var welfare = new double[samples];
        var quality = new double[samples];
        for (int k = 0; k < samples; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[,] alpha = draws.Externalities(count);
            for (int i = 0; i < count && reading.IsPositive; i++)
            {
                alpha[i, i] = Math.Abs(alpha[i, i]);
            }

            double[] types = draws.Sizes(count);
            var valuation = new DenseExternalities(alpha);
            var mechanism = new MarketMechanism(
                new SigmoidCurve(),
                valuation,
                valuation.EfficientAllocation(reading.OptOut),
                MaximalExploitationPayment.Instance);
            Outcome outcome = mechanism.Settle(Profile.AllIn(types));
            Evaluation evaluation = mechanism.Evaluate(outcome, types);
            revenue[k] = evaluation.Revenue;
            welfare[k] = evaluation.Welfare;
            quality[k] = outcome.BestQuality;
        }

        return new Point(count, Mean.Of(revenue), Mean.Of(welfare), Mean.Of(quality));
    }

    private static void Append(StringBuilder csv, string reading, int samples, Point[] points)
    {
        foreach (Point p in points)
        {
            csv.Append(CultureInfo.InvariantCulture,
                $"{reading},{p.Participants},{samples},{p.Revenue.Value:R},{p.Revenue.Error:R},")
                .Append(CultureInfo.InvariantCulture,
                    $"{p.Welfare.Value:R},{p.Welfare.Error:R},{p.Quality.Value:R},{p.Quality.Error:R}\n");
        }
    }

    private static string Draw(Point[][] readings, int samples)
    {
        var svg = new SvgWriter(900, 752, "Figure 1: revenue, welfare and best quality by the number of participants");
        double high = readings.SelectMany(static points => points)
            .Max(static p => Math.Max(p.Welfare.Value + p.Welfare.Error, p.Revenue.Value + p.Revenue.Error));
        double step = high > 25 ? 10 : high > 10 ? 5 : 2;
        var money = new Axis("units of valuation", 0, step * Math.Ceiling(high / step), step);
        var participants = new Axis("participants n", Fewest, Most, 2);
        var quality = new Axis("quality, from 0 to 1", 0, 1, 0.2);
        Panel[] panels =
        [
            .. readings.Select((points, k) => new Panel(s_readings[k].Title, participants, money, Money(points))),
            new("best quality Q(Σt), the same in all three", participants, quality, Quality(readings[0])),
        ];
        for (int k = 0; k < panels.Length; k++)
        {
            double left = 76 + (k % 2 * 440);
            double top = 84 + (k / 2 * 340);
            panels[k].Draw(svg, new Area(left, top, left + 366, top + 236));
        }

        Panel.DrawLegend(svg, 76, 34, panels[0].Curves.Concat(panels[^1].Curves));
        svg.Text(76, 734,
            $"Means of {samples} random markets a point, types uniform on [0, 1], sigmoid quality; bands are ± one "
                + "standard error.",
            attributes: "font-size=\"12\" fill=\"#555\"");
        return svg.Finish();
    }

    private static Series[] Money(Point[] points) =>
    [
        new("welfare", Series.Blue, [.. points.Select(static p => (p.Participants + 0.0, p.Welfare.Value, p.Welfare.Error))]),
        new("revenue", Series.Orange,
            [.. points.Select(static p => (p.Participants + 0.0, p.Revenue.Value, p.Revenue.Error))], "7 3"),
    ];

    private static Series[] Quality(Point[] points) =>
        [new("best quality", Series.Green,
            [.. points.Select(static p => (p.Participants + 0.0, p.Quality.Value, p.Quality.Error))])];

    private sealed record Point(int Participants, Mean Revenue, Mean Welfare, Mean Quality);

    /// <summary>One way to read section 6.1.</summary>
    /// <param name="Name">What the CSV calls it.</param>
    /// <param name="Title">What stands above its panel.</param>
    /// <param name="IsPositive">Whether α_ii is the magnitude of its draw.</param>
    /// <param name="OptOut">Whose welfare counts once somebody is out.</param>
    private sealed record Reading(string Name, string Title, bool IsPositive, OptOutRule OptOut);
}
