using Candor.Market.Json;
using Candor.Market.Settlement;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>version</c>, and what a market shows of itself, which only version 2 lets its operator choose:
/// <c>readAccess</c> and <c>listed</c>; and <c>paymentUnit</c>, which only version 3 does.</summary>
internal static class VersionReader
{
    private static readonly Dictionary<string, string> s_accesses = new(StringComparer.Ordinal)
    {
        ["MARKET_ACCESS_UNSPECIFIED"] = nameof(MarketAccess.Members),
        ["MARKET_ACCESS_MEMBERS"] = nameof(MarketAccess.Members),
        ["MARKET_ACCESS_ANYONE"] = nameof(MarketAccess.Anyone),
    };

    /// <summary>What a member may be in versions before the one that knows it.</summary>
    /// <param name="since">The version that knows it.</param>
    internal static string ExpectedSince(int since) => $"no such member, or version {since}, which knows it";

    /// <summary>Reads the version.</summary>
    /// <param name="members">The definition's members.</param>
    /// <returns>The version; 1 where there is none, or a fault was found.</returns>
    internal static int Read(JsonMembers members)
    {
        JsonValue? member = members.Optional("version");
        long version = member?.WholeNumber(0, uint.MaxValue) ?? 1;
        if (version > MarketDefinition.NewestVersion)
        {
            member!.Value.AddFault(
                $"a version from 1 to {MarketDefinition.NewestVersion}, which are those that this release knows");
            return MarketDefinition.NewestVersion;
        }

        return (int)Math.Max(1, version);
    }

    /// <summary>Reads who may read the market.</summary>
    internal static MarketAccess ReadAccess(JsonMembers members, int version)
    {
        JsonValue? member = members.Optional("readAccess");
        if (!IsKnown(member, version))
        {
            return MarketAccess.Anyone;
        }

        return member?.Choice(s_accesses) is { } chosen ? Enum.Parse<MarketAccess>(chosen) : MarketAccess.Members;
    }

    /// <summary>Reads whether the market is listed.</summary>
    internal static bool ReadListed(JsonMembers members, int version)
    {
        JsonValue? member = members.Optional("listed");
        return !IsKnown(member, version) || (member?.Boolean() ?? false);
    }

    /// <summary>Reads what can be paid in the currency, in micro-units, which version 3 lets the operator
    /// say.</summary>
    internal static long ReadPaymentUnit(JsonMembers members, int version)
    {
        JsonValue? member = members.Optional("paymentUnit");
        if (IsKnown(member, version, since: 3))
        {
            return member?.WholeNumber(1, PayableAmount.LargestUnit) ?? 1;
        }

        return 1;
    }

    // What a version does not know must not be there: its author would believe that it holds.
    private static bool IsKnown(JsonValue? member, int version, int since = 2)
    {
        if (version < since)
        {
            member?.AddFault(ExpectedSince(since));
        }

        return version >= since;
    }
}
