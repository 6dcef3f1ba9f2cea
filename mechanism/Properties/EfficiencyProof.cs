using Candor.Mechanism.Allocations;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Properties;

/// <summary>Says why an allocation is efficient at every truthful profile, where that follows from what it
/// is.</summary>
internal static class EfficiencyProof
{
    /// <summary>Looks for a proof.</summary>
    /// <param name="curve">Q.</param>
    /// <param name="valuation">v.</param>
    /// <param name="allocation">x.</param>
    /// <param name="mostTotal">The largest total size that can occur, n·D.</param>
    /// <returns>The reason in words; null where nothing is known, from which nothing follows.</returns>
    public static string? Find(
        IQualityCurve curve, IValuation valuation, IAllocationRule allocation, double mostTotal)
    {
        if (allocation is TrainableAllocation trains)
        {
            // Where no model can be trained, no model for anyone is the only allocation there is.
            return Find(curve, valuation, trains.Rule, mostTotal) is { } reason
                ? $"{reason}, where a model can be trained; elsewhere nobody can be given one"
                : null;
        }

        if (allocation is IWelfareMaximising own && own.Maximises(valuation))
        {
            return "the allocation maximises this valuation's welfare by its own rule";
        }

        if (ReferenceEquals(allocation, UniformAllocation.Best))
        {
            return Grows(valuation, curve.Evaluate(mostTotal))
                ? "the market grows with every quality (Assumption 4), and everyone is given the best"
                : null;
        }

        // Welfare (Σ q)^(1+α) does not rise with any quality, so everyone's own model is as good as any.
        return ReferenceEquals(allocation, UniformAllocation.None) && valuation is GrowthValuation { Rate: <= -1 }
            ? "the market shrinks as quality rises (α is at most -1), and nothing is shared"
            : null;
    }

    private static bool Grows(IValuation valuation, double maxQuality) =>
        maxQuality > 0
        && double.IsFinite(maxQuality)
        && MonotoneCheck.TryDecide(valuation, MonotoneClaim.GrowingMarket, maxQuality) is { Holds: true };
}
