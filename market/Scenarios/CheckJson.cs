using System.Text.Json;
using Candor.Mechanism.Properties;

namespace Candor.Market.Scenarios;

/// <summary>Writes the verdicts of the grid checks as the JSON objects of the command-line contract.</summary>
public static class CheckJson
{
    /// <summary>One member a property, each with holds (null, beside refuted, where a sample refutes nothing), margin (null
    /// where nothing was compared), witness and evidence.</summary>
    /// <param name="report">The report.</param>
    /// <param name="conditions">Where given, the conditions follow in a member of that name.</param>
    /// <param name="sampled">What was found between the grid's points, where somebody looked.</param>
    /// <param name="indented">Whether to spread the object over lines.</param>
    /// <param name="assumptions">Where given, the assumptions follow in a member of that name, with theorem4.</param>
    /// <param name="training">Where given, what training asks for follows in a member of that name.</param>
    public static string Write(
        PropertyReport report,
        ConditionReport? conditions = null,
        IReadOnlyList<Verdict>? sampled = null,
        bool indented = true,
        AssumptionReport? assumptions = null,
        TrainingOnGrid? training = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonText.WriteObject(indented, writer =>
        {
            WriteVerdicts(writer, report.All);
            if (conditions is not null)
            {
                writer.WriteStartObject("conditions");
                writer.WriteBoolean("necessaryMet", conditions.NecessaryMet);
                writer.WriteBoolean("sufficientMet", conditions.SufficientMet);
                WriteVerdicts(writer, conditions.All);
                writer.WriteEndObject();
            }

            if (assumptions is not null)
            {
                WriteAssumptions(writer, assumptions);
            }

            if (sampled is not null)
            {
                writer.WriteStartObject("sampled");
                foreach (Verdict verdict in sampled)
                {
                    WriteSampled(writer, verdict);
                }

                writer.WriteEndObject();
            }

            TrainingOnGrid.Write(writer, training);
        });
    }

    private static void WriteAssumptions(Utf8JsonWriter writer, AssumptionReport assumptions)
    {
        writer.WriteStartObject("assumptions");
        WriteVerdicts(writer, assumptions.All);
        writer.WriteStartObject("theorem4");
        JsonText.WriteTruth(writer, "applies", assumptions.Theorem4Applies);
        writer.WriteString("reason", assumptions.DescribeTheorem4());
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // A sample never shows that a property holds, so it has no such member.
    private static void WriteSampled(Utf8JsonWriter writer, Verdict verdict)
    {
        writer.WriteStartObject(verdict.Claim);
        writer.WriteBoolean("refuted", !verdict.Holds);
        JsonText.WriteNumber(writer, "largestRegret", -verdict.Margin);
        writer.WriteNumber("samples", verdict.Looked);
        writer.WriteString("witness", verdict.Witness);
        writer.WriteEndObject();
    }

    // A search that refutes nothing has not shown that a property holds.
    private static void WriteHolds(Utf8JsonWriter writer, Verdict verdict)
    {
        if (verdict is { Holds: true, Evidence: Evidence.Sampled })
        {
            writer.WriteNull("holds");
            writer.WriteBoolean("refuted", false);
        }
        else
        {
            writer.WriteBoolean("holds", verdict.Holds);
        }
    }

    /// <summary>One member a verdict: holds, margin, witness and evidence.</summary>
    /// <param name="writer">The writer, inside an object.</param>
    /// <param name="verdicts">The verdicts.</param>
    internal static void WriteVerdicts(Utf8JsonWriter writer, IEnumerable<Verdict> verdicts)
    {
        foreach (Verdict verdict in verdicts)
        {
            writer.WriteStartObject(verdict.Claim);
            WriteHolds(writer, verdict);
            JsonText.WriteNumber(writer, "margin", verdict.Margin);
            writer.WriteString("witness", verdict.Witness);
            writer.WriteString("evidence", JsonText.NameOf(verdict.Evidence));
            writer.WriteEndObject();
        }
    }
}
