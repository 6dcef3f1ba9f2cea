using Candor.Market.Json;
using Candor.Mechanism.Numerics;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>valuation</c>.</summary>
internal static class ValuationReader
{
    private const double LargestRate = 2;

    internal static BoundedValuation? Read(JsonMembers members, int rosterSize)
    {
        if (members.Required("valuation", "a valuation")?.Members("a valuation") is not { } inner)
        {
            return null;
        }

        BoundedValuation? valuation = null;
        if (inner.TryOneOf(out string? kind, out JsonValue value, "linear", "growth", "separable") && rosterSize > 0)
        {
            valuation = kind switch
            {
                "linear" => LinearExternalitiesReader.Read(value, rosterSize),
                "growth" => ReadGrowth(value, rosterSize),
                _ => SeparableReader.Read(value, rosterSize),
            };
        }

        inner.Finish();
        return valuation;
    }

    private static BoundedValuation? ReadGrowth(JsonValue value, int rosterSize)
    {
        if (value.Members("a growth valuation") is not { } members)
        {
            return null;
        }

        // Protobuf leaves a number out where it is zero.
        string expected = FormattableString.Invariant($"a number from -{LargestRate} to {LargestRate}");
        JsonValue? member = members.Optional("alpha");
        double? rate = member is { } given ? given.Number(expected) : 0;
        members.Finish();
        if (rate is { } alpha && !(Math.Abs(alpha) <= LargestRate))
        {
            member!.Value.Refuse(expected);
            return null;
        }

        // v_i is at most (Σ q)^(1+α), which is largest at one end of what Σ q can be.
        return rate is null
            ? null
            : new BoundedValuation(
                new GrowthValuation(rosterSize, rate.Value),
                (smallest, largest) => Math.Max(
                    PortableMath.Pow(smallest, 1 + rate.Value),
                    PortableMath.Pow(rosterSize * largest, 1 + rate.Value)));
    }
}
