using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Candor.Client;
using Candor.Simulation;

namespace Candor.Cli.Output;

/// <summary>The JSON that the program prints and reads back from its own processes. Generated code: reflection would
/// cost each of the demo's processes a tenth of a second.</summary>
internal static class CliJson
{
    // The output goes to terminals and pipes, never into HTML: "it's" need not be written as "it\u0027s".
    private static readonly CliJsonContext s_lines = new(Options(indented: false));
    private static readonly CliJsonContext s_indented = new(Options(indented: true));

    /// <summary>One line.</summary>
    internal static string Line(JoinUpdate update) =>
        VisibleText.Of(JsonSerializer.Serialize(update, s_lines.JoinUpdate));

    /// <summary>An object over several lines.</summary>
    internal static string Write(JoinResult result) => Write(result, s_indented.JoinResult);

    /// <summary>An object over several lines.</summary>
    internal static string Write(KeyInfo key) => Write(key, s_indented.KeyInfo);

    /// <summary>An object over several lines.</summary>
    internal static string Write(VerifyResult result) => Write(result, s_indented.VerifyResult);

    /// <summary>An object over several lines.</summary>
    internal static string Write(ValidatorInfo validator) => Write(validator, s_indented.ValidatorInfo);

    /// <summary>An object over several lines.</summary>
    internal static string Write(SimulationReport report) => Write(report, s_indented.SimulationReport);

    /// <summary>An object over several lines.</summary>
    internal static string Write(AwaitedList answers) => Write(answers, s_indented.AwaitedList);

    /// <summary>An object over several lines.</summary>
    internal static string Write(DataCheckResult result) => Write(result, s_indented.DataCheckResult);

    /// <summary>An object over several lines.</summary>
    internal static string Write(CurveResult result) => Write(result, s_indented.CurveResult);

    /// <summary>An object over several lines.</summary>
    internal static string Write(ModelResult result) => Write(result, s_indented.ModelResult);

    /// <summary>An object over several lines.</summary>
    internal static string Write(ModelGetResult result) => Write(result, s_indented.ModelGetResult);

    /// <summary>An object over several lines.</summary>
    internal static string Write(DatabaseCheckResult result) => Write(result, s_indented.DatabaseCheckResult);

    /// <summary>Reads a line that <see cref="Line"/> wrote; null where it is something else.</summary>
    /// <param name="text">The line.</param>
    internal static JoinUpdate? TryReadUpdate(string text) => TryRead(text, s_lines.JoinUpdate);

    /// <summary>Reads an object that <see cref="Write(JoinResult)"/> wrote; null where it is something else.</summary>
    /// <param name="text">The object.</param>
    internal static JoinResult? TryReadResult(string text) => TryRead(text, s_lines.JoinResult);

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private static T? TryRead<T>(string text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How all JSON of the program is written.</summary>
    /// <param name="indented">Whether over several lines.</param>
    internal static JsonSerializerOptions Options(bool indented) => new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = indented,
    };
}

/// <summary>Generated readers and writers.</summary>
[JsonSerializable(typeof(JoinUpdate))]
[JsonSerializable(typeof(JoinResult))]
[JsonSerializable(typeof(KeyInfo))]
[JsonSerializable(typeof(VerifyResult))]
[JsonSerializable(typeof(ValidatorInfo))]
[JsonSerializable(typeof(SimulationReport))]
[JsonSerializable(typeof(AwaitedList))]
[JsonSerializable(typeof(DataCheckResult))]
[JsonSerializable(typeof(CurveResult))]
[JsonSerializable(typeof(ModelResult))]
[JsonSerializable(typeof(ModelGetResult))]
[JsonSerializable(typeof(DatabaseCheckResult))]
internal sealed partial class CliJsonContext : JsonSerializerContext;
