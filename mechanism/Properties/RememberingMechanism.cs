using Candor.Mechanism.Curves;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Properties;

/// <summary>A mechanism for a walk over a grid, on which few different sizes and totals occur.</summary>
internal static class RememberingMechanism
{
    /// <summary>The same mechanism, bit for bit, whose curve and powers are computed once a size and total.</summary>
    /// <param name="mechanism">The mechanism.</param>
    public static MarketMechanism Of(MarketMechanism mechanism) => new(
        new MemoizedCurve(mechanism.Curve),
        mechanism.Valuation is GrowthValuation growth ? growth.WithMemory() : mechanism.Valuation,
        mechanism.Allocation,
        mechanism.Payment);
}
