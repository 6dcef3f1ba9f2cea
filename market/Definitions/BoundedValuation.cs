using Candor.Mechanism;

namespace Candor.Market.Definitions;

/// <summary>A valuation with a bound on what it can say, by which payments are kept within 64 bits.</summary>
/// <param name="Valuation">The valuation.</param>
/// <param name="LargestValue">The most that any |v_i| can be, from the smallest used quality above 0 and the
/// largest.</param>
internal sealed record BoundedValuation(IEfficientlyAllocated Valuation, Func<double, double, double> LargestValue);
