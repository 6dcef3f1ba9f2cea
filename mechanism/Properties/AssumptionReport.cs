using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Properties;

/// <summary>
/// What the paper assumes of a market, and which of its theorems then apply: Assumptions 1, 3 and 4, Definition 10, and the
/// conditions of Theorems 1 and 4.
/// </summary>
/// <param name="Assumption1">The quality is bounded and rises strictly over the sizes that can occur.</param>
/// <param name="Assumption3">More data is never worth less to its owner, with the outcome fixed.</param>
/// <param name="Assumption4">The market does not shrink as qualities rise.</param>
/// <param name="Definition10">Nobody's valuation falls as anybody's quality rises.</param>
/// <param name="Theorem1">
/// Theorem 1's own condition, that valuations are quasi-monotone (Definition 8) with a positive own effect
/// (docs/paper.md, D1); null where the payments are others than maximal exploitation.
/// </param>
/// <param name="IsFree">Whether the market charges nothing.</param>
public sealed record AssumptionReport(
    Verdict Assumption1,
    Verdict Assumption3,
    Verdict Assumption4,
    Verdict Definition10,
    Verdict? Theorem1,
    bool IsFree)
{
    private const int Samples = 4096;

    /// <summary>
    /// Theorem 4: nobody competes, so that giving everyone the best and charging nothing is desirable. Null where that was
    /// sampled and not refuted.
    /// </summary>
    public bool? Theorem4Applies =>
        !Assumption1.Holds || !Definition10.Holds ? false
        : Assumption1.Evidence == Evidence.Sampled || Definition10.Evidence == Evidence.Sampled ? null
        : true;

    /// <summary>The verdicts, in the order of the paper.</summary>
    public ImmutableArray<Verdict> All => Theorem1 is null
        ? [Assumption1, Assumption3, Assumption4, Definition10]
        : [Assumption1, Assumption3, Assumption4, Definition10, Theorem1];

    /// <summary>Theorem 4 in one sentence, with the reason where it does not apply.</summary>
    public string DescribeTheorem4() => Theorem4Applies switch
    {
        true => "Theorem 4 applies: nobody competes, so the best model for everyone, free of charge, is desirable.",
        null => "Theorem 4: that nobody competes was sampled and not refuted, from which nothing follows.",
        false => "Theorem 4 does not apply: "
            + $"{Title(Definition10.Holds ? Assumption1 : Definition10)} fails, so free is not shown to be desirable.",
    };

    /// <summary>
    /// What somebody who settles or creates this market should know: a line for each assumption that fails, with its
    /// witness, and one where the theorem behind its payments does not apply, or where Theorem 4 would let it be free.
    /// </summary>
    public ImmutableArray<string> Warnings()
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (Verdict verdict in All.Where(static verdict => !verdict.Holds))
        {
            lines.Add($"{Title(verdict)} fails: {verdict.Witness}");
        }

        if (IsFree ? Theorem4Applies != true : Theorem4Applies == true)
        {
            lines.Add(DescribeTheorem4());
        }

        return lines.ToImmutable();
    }

    /// <summary>Looks at a mechanism's market.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="mostTotal">The largest total size that can occur, n·D; finite and at least 0.</param>
    /// <param name="random">
    /// Where to draw steps from for a valuation that has none that decide a claim; where it is null, such a claim is said not
    /// to have been looked at.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mostTotal"/> is negative or not finite.</exception>
    /// <exception cref="NonFiniteResultException">A quality or a valuation is not a finite number.</exception>
    public static AssumptionReport Of(MarketMechanism mechanism, double mostTotal, Random? random = null)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        SampledAssumption1.RequireRange(mostTotal);
        double best = mechanism.Curve.Evaluate(mostTotal);
        if (!double.IsFinite(best))
        {
            throw new NonFiniteResultException(
                "best quality", null, best, string.Create(CultureInfo.InvariantCulture, $"of {mostTotal:R} in all"));
        }

        Verdict Monotone(MonotoneClaim claim, string name) =>
            (best > 0 ? MonotoneCheck.TryDecide(mechanism.Valuation, claim, best)
                ?? (random is null ? null : MonotoneCheck.Check(mechanism.Valuation, claim, best, Samples, random)) : null)
            is { } found
                ? found with { Claim = name }
                : new Verdict(name, true, double.PositiveInfinity, string.Empty, Evidence.Sampled, 0);

        return new AssumptionReport(
            JudgeCurve(mechanism, mostTotal),
            Monotone(MonotoneClaim.OwnType, "assumption3"),
            Monotone(MonotoneClaim.GrowingMarket, "assumption4"),
            Monotone(MonotoneClaim.NonCompetitive, "definition10"),
            mechanism.Payment is MaximalExploitationPayment ? JudgeOwnEffects(mechanism.Valuation) : null,
            mechanism.Payment is FreePayment);
    }

    /// <summary>What a verdict of this report is about, for a sentence.</summary>
    /// <param name="verdict">One of the report's verdicts.</param>
    public static string Title(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict.Claim switch
        {
            "assumption1" => "Assumption 1 (quality is bounded and rises with data)",
            "assumption3" => "Assumption 3 (more data is never worth less to its owner)",
            "assumption4" => "Assumption 4 (a growing market)",
            "definition10" => "Definition 10 (a market in which nobody competes)",
            "theorem1" => "Theorem 1's condition (own quality is worth something, others' effects add up)",
            _ => verdict.Claim,
        };
    }

    private static Verdict JudgeCurve(MarketMechanism mechanism, double mostTotal)
    {
        IQualityCurve curve = mechanism.Curve;
        Evidence evidence = curve.DecidesAssumption1 ? Evidence.Proven : Evidence.Sampled;
        CurveViolation? violation = curve.FindViolation(mostTotal);
        string scale = string.Empty;
        if (violation is { Clause: CurveClause.AtMostOne }
            && mechanism.Valuation is LinearExternalities or GrowthValuation)
        {
            // Both are homogeneous, so that another unit of quality changes no verdict (docs/paper.md, D13). What a sample
            // met above 1 may have hidden a fall behind it.
            scale = $"{violation}; a matter of scale with this valuation (D13)";
            violation = curve.DecidesAssumption1 ? null : FindOtherViolation(curve, mostTotal);
        }

        return violation is null
            ? new Verdict("assumption1", true, double.PositiveInfinity, scale, evidence, Looked(curve))
            : new Verdict("assumption1", false, MarginOf(violation), $"{violation}", evidence, Looked(curve));
    }

    /// <summary>What a sample shows when the largest quality of it is taken for 1.</summary>
    private static CurveViolation? FindOtherViolation(IQualityCurve curve, double mostTotal)
    {
        double peak = Enumerable.Range(0, SampledAssumption1.Steps + 1)
            .Max(k => curve.Evaluate(mostTotal * ((double)k / SampledAssumption1.Steps)));
        return SampledAssumption1.FindViolation(size => curve.Evaluate(size) / peak, mostTotal) is { } found
            ? found with
            {
                Quality = curve.Evaluate(found.Size),
                LargerQuality = curve.Evaluate(found.LargerSize),
            }
            : null;
    }

    private static long Looked(IQualityCurve curve) => curve.DecidesAssumption1 ? 0 : SampledAssumption1.Steps + 1;

    private static double MarginOf(CurveViolation violation) => violation.Clause switch
    {
        CurveClause.AtMostOne => 1 - violation.Quality,
        CurveClause.StrictlyIncreasing => violation.LargerQuality - violation.Quality,
        CurveClause.ZeroAtZero => -Math.Abs(violation.Quality),
        _ => double.NegativeInfinity,
    };

    private static Verdict JudgeOwnEffects(IValuation valuation)
    {
        switch (valuation)
        {
            case LinearExternalities linear:
                int least = Enumerable.Range(0, linear.Count).MinBy(i => linear[i, i]);
                double own = linear[least, least];
                string place = string.Create(CultureInfo.InvariantCulture, $"α[{least}][{least}] is {own:R}");
                return new Verdict(
                    "theorem1",
                    own > 0,
                    own,
                    own > 0
                        ? place
                        : $"{place}, not more than 0, so that hiding data can pay participant {least} (D1)",
                    Evidence.Proven,
                    linear.Count);
            case SeparableValuation:
                return new Verdict("theorem1", true, 0, "no own curve falls (Definition 8)", Evidence.Proven, 0);
            default:
                return new Verdict(
                    "theorem1",
                    false,
                    double.NegativeInfinity,
                    "the valuation is not a sum of one's own effect and others' (Definition 8), so that maximal exploitation "
                        + "payments need not be truthful",
                    Evidence.Proven,
                    0);
        }
    }
}
