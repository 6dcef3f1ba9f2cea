using System.CommandLine;

namespace Candor.Cli.Commands;

/// <summary>Options that several commands share, so that they read alike everywhere.</summary>
internal static class CommonOptions
{
    /// <summary><c>--json</c>.</summary>
    /// <param name="description">What is printed instead.</param>
    internal static Option<bool> Json(string description) => new("--json") { Description = description };
}
