using System.CommandLine;

namespace Candor.Cli.Commands;

/// <summary>Options that several commands share, so that they read alike everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>Ends the process when its standard input closes; for processes that the demo starts.</summary>
    internal static Option<bool> EndWithParent { get; } = new("--end-with-parent") { Hidden = true, Recursive = true };

    /// <summary><c>--json</c>.</summary>
    /// <param name="description">What is printed instead.</param>
    internal static Option<bool> Json(string description) => new("--json") { Description = description };
}
