namespace Candor.Releases.Tests.Frozen;

/// <summary>What a release left behind, as <c>tests/golden/releases</c> keeps it.</summary>
internal static class Release
{
    /// <summary>The release's version.</summary>
    internal const string Version = "0.1.0";

    /// <summary>The frozen database in the middle of its life.</summary>
    internal const string Open = "open";

    /// <summary>The same database at its end.</summary>
    internal const string Settled = "settled";

    /// <summary>The release's folder.</summary>
    internal static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "releases", Version);

    /// <summary>The path of a frozen file. Whoever writes takes a copy.</summary>
    internal static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);
}
