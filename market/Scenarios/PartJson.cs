using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Candor.Market.Json;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Market.Scenarios;

/// <summary>What the files of parts share, whatever was checked: which part it is, and the scenario's own text, so that the
/// file says by itself what was checked.</summary>
internal static class PartJson
{
    /// <summary>shard, shards, what was found, and scenario.</summary>
    /// <param name="shard">Which part.</param>
    /// <param name="scenario">The scenario's text.</param>
    /// <param name="found">Writes the members of what was found.</param>
    public static string Write(ExistenceShard shard, string scenario, Action<Utf8JsonWriter> found)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return JsonText.WriteObject(indented: true, writer =>
        {
            writer.WriteNumber("shard", shard.Index);
            writer.WriteNumber("shards", shard.Count);
            found(writer);
            writer.WriteString("scenario", scenario);
        });
    }

    /// <summary>Reads a part, or lists what is wrong with it.</summary>
    /// <typeparam name="T">The part.</typeparam>
    /// <param name="json">The file's text.</param>
    /// <param name="read">
    /// Reads the members of what was found; what it returns makes the part, and is called where there are no faults.
    /// </param>
    /// <param name="part">The part; null when there are faults.</param>
    /// <param name="scenario">The scenario's text; null when there are faults.</param>
    /// <param name="faults">Every fault.</param>
    public static bool TryRead<T>(
        string json,
        Func<JsonMembers, Func<ExistenceShard, T>> read,
        [NotNullWhen(true)] out T? part,
        [NotNullWhen(true)] out string? scenario,
        out ImmutableArray<JsonFault> faults)
        where T : class
    {
        var found = new JsonFaults();
        part = null;
        scenario = null;
        if (JsonValue.Parse(json, found) is JsonValue root && root.Members("a part of a check") is { } members)
        {
            long? count = members.Required("shards", "how many parts there are")?
                .WholeNumber(1, ExistenceShard.MostShards);
            long? index = members.Required("shard", "which part it is")?.WholeNumber(1, count ?? long.MaxValue);
            Func<ExistenceShard, T> make = read(members);
            scenario = members.Required("scenario", "the text of a scenario")?.Text();
            members.Finish();
            if (found.IsEmpty)
            {
                part = make(new ExistenceShard((int)index!.Value, (int)count!.Value));
            }
        }

        faults = found.ToImmutable();
        return part is not null && scenario is not null;
    }

    /// <summary>Reads a margin: null stands for infinity, where there was nothing to compare.</summary>
    /// <param name="members">The object's members.</param>
    /// <param name="name">The member.</param>
    /// <param name="nothing">What null stands for, in words.</param>
    public static double? ReadMargin(JsonMembers members, string name, string nothing)
    {
        JsonValue? margin = members.Required(name, "a number, or null " + nothing);
        return margin is { IsNull: true } ? double.PositiveInfinity : margin?.Number();
    }

    /// <summary>Reads what a finding rests on.</summary>
    /// <param name="members">The object's members.</param>
    /// <param name="expected">What the member is, where it is not there.</param>
    public static Evidence? ReadEvidence(JsonMembers members, string expected)
    {
        if (members.Required("evidence", expected) is not JsonValue value || value.Text() is not string text)
        {
            return null;
        }

        Evidence? known = Enum.GetValues<Evidence>()
            .Cast<Evidence?>()
            .FirstOrDefault(evidence => JsonText.NameOf(evidence!.Value) == text);
        if (known is null)
        {
            value.AddFault("proven, exhaustiveOnGrid or sampled");
        }

        return known;
    }
}
