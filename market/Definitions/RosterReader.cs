using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Market.Signing;

namespace Candor.Market.Definitions;

/// <summary>Reads <c>roster</c>.</summary>
internal static class RosterReader
{
    internal static ImmutableArray<RosterEntry> Read(JsonMembers members, int version)
    {
        string expected = $"1 to {MarketDefinitionReader.MaxRoster} participants";
        JsonValue? member = members.Required("roster", expected);
        if (member?.Items(expected) is not { } items)
        {
            return [];
        }

        if (items.Count is 0 or > MarketDefinitionReader.MaxRoster)
        {
            member.Value.AddFault(expected, $"{items.Count} participants");
            return [];
        }

        var seenIds = new Dictionary<string, int>(StringComparer.Ordinal);
        var seenKeys = new Dictionary<VerificationKey, int>();
        var roster = ImmutableArray.CreateBuilder<RosterEntry>(items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            // A faulty entry keeps its place, so that the valuation's size is judged by the roster as written.
            roster.Add(ReadEntry(items[i], i, version, seenIds, seenKeys)!);
        }

        return roster.MoveToImmutable();
    }

    private static RosterEntry? ReadEntry(
        JsonValue item,
        int index,
        int version,
        Dictionary<string, int> seenIds,
        Dictionary<VerificationKey, int> seenKeys)
    {
        if (item.Members("a participant") is not { } members)
        {
            return null;
        }

        string? id = MarketDefinitionReader.ReadId(members);
        string? displayName = DisplayNames.Read(members, version);
        VerificationKey? key = MarketDefinitionReader.ReadKey(members);
        members.Finish();
        if (id is not null && !seenIds.TryAdd(id, index))
        {
            members.Required("id", string.Empty)!.Value.AddFault(
                "an id of its own for each participant", $"'{id}', the id of roster[{seenIds[id]}]");
        }

        if (key is not null && !seenKeys.TryAdd(key, index))
        {
            members.Required("publicKey", string.Empty)!.Value.AddFault(
                "a key of its own for each participant", $"the key of roster[{seenKeys[key]}]");
        }

        return id is null || displayName is null || key is null ? null : new RosterEntry(id, displayName, key);
    }
}
