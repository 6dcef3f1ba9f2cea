using Candor.Cli.Errors;
using Candor.Cli.Processes;

namespace Candor.Cli.Demo;

/// <summary>Words for a process of the demo that ended before it should.</summary>
internal static class ProcessFailure
{
    /// <summary>The error that ends the demo.</summary>
    /// <param name="process">The process.</param>
    /// <param name="exitCode">Its exit code.</param>
    internal static CliException Of(ChildProcess process, int exitCode) => new(
        $"the process of {process.Name} ended with exit code {exitCode} before the market was over; its last words: "
        + (process.LastError ?? "none"),
        ExitCode.Failed);
}
