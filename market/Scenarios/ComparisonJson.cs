using System.Text.Json;
using Candor.Mechanism.Comparison;

namespace Candor.Market.Scenarios;

/// <summary>Writes a comparison as one JSON object.</summary>
public static class ComparisonJson
{
    /// <summary>
    /// grid, and one member a mechanism: description, revenue, welfare, gains and properties, or refusal where it
    /// cannot settle the scenario.
    /// </summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="indented">Whether to spread the object over lines.</param>
    /// <param name="training">Where given, what training asks for stands after the grid, in a member of that name.</param>
    public static string Write(Comparison comparison, bool indented = true, TrainingOnGrid? training = null)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return JsonText.WriteObject(indented, writer =>
        {
            writer.WriteStartObject("grid");
            writer.WriteNumber("unit", comparison.Grid.Unit);
            writer.WriteNumber("max", comparison.Grid.Max);
            writer.WriteEndObject();
            TrainingOnGrid.Write(writer, training);
            foreach (ComparedMechanism mechanism in comparison.Mechanisms)
            {
                writer.WriteStartObject(mechanism.Name);
                writer.WriteString("description", mechanism.Description);
                if (mechanism.Result is ComparedResult result)
                {
                    Write(writer, result);
                }
                else
                {
                    writer.WriteString("refusal", mechanism.Obstacle);
                }

                writer.WriteEndObject();
            }
        });
    }

    private static void Write(Utf8JsonWriter writer, ComparedResult result)
    {
        JsonText.WriteNumber(writer, "revenue", result.Revenue);
        JsonText.WriteNumber(writer, "welfare", result.Welfare);
        writer.WriteStartArray("gains");
        foreach (double gain in result.Gains)
        {
            writer.WriteNumberValue(gain + 0.0);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("properties");
        CheckJson.WriteVerdicts(writer, result.Properties.All);
        writer.WriteEndObject();
    }
}
