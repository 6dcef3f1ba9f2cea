using Candor.Market.Settlement;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Json;

namespace Candor.Market.Definitions;

/// <summary>Makes sure, before a market opens, that whatever is reported its payments fit into 64 bits of micro-units:
/// a market that cannot be settled must not be created.</summary>
internal static class PaymentBound
{
    internal static void Check(
        IQualityCurve curve, BoundedValuation valuation, uint recordsPerUnit, JsonFaults faults)
    {
        // A payment is the difference of two valuations, and a used quality is at most the curve at the largest total.
        int count = valuation.RowMagnitudes.Length;
        double largestTotal = (double)uint.MaxValue * count / recordsPerUnit;
        double largestQuality = curve.Evaluate(largestTotal);
        double most = long.MaxValue / 2.0 / MarketSettlement.MicrosPerUnit;
        for (int i = 0; i < count; i++)
        {
            double magnitude = valuation.RowMagnitudes[i];
            if (!(2 * magnitude * largestQuality <= most))
            {
                faults.Add(
                    "valuation",
                    FormattableString.Invariant(
                        $"a row {i} whose payment could reach {2 * magnitude * largestQuality:G3} units of the currency"),
                    FormattableString.Invariant(
                        $"at most {most:G3}, so that it fits in 64 bits of micro-units; lower the coefficients or raise recordsPerUnit"));
                return;
            }
        }
    }
}
