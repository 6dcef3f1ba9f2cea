using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Candor.Mechanism;

namespace Candor.Market.Scenarios;

/// <summary>Writes a settlement as the one JSON object of the command-line contract.</summary>
public static class SettlementJson
{
    /// <summary>
    /// One object: allocations, qualities (those used), valuations, payments and utilities as arrays in the roster's
    /// order, then revenue and welfare. Every number reads back as the same double. Where the market trains, a member
    /// training follows: outcome (TRAINABLE or NOT_TRAINABLE), contributors and recordsBesidesLargest as found, reason.
    /// </summary>
    /// <param name="settlement">The settlement.</param>
    /// <param name="indented">Whether to spread the object over lines.</param>
    public static string Write(SettledScenario settlement, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented }))
        {
            writer.WriteStartObject();
            WriteArray(writer, "allocations", settlement.Outcome.AllocatedQualities);
            WriteArray(writer, "qualities", settlement.Evaluation.UsedQualities);
            WriteArray(writer, "valuations", settlement.Evaluation.Valuations);
            WriteArray(writer, "payments", settlement.Outcome.Payments);
            WriteArray(writer, "utilities", settlement.Evaluation.Utilities);
            writer.WriteNumber("revenue", WithoutNegativeZero(settlement.Evaluation.Revenue));
            writer.WriteNumber("welfare", WithoutNegativeZero(settlement.Evaluation.Welfare));
            WriteTraining(writer, settlement.Outcome.Training);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteTraining(Utf8JsonWriter writer, Trainability? training)
    {
        if (training is null)
        {
            return;
        }

        writer.WriteStartObject("training");
        writer.WriteString("outcome", training.IsTrainable ? "TRAINABLE" : "NOT_TRAINABLE");
        writer.WriteNumber("contributors", training.Contributors);
        writer.WriteNumber("recordsBesidesLargest", training.RecordsBesidesLargest);
        writer.WriteString("reason", training.Describe());
        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, ImmutableArray<double> values)
    {
        writer.WriteStartArray(name);
        foreach (double value in values)
        {
            writer.WriteNumberValue(WithoutNegativeZero(value));
        }

        writer.WriteEndArray();
    }

    /// <summary>-0 + 0 is 0: nobody needs to read a payment of "-0".</summary>
    private static double WithoutNegativeZero(double value) => value + 0.0;
}
