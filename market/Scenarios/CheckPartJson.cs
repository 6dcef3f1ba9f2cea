using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Candor.Market.Json;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Market.Scenarios;

/// <summary>The file in which one part of a property check waits for the others.</summary>
public static class CheckPartJson
{
    private static readonly Dictionary<string, string> s_evidence =
        Enum.GetNames<Evidence>().ToDictionary(JsonNamingPolicy.CamelCase.ConvertName, static name => name);

    /// <summary>
    /// shard, shards, findings (claim, holds, margin, witness, evidence, looked, participant, place, step), and scenario:
    /// the scenario's own text, so that the file says by itself what was checked.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="scenario">The scenario's text.</param>
    public static string Write(PropertyPart part, string scenario)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(scenario);
        return JsonText.WriteObject(indented: true, writer =>
        {
            writer.WriteNumber("shard", part.Shard.Index);
            writer.WriteNumber("shards", part.Shard.Count);
            writer.WriteStartArray("findings");
            foreach (PropertyFinding finding in part.Findings)
            {
                writer.WriteStartObject();
                writer.WriteString("claim", finding.Verdict.Claim);
                writer.WriteBoolean("holds", finding.Verdict.Holds);
                JsonText.WriteNumber(writer, "margin", finding.Verdict.Margin);
                writer.WriteString("witness", finding.Verdict.Witness);
                writer.WriteString(
                    "evidence", JsonNamingPolicy.CamelCase.ConvertName(finding.Verdict.Evidence.ToString()));
                writer.WriteNumber("looked", finding.Verdict.Looked);
                writer.WriteNumber("participant", finding.Participant);
                writer.WriteNumber("place", finding.Place);
                writer.WriteNumber("step", finding.Step);
                writer.WriteEndObject();
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
        [NotNullWhen(true)] out PropertyPart? part,
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
            JsonValue? list = members.Required("findings", "one finding a property");
            PropertyFinding?[] findings = [.. (list?.Items() ?? []).Select(Read)];
            if (list is { } given && findings.Length != PropertyPart.Properties)
            {
                given.AddFault($"{PropertyPart.Properties} findings, one a property", $"{findings.Length} findings");
            }

            scenario = members.Required("scenario", "the text of a scenario")?.Text();
            members.Finish();
            if (found.IsEmpty)
            {
                part = new PropertyPart(
                    new ExistenceShard((int)index!.Value, (int)count!.Value), [.. findings.Select(static f => f!)]);
            }
        }

        faults = found.ToImmutable();
        return part is not null && scenario is not null;
    }

    private static PropertyFinding? Read(JsonValue value)
    {
        if (value.Members("a finding") is not { } members)
        {
            return null;
        }

        string? claim = members.Required("claim", "a property's name")?.Text();
        bool? holds = members.Required("holds", "true or false")?.Boolean();
        JsonValue? room = members.Required("margin", "a number, or null where nothing was compared");
        double? margin = room is { IsNull: true } ? double.PositiveInfinity : room?.Number();
        string? witness = members.Required("witness", "a text")?.Text();
        string? evidence = members.Required("evidence", "what the finding rests on")?.Choice(s_evidence);
        long? looked = members.Required("looked", "a count")?.WholeNumber(0, long.MaxValue);
        long? participant = members.Required("participant", "an index")?.WholeNumber(0, int.MaxValue);
        long? place = members.Required("place", "an index")?.WholeNumber(0, long.MaxValue);
        long? step = members.Required("step", "an index")?.WholeNumber(0, int.MaxValue);
        members.Finish();
        return claim is null || holds is null || margin is null || witness is null || evidence is null
            || looked is null || participant is null || place is null || step is null
                ? null
                : new PropertyFinding(
                    new Verdict(
                        claim, holds.Value, margin.Value, witness, Enum.Parse<Evidence>(evidence), looked.Value),
                    (int)participant.Value,
                    place.Value,
                    (int)step.Value);
    }
}
