using Candor.Market.Json;
using Candor.Market.Settlement;
using Candor.Mechanism;

namespace Candor.Market.Definitions;

/// <summary>Makes sure, before a market opens, that whatever is reported its payments fit into 64 bits of micro-units:
/// a market that cannot be settled must not be created.</summary>
internal static class PaymentBound
{
    internal static void Check(
        IQualityCurve curve,
        BoundedValuation valuation,
        uint recordsPerUnit,
        ReportGrid? grid,
        JsonFaults faults)
    {
        // A payment is a difference of two valuations; Algorithm 1's is a path of such differences, one a step at most.
        double unit = recordsPerUnit;
        double largestQuality = curve.Evaluate(uint.MaxValue / unit * valuation.Valuation.Count);
        double largestValue = valuation.LargestValue(curve.Evaluate(1 / unit), largestQuality);
        double payment = 2 * ((grid?.Steps ?? 0) + 1) * largestValue;
        double most = long.MaxValue / 2.0 / MarketOutcome.MicrosPerUnit;
        if (!(payment <= most))
        {
            faults.Add(
                "valuation",
                FormattableString.Invariant($"values by which a payment could reach {payment:G3} of the currency"),
                FormattableString.Invariant($"at most {most:G3}, so that it fits in 64 bits of micro-units"));
        }
    }
}
