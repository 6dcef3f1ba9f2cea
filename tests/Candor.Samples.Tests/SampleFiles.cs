using System.Reflection;

namespace Candor.Samples.Tests;

/// <summary>Where the samples are, as they were built together with these tests.</summary>
internal static class SampleFiles
{
    /// <summary>Debug or Release.</summary>
    internal static string Configuration { get; } = Metadata("BuildConfiguration");

    /// <summary>The console participant.</summary>
    internal static string Participant { get; } = Program("participant", "Candor.Samples.Participant");

    /// <summary>The hosted worker.</summary>
    internal static string Worker { get; } = Program("worker", "Candor.Samples.Worker");

    /// <summary>The operator's script.</summary>
    internal static string Operator { get; } = PathOf("operator", "operator.cs");

    /// <summary>The participant's records.</summary>
    internal static string NorthData { get; } = PathOf("participant", "north.csv");

    /// <summary>The worker's records.</summary>
    internal static string SouthData { get; } = PathOf("worker", "south.csv");

    private static string Program(string folder, string assembly) =>
        PathOf(folder, "bin", Configuration, "net10.0", assembly + (OperatingSystem.IsWindows() ? ".exe" : string.Empty));

    private static string PathOf(params string[] parts) =>
        Path.GetFullPath(Path.Combine([Metadata("RepositoryRoot"), "samples", .. parts]));

    private static string Metadata(string key) => typeof(SampleFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
