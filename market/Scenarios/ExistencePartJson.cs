using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Properties;

namespace Candor.Market.Scenarios;

/// <summary>The file in which one part of an existence check waits for the others.</summary>
public static class ExistencePartJson
{
    private const string NoProfiles = "for a part of no profiles";

    /// <summary>What a file lacks that an earlier version wrote, which did not look at efficiency.</summary>
    private const string MadeAgain =
        "what this version knows of the part; one that an earlier version wrote has to be made again, with "
        + "'candor desirable FILE --shard i/n --out PART'";

    /// <summary>
    /// shard, shards, profiles, holds, worstSum, worstSteps, evidence, efficiency (holds, margin, steps, evidence), and
    /// scenario: the scenario's own text, so that the file says by itself what was checked.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="scenario">The scenario's text.</param>
    public static string Write(ExistencePart part, string scenario)
    {
        ArgumentNullException.ThrowIfNull(part);
        return PartJson.Write(part.Shard, scenario, writer =>
        {
            writer.WriteNumber("profiles", part.Profiles);
            writer.WriteBoolean("holds", part.Holds);
            JsonText.WriteNumber(writer, "worstSum", part.WorstSum);
            WriteSteps(writer, "worstSteps", part.WorstSteps);
            writer.WriteString("evidence", JsonText.NameOf(part.Evidence));
            writer.WriteStartObject("efficiency");
            writer.WriteBoolean("holds", part.Efficiency.Holds);
            JsonText.WriteNumber(writer, "margin", part.Efficiency.Margin);
            WriteSteps(writer, "steps", part.Efficiency.Steps);
            writer.WriteString("evidence", JsonText.NameOf(part.Efficiency.Evidence));
            writer.WriteEndObject();
        });
    }

    /// <summary>Reads a part, or lists what is wrong with it.</summary>
    /// <param name="json">The file's text.</param>
    /// <param name="part">The part; null when there are faults.</param>
    /// <param name="scenario">The scenario's text; null when there are faults.</param>
    /// <param name="faults">Every fault.</param>
    public static bool TryRead(
        string json,
        [NotNullWhen(true)] out ExistencePart? part,
        [NotNullWhen(true)] out string? scenario,
        out ImmutableArray<JsonFault> faults) =>
        PartJson.TryRead(json, Read, out part, out scenario, out faults);

    private static Func<ExistenceShard, ExistencePart> Read(JsonMembers members)
    {
        double? profiles = members.Required("profiles", "a count")?.Number();
        bool? holds = members.Required("holds", "true or false")?.Boolean();
        double? worst = PartJson.ReadMargin(members, "worstSum", NoProfiles);
        ImmutableArray<int> steps = ReadSteps(members, "worstSteps");
        Evidence? evidence = PartJson.ReadEvidence(members, MadeAgain);
        EfficiencyFinding? efficiency = members.Required("efficiency", MadeAgain) is JsonValue value
            ? ReadEfficiency(value)
            : null;
        return shard => new ExistencePart(
            shard, profiles!.Value, holds!.Value, worst!.Value, steps, evidence!.Value, efficiency!);
    }

    private static EfficiencyFinding? ReadEfficiency(JsonValue value)
    {
        if (value.Members("what was found about efficiency") is not { } members)
        {
            return null;
        }

        bool? holds = members.Required("holds", "true or false")?.Boolean();
        double? margin = PartJson.ReadMargin(members, "margin", NoProfiles);
        ImmutableArray<int> steps = ReadSteps(members, "steps");
        Evidence? evidence = PartJson.ReadEvidence(members, "what it rests on");
        members.Finish();
        return holds is null || margin is null || evidence is null
            ? null
            : new EfficiencyFinding(holds.Value, margin.Value, steps, evidence.Value);
    }

    private static ImmutableArray<int> ReadSteps(JsonMembers members, string name)
    {
        IReadOnlyList<JsonValue>? items = members.Required(name, "one step a participant")?.Items();
        return [.. (items ?? []).Select(static item => (int)(item.WholeNumber(0, TypeGrid.MostSteps) ?? 0))];
    }

    private static void WriteSteps(Utf8JsonWriter writer, string name, ImmutableArray<int> steps)
    {
        writer.WriteStartArray(name);
        foreach (int step in steps)
        {
            writer.WriteNumberValue(step);
        }

        writer.WriteEndArray();
    }
}
