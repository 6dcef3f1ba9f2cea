using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Cli.Output;

namespace Candor.Cli.Learning;

/// <summary>The JSON of curves and models that the program prints.</summary>
internal static class LearningJson
{
    private static readonly LearningJsonContext s_indented = new(CliJson.Options(indented: true));

    /// <summary>An object over several lines.</summary>
    internal static string Write(CurveResult result) => JsonSerializer.Serialize(result, s_indented.CurveResult);

    /// <summary>An object over several lines.</summary>
    internal static string Write(ModelResult result) => JsonSerializer.Serialize(result, s_indented.ModelResult);
}

/// <summary>Generated writers.</summary>
[JsonSerializable(typeof(CurveResult))]
[JsonSerializable(typeof(ModelResult))]
internal sealed partial class LearningJsonContext : JsonSerializerContext;
