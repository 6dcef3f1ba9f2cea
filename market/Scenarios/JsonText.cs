using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Candor.Mechanism.Properties;

namespace Candor.Market.Scenarios;

/// <summary>Writes JSON objects as text.</summary>
internal static class JsonText
{
    /// <summary>One object.</summary>
    /// <param name="indented">Whether to spread it over lines.</param>
    /// <param name="members">Writes its members.</param>
    public static string WriteObject(bool indented, Action<Utf8JsonWriter> members)
    {
        // The text goes to terminals and files, never into HTML: an apostrophe need not be written as its number.
        var options = new JsonWriterOptions
        {
            Indented = indented,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>What evidence is called: proven, exhaustiveOnGrid, sampled.</summary>
    /// <param name="evidence">The evidence.</param>
    public static string NameOf(Evidence evidence) => JsonNamingPolicy.CamelCase.ConvertName(evidence.ToString());

    /// <summary>A truth value, or null for what was not decided.</summary>
    /// <param name="writer">The writer, inside an object.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">The value.</param>
    public static void WriteTruth(Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is bool known)
        {
            writer.WriteBoolean(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>A number, or null for what JSON has no number for; -0 + 0 is 0.</summary>
    /// <param name="writer">The writer, inside an object.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">The number.</param>
    public static void WriteNumber(Utf8JsonWriter writer, string name, double value)
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
