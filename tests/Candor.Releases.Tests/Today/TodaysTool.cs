using System.Diagnostics;

namespace Candor.Releases.Tests.Today;

/// <summary>This version's tool <c>candor</c>, run as a process.</summary>
internal static class TodaysTool
{
    /// <summary>Runs it to its end and gives what it printed.</summary>
    internal static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "candor"), args)
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
