using System.Globalization;

namespace Candor.Mechanism.Properties;

/// <summary>
/// Looks for participants who gain by hiding or leaving at random sizes between the grid's points. Finds gains, proves
/// nothing.
/// </summary>
public static class SampledCheck
{
    /// <summary>Draws truthful profiles and one deviation each, and reports the largest regret found.</summary>
    /// <param name="mechanism">The mechanism; its payments must be defined between grid points.</param>
    /// <param name="maxSize">The largest size drawn, finite and more than 0.</param>
    /// <param name="samples">How many deviations to look at, at least 1.</param>
    /// <param name="random">The source of the draws.</param>
    /// <returns>
    /// One verdict for hiding (Definition 3) and one for leaving (Definition 4), each with its number of samples; the
    /// negated margin is the largest regret.
    /// </returns>
    /// <exception cref="MechanismException">The mechanism cannot settle some profile.</exception>
    public static (Verdict IncentiveCompatible, Verdict IndividuallyRational) Run(
        MarketMechanism mechanism, double maxSize, int samples, Random random)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (!(maxSize > 0 && double.IsFinite(maxSize)))
        {
            throw new ArgumentOutOfRangeException(nameof(maxSize), maxSize, "Expected a finite size above 0.");
        }

        var hiding = new LeastMargin();
        var leaving = new LeastMargin();
        var types = new double[mechanism.Count];
        for (int k = 0; k < samples; k++)
        {
            for (int j = 0; j < types.Length; j++)
            {
                types[j] = Draw(maxSize, random);
            }

            int i = random.Next(types.Length);
            Profile truth = Profile.AllIn(types);
            double? report = k % 4 == 0 ? null : Draw(types[i], random);
            Evaluation honest = mechanism.Evaluate(mechanism.Settle(truth), types);
            Evaluation other = mechanism.Evaluate(mechanism.Settle(truth.With(i, report)), types);
            double margin = honest.Utilities[i] - other.Utilities[i];
            double scale = Math.Max(Scale(mechanism, honest, i), Scale(mechanism, other, i));
            LeastMargin least = report is null ? leaving : hiding;
            if (least.Offer(margin, scale, (i, k, 0)))
            {
                least.Describe(Describe(i, truth, report, -Verdict.WithoutRounding(margin, scale)));
            }
        }

        return (
            hiding.ToVerdict("incentiveCompatible", Evidence.Sampled),
            leaving.ToVerdict("individuallyRational", Evidence.Sampled));
    }

    /// <summary>The size of what a participant's utility is made of; a payment is a difference of such terms.</summary>
    private static double Scale(MarketMechanism mechanism, Evaluation at, int participant) => Math.Max(
        mechanism.Valuation.Magnitude(participant, at.UsedQualities.AsSpan()),
        Math.Abs(at.Valuations[participant] - at.Utilities[participant]));

    /// <summary>A size in [0, max], each end a sixth of the time: gains often sit there.</summary>
    private static double Draw(double max, Random random) => random.Next(6) switch
    {
        0 => 0,
        1 => max,
        _ => max * random.NextDouble(),
    };

    private static string Describe(int participant, Profile truth, double? report, double gain) => string.Create(
        CultureInfo.InvariantCulture,
        $"participant {participant}, of true size {truth.Sizes[participant]:R} at {truth}, has a regret of {gain:G6} ")
        + (report is double size
            ? string.Create(CultureInfo.InvariantCulture, $"for not reporting {size:R}")
            : "for not leaving");
}
