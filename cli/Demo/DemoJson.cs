using System.Text.Json;
using System.Text.Json.Serialization;
using Candor.Cli.Output;

namespace Candor.Cli.Demo;

/// <summary>The demo's report as the program prints it.</summary>
internal static class DemoJson
{
    private static readonly DemoJsonContext s_indented = new(CliJson.Options(indented: true));

    /// <summary>An object over several lines.</summary>
    internal static string Write(DemoReport report) => JsonSerializer.Serialize(report, s_indented.DemoReport);
}

/// <summary>The generated writer.</summary>
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoJsonContext : JsonSerializerContext;
