using System.Diagnostics;

namespace Candor.Client.Tests.Packaging;

/// <summary>Runs the .NET command line.</summary>
internal static class DotnetCommand
{
    /// <summary>Runs a command to its end.</summary>
    /// <returns>Its output.</returns>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static async Task<string> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // No build server may outlive the test, and the test host's own settings must not reach the build.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (string name in start.Environment.Keys.Where(IsOfTheTestHost).ToList())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = Patience.Start();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? await output
                : throw new InvalidOperationException(
                    $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n"
                    + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool IsOfTheTestHost(string name) =>
        name.StartsWith("MSBuild", StringComparison.Ordinal) || name is "MSBUILD_EXE_PATH";
}
