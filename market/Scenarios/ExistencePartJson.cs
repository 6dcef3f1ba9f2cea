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
        ArgumentNullException.ThrowIfNull(scenario);
        return JsonText.WriteObject(indented: true, writer =>
        {
            writer.WriteNumber("shard", part.Shard.Index);
            writer.WriteNumber("shards", part.Shard.Count);
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
            writer.WriteString("scenario", scenario);
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
        out ImmutableArray<JsonFault> faults)
    {
        var found = new JsonFaults();
        part = null;
        scenario = null;
        if (JsonValue.Parse(json, found) is JsonValue root && root.Members("a part of a check") is { } members)
        {
            long? count = members.Required("shards", "how many parts there are")?
                .WholeNumber(1, ExistenceShard.MostShards);
            long? index = members.Required("shard", "which part it is")?.WholeNumber(1, count ?? long.MaxValue);
            double? profiles = members.Required("profiles", "a count")?.Number();
            bool? holds = members.Required("holds", "true or false")?.Boolean();
            double? worst = ReadMargin(members, "worstSum");
            ImmutableArray<int> steps = ReadSteps(members, "worstSteps");
            Evidence? evidence = ReadEvidence(members, MadeAgain);
            EfficiencyFinding? efficiency = members.Required("efficiency", MadeAgain) is JsonValue value
                ? ReadEfficiency(value)
                : null;
            scenario = members.Required("scenario", "the text of a scenario")?.Text();
            members.Finish();
            if (found.IsEmpty)
            {
                part = new ExistencePart(
                    new ExistenceShard((int)index!.Value, (int)count!.Value),
                    profiles!.Value,
                    holds!.Value,
                    worst!.Value,
                    steps,
                    evidence!.Value,
                    efficiency!);
            }
        }

        faults = found.ToImmutable();
        return part is not null && scenario is not null;
    }

    private static EfficiencyFinding? ReadEfficiency(JsonValue value)
    {
        if (value.Members("what was found about efficiency") is not { } members)
        {
            return null;
        }

        bool? holds = members.Required("holds", "true or false")?.Boolean();
        double? margin = ReadMargin(members, "margin");
        ImmutableArray<int> steps = ReadSteps(members, "steps");
        Evidence? evidence = ReadEvidence(members, "what it rests on");
        members.Finish();
        return holds is null || margin is null || evidence is null
            ? null
            : new EfficiencyFinding(holds.Value, margin.Value, steps, evidence.Value);
    }

    private static double? ReadMargin(JsonMembers members, string name)
    {
        JsonValue? margin = members.Required(name, "a number, or null for a part of no profiles");
        return margin is { IsNull: true } ? double.PositiveInfinity : margin?.Number();
    }

    private static Evidence? ReadEvidence(JsonMembers members, string expected)
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
