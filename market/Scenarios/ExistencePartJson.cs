using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Candor.Market.Json;
using Candor.Mechanism;
using Candor.Mechanism.Desirable;

namespace Candor.Market.Scenarios;

/// <summary>The file in which one part of an existence check waits for the others.</summary>
public static class ExistencePartJson
{
    /// <summary>
    /// shard, shards, profiles, holds, worstSum, worstSteps, and scenario: the scenario's own text, so that the file
    /// says by itself what was checked.
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
            writer.WriteStartArray("worstSteps");
            foreach (int step in part.WorstSteps)
            {
                writer.WriteNumberValue(step);
            }

            writer.WriteEndArray();
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
            JsonValue? sum = members.Required("worstSum", "a number, or null for a part of no profiles");
            double? worst = sum is { IsNull: true } ? double.PositiveInfinity : sum?.Number();
            ImmutableArray<int> steps = ReadSteps(members);
            scenario = members.Required("scenario", "the text of a scenario")?.Text();
            members.Finish();
            if (found.IsEmpty)
            {
                part = new ExistencePart(
                    new ExistenceShard((int)index!.Value, (int)count!.Value), profiles!.Value, holds!.Value,
                        worst!.Value, steps);
            }
        }

        faults = found.ToImmutable();
        return part is not null && scenario is not null;
    }

    private static ImmutableArray<int> ReadSteps(JsonMembers members)
    {
        IReadOnlyList<JsonValue>? items = members.Required("worstSteps", "one step a participant")?.Items();
        return [.. (items ?? []).Select(static item => (int)(item.WholeNumber(0, TypeGrid.MostSteps) ?? 0))];
    }
}
