using System.Globalization;
using System.Text;
using Candor.Mechanism;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Cli.Figures;

/// <summary>
/// Figure 1: maximal exploitation payments as the market grows, in both readings of section 6.1 (the paper draws α_ii
/// from [-1, 1], where Example 1 has it positive, and does not say whose welfare counts once somebody is out).
/// </summary>
internal static class FigureOne
{
    private const int Fewest = 2;
    private const int Most = 20;

    /// <summary>Computes and draws it.</summary>
    /// <param name="seed">The seed of the markets.</param>
    /// <param name="samples">Markets a point.</param>
    internal static Figure Create(ulong seed, int samples)
    {
        Point[] sound =
            [.. Enumerable.Range(Fewest, Most - Fewest + 1).Select(n => Look(n, seed, samples, isLiteral: false))];
        Point[] literal =
            [.. Enumerable.Range(Fewest, Most - Fewest + 1).Select(n => Look(n, seed, samples, isLiteral: true))];
        var csv = new StringBuilder(
            "reading,agents,samples,revenue_mean,revenue_error,welfare_mean,welfare_error,quality_mean,quality_error\n");
        Append(csv, "positive", samples, sound);
        Append(csv, "literal", samples, literal);
        return new Figure("figure-1", csv.ToString(), Draw(sound, literal, samples));
    }

    /// <summary>Both readings see the same draws; they differ in the sign of α_ii and in who is counted.</summary>
    private static Point Look(int count, ulong seed, int samples, bool isLiteral)
    {
        var draws = new RandomMarkets((seed * 1_000_003) + (ulong)count);
        var revenue = new double[samples];
        var welfare = new double[samples];
        var quality = new double[samples];
        for (int k = 0; k < samples; k++)
        {
            double[,] alpha = draws.Externalities(count);
            for (int i = 0; i < count && !isLiteral; i++)
            {
                alpha[i, i] = Math.Abs(alpha[i, i]);
            }

            double[] types = draws.Sizes(count);
            var valuation = new DenseExternalities(alpha);
            var mechanism = new MarketMechanism(
                new SigmoidCurve(),
                valuation,
                valuation.EfficientAllocation(isLiteral ? OptOutRule.Participants : OptOutRule.Everyone),
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

    private static string Draw(Point[] sound, Point[] literal, int samples)
    {
        var svg = new SvgWriter(1180, 400, "Figure 1: revenue, welfare and best quality by the number of participants");
        double high = sound.Concat(literal)
            .Max(static p => Math.Max(p.Welfare.Value + p.Welfare.Error, p.Revenue.Value + p.Revenue.Error));
        double step = high > 25 ? 10 : high > 10 ? 5 : 2;
        var money = new Axis("units of valuation", 0, step * Math.Ceiling(high / step), step);
        var participants = new Axis("participants n", Fewest, Most, 2);
        var quality = new Axis("quality, from 0 to 1", 0, 1, 0.2);
        Panel first = new("αᵢᵢ > 0; who is out still counts", participants, money, Money(sound));
        Panel second = new("αᵢᵢ from [−1, 1]; only participants count", participants, money, Money(literal));
        Panel third = new("best quality Q(Σt), the same in both", participants, quality, Quality(sound));
        first.Draw(svg, new Area(70, 84, 380, 324));
        second.Draw(svg, new Area(460, 84, 770, 324));
        third.Draw(svg, new Area(850, 84, 1160, 324));
        Panel.DrawLegend(svg, 70, 34, first.Curves.Concat(third.Curves));
        svg.Text(70, 390,
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
}
