using System.Text;
using System.Text.Json;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Scenarios;

/// <summary>Writes the verdicts of the grid checks as the JSON objects of the command-line contract.</summary>
public static class CheckJson
{
    /// <summary>One member a property, each with holds, margin (null where nothing was compared) and witness.</summary>
    /// <param name="report">The report.</param>
    /// <param name="indented">Whether to spread the object over lines.</param>
    public static string Write(PropertyReport report, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(report);
        return WriteObject(indented, writer =>
        {
            foreach (Verdict verdict in report.All)
            {
                writer.WriteStartObject(verdict.Claim);
                writer.WriteBoolean("holds", verdict.Holds);
                WriteNumber(writer, "margin", verdict.Margin);
                writer.WriteString("witness", verdict.Witness);
                writer.WriteString("evidence", JsonNamingPolicy.CamelCase.ConvertName(verdict.Evidence.ToString()));
                writer.WriteEndObject();
            }
        });
    }

    /// <summary>
    /// exists, worstProfile, worstSum, and chain: for each participant the binding constraints in words.
    /// </summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="indented">Whether to spread the object over lines.</param>
    public static string Write(ExistenceVerdict verdict, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return WriteObject(indented, writer =>
        {
            writer.WriteBoolean("exists", verdict.Exists);
            writer.WriteStartArray("worstProfile");
            foreach (double size in verdict.WorstProfile.Sizes)
            {
                writer.WriteNumberValue(size);
            }

            writer.WriteEndArray();
            WriteNumber(writer, "worstSum", verdict.WorstSum);
            writer.WriteStartArray("chain");
            foreach (string line in verdict.Explain())
            {
                writer.WriteStringValue(line);
            }

            writer.WriteEndArray();
        });
    }

    private static string WriteObject(bool indented, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented }))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>JSON has no infinity; -0 + 0 is 0.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumber(name, value + 0.0);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
