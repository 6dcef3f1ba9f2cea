using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Candor.Cli.Demo;

/// <summary>Writes the demo market's definition as an operator would write it by hand.</summary>
internal static class DemoDefinition
{
    /// <summary>The market's name.</summary>
    internal const string Market = "markets/hospitals";

    /// <summary>How many records make one unit of data size.</summary>
    internal const int RecordsPerUnit = 100;

    /// <summary>The currency of all payments.</summary>
    internal const string Currency = "EUR";

    private static readonly JsonWriterOptions s_indented = new() { Indented = true };

    /// <summary>Writes the definition.</summary>
    /// <param name="operatorKey">The operator's public key, base64.</param>
    /// <param name="keys">The hospitals' public keys in roster order, base64.</param>
    /// <param name="reportDeadline">When the market would settle by itself.</param>
    /// <returns>JSON: protobuf's mapping of <c>candor.v1.MarketDefinition</c>.</returns>
    internal static string Write(string operatorKey, ImmutableArray<string> keys, DateTimeOffset reportDeadline)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_indented))
        {
            writer.WriteStartObject();
            writer.WriteString("displayName", "Five hospitals, one tumour model");
            writer.WriteStartObject("operator");
            writer.WriteString("id", "operator");
            writer.WriteString("publicKey", operatorKey);
            writer.WriteEndObject();
            WriteRoster(writer, keys);
            writer.WriteNumber("recordsPerUnit", RecordsPerUnit);
            writer.WritePropertyName("quality");
            writer.WriteRawValue("""{ "sigmoid": {} }""");
            WriteValuation(writer);
            writer.WriteString("allocation", "ALLOCATION_RULE_EFFICIENT");
            writer.WriteString("payment", "PAYMENT_RULE_MEP");
            writer.WriteString("optOut", "OPT_OUT_RULE_EVERYONE");
            writer.WriteString("currency", Currency);
            writer.WriteString(
                "reportDeadline",
                reportDeadline.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteRoster(Utf8JsonWriter writer, ImmutableArray<string> keys)
    {
        writer.WriteStartArray("roster");
        foreach ((Hospital hospital, string key) in Hospitals.All.Zip(keys))
        {
            writer.WriteStartObject();
            writer.WriteString("id", hospital.Id);
            writer.WriteString("displayName", hospital.Name);
            writer.WriteString("publicKey", key);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteValuation(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("valuation");
        writer.WriteStartObject("linear");
        writer.WriteStartArray("rows");
        foreach (ImmutableArray<double> row in Hospitals.Externalities)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("values");
            foreach (double alpha in row)
            {
                writer.WriteNumberValue(alpha);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
