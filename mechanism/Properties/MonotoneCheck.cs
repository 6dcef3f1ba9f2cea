using System.Globalization;
using Candor.Mechanism.Numerics;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Properties;

/// <summary>Checks Assumptions 3 and 4 and Definition 10, with the step at which a claim fails.</summary>
public static class MonotoneCheck
{
    /// <summary>
    /// Checks a claim: by its deciding steps where the valuation has them, on random steps otherwise.
    /// </summary>
    /// <param name="valuation">v.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="maxQuality">The largest quality of the market, finite and more than 0.</param>
    /// <param name="samples">How many random steps to look at where nothing decides the claim; at least 1.</param>
    /// <param name="random">The source of the random steps.</param>
    /// <exception cref="NonFiniteResultException">A valuation is not a finite number.</exception>
    public static Verdict Check(
        IValuation valuation, MonotoneClaim claim, double maxQuality, int samples, Random random)
    {
        ArgumentNullException.ThrowIfNull(valuation);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (!(maxQuality > 0 && double.IsFinite(maxQuality)))
        {
            throw new ArgumentOutOfRangeException(nameof(maxQuality), maxQuality, "Expected a finite quality above 0.");
        }

        if (valuation is IDecidedBySteps decided)
        {
            return Look(valuation, claim, decided.DecidingSteps(claim, maxQuality), Evidence.Proven);
        }

        IEnumerable<QualityStep> steps = RandomSteps(valuation.Count, claim, maxQuality, samples, random);
        return Look(valuation, claim, steps, Evidence.Sampled);
    }

    /// <summary>Decides a claim without looking at anything random.</summary>
    /// <param name="valuation">v.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="maxQuality">The largest quality of the market, finite and more than 0.</param>
    /// <returns>The verdict; null where no steps of the valuation decide the claim.</returns>
    /// <exception cref="NonFiniteResultException">A valuation is not a finite number.</exception>
    internal static Verdict? TryDecide(IValuation valuation, MonotoneClaim claim, double maxQuality) =>
        valuation is IDecidedBySteps decided
            ? Look(valuation, claim, decided.DecidingSteps(claim, maxQuality), Evidence.Proven)
            : null;

    /// <summary>The paper's name for a claim.</summary>
    /// <param name="claim">The claim.</param>
    public static string NameOf(MonotoneClaim claim) => claim switch
    {
        MonotoneClaim.OwnType => "Assumption 3 (more data is never worth less to its owner)",
        MonotoneClaim.GrowingMarket => "Assumption 4 (growing market)",
        _ => "Definition 10 (non-competitive market)",
    };

    private static Verdict Look(
        IValuation valuation, MonotoneClaim claim, IEnumerable<QualityStep> steps, Evidence evidence)
    {
        var q = new double[valuation.Count];
        var least = new LeastMargin();
        int k = 0;
        foreach (QualityStep step in steps)
        {
            (double before, double termsBefore) = Value(valuation, step, step.From, q);
            (double after, double termsAfter) = Value(valuation, step, step.To, q);
            if (least.Offer(after - before, Math.Max(termsBefore, termsAfter), (0, 0, k++)))
            {
                least.Describe(Describe(step, q, before, after));
            }
        }

        return least.ToVerdict(NameOf(claim), evidence);
    }

    /// <summary>The value, and the magnitudes of the terms it is the sum of (docs/paper.md, D22).</summary>
    private static (double Value, double Terms) Value(
        IValuation valuation, QualityStep step, double quality, double[] q)
    {
        Array.Clear(q);
        step.Others.AsSpan().CopyTo(q);
        q[step.Raised] = quality;
        double value;
        double terms;
        if (step.Participant is int i)
        {
            value = valuation.Evaluate(i, q);
            terms = valuation.Magnitude(i, q);
        }
        else
        {
            var values = new double[q.Length];
            valuation.EvaluateAll(q, values);
            value = Summation.Sum(values);
            terms = TermMagnitudes.OfWelfare(valuation, q);
        }

        return double.IsFinite(value)
            ? (value, terms)
            : throw new NonFiniteResultException("valuation", step.Participant, value, Show(q));
    }

    private static string Describe(QualityStep step, double[] q, double before, double after)
    {
        string whose = step.Participant is int i
            ? string.Create(CultureInfo.InvariantCulture, $"the valuation of participant {i}")
            : "the market's size";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"as the quality of participant {step.Raised} rises from {step.From:G6} to {step.To:G6} at {Show(q)}, ")
            + string.Create(CultureInfo.InvariantCulture, $"{whose} goes from {before:G6} to {after:G6}");
    }

    private static string Show(double[] q) =>
        "(" + string.Join(", ", q.Take(8).Select(static x => x.ToString("G6", CultureInfo.InvariantCulture)))
        + (q.Length > 8 ? ", …)" : ")");

    private static IEnumerable<QualityStep> RandomSteps(
        int count, MonotoneClaim claim, double maxQuality, int samples, Random random)
    {
        for (int k = 0; k < samples; k++)
        {
            double[] q = [.. Enumerable.Range(0, count).Select(_ => Draw(maxQuality, random))];
            int raised = random.Next(count);
            double a = Draw(maxQuality, random);
            double b = Draw(maxQuality, random);
            int? whose = claim switch
            {
                MonotoneClaim.GrowingMarket => null,
                MonotoneClaim.OwnType => raised,
                _ => random.Next(count),
            };
            yield return new QualityStep(whose, raised, Math.Min(a, b), Math.Max(a, b), [.. q]);
        }
    }

    /// <summary>A quality in [0, max], a sixth of the time each end: claims often fail there.</summary>
    private static double Draw(double maxQuality, Random random) => random.Next(6) switch
    {
        0 => 0,
        1 => maxQuality,
        _ => maxQuality * random.NextDouble(),
    };
}
