using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Candor.Market.Json;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Market.Scenarios;

/// <summary>The file in which one part of a property check waits for the others.</summary>
public static class CheckPartJson
{
    /// <summary>
    /// shard, shards, findings (claim, holds, margin, witness, evidence, looked, participant, place, step), and scenario:
    /// the scenario's own text, so that the file says by itself what was checked.
    /// </summary>
    /// <param name="part">The part.</param>
    /// <param name="scenario">The scenario's text.</param>
    public static string Write(PropertyPart part, string scenario)
    {
        ArgumentNullException.ThrowIfNull(part);
        return PartJson.Write(part.Shard, scenario, writer =>
        {
            writer.WriteStartArray("findings");
            foreach (PropertyFinding finding in part.Findings)
            {
                writer.WriteStartObject();
                writer.WriteString("claim", finding.Verdict.Claim);
                writer.WriteBoolean("holds", finding.Verdict.Holds);
                JsonText.WriteNumber(writer, "margin", finding.Verdict.Margin);
                writer.WriteString("witness", finding.Verdict.Witness);
                writer.WriteString("evidence", JsonText.NameOf(finding.Verdict.Evidence));
                writer.WriteNumber("looked", finding.Verdict.Looked);
                writer.WriteNumber("participant", finding.Participant);
                writer.WriteNumber("place", finding.Place);
                writer.WriteNumber("step", finding.Step);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
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
        out ImmutableArray<JsonFault> faults) =>
        PartJson.TryRead(json, Read, out part, out scenario, out faults);

    private static Func<ExistenceShard, PropertyPart> Read(JsonMembers members)
    {
        JsonValue? list = members.Required("findings", "one finding a property");
        PropertyFinding?[] findings = [.. (list?.Items() ?? []).Select(ReadFinding)];
        if (list is { } given && findings.Length != PropertyPart.Properties)
        {
            given.AddFault($"{PropertyPart.Properties} findings, one a property", $"{findings.Length} findings");
        }

        return shard => new PropertyPart(shard, [.. findings.Select(static finding => finding!)]);
    }

    private static PropertyFinding? ReadFinding(JsonValue value)
    {
        if (value.Members("a finding") is not { } members)
        {
            return null;
        }

        string? claim = members.Required("claim", "a property's name")?.Text();
        bool? holds = members.Required("holds", "true or false")?.Boolean();
        double? margin = PartJson.ReadMargin(members, "margin", "where nothing was compared");
        string? witness = members.Required("witness", "a text")?.Text();
        Evidence? evidence = PartJson.ReadEvidence(members, "what the finding rests on");
        long? looked = members.Required("looked", "a count")?.WholeNumber(0, long.MaxValue);
        long? participant = members.Required("participant", "an index")?.WholeNumber(0, int.MaxValue);
        long? place = members.Required("place", "an index")?.WholeNumber(0, long.MaxValue);
        long? step = members.Required("step", "an index")?.WholeNumber(0, int.MaxValue);
        members.Finish();
        return claim is null || holds is null || margin is null || witness is null || evidence is null
            || looked is null || participant is null || place is null || step is null
                ? null
                : new PropertyFinding(
                    new Verdict(claim, holds.Value, margin.Value, witness, evidence.Value, looked.Value),
                    (int)participant.Value,
                    place.Value,
                    (int)step.Value);
    }
}
