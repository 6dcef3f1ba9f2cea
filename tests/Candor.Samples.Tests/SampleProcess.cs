using System.Diagnostics;

namespace Candor.Samples.Tests;

/// <summary>A sample that runs as a process, as a customer starts it.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<(string Part, TaskCompletionSource Found)> _awaited = [];
    private readonly Lock _gate = new();
    private readonly Task _pumps;

    private SampleProcess(Process process)
    {
        _process = process;
        _pumps = Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError));
    }

    /// <summary>Starts a program.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    internal static SampleProcess Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // No build server may outlive the test, and the test host's own settings must not reach a build.
        foreach (string name in start.Environment.Keys.Where(IsOfTheTestHost).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return new SampleProcess(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and all that it printed.</returns>
    internal static async Task<(int ExitCode, string[] Lines)> RunAsync(
        string folder, string program, params string[] arguments)
    {
        await using SampleProcess process = Start(folder, program, arguments);
        return await process.FinishAsync();
    }

    /// <summary>Waits for a line; fails when the process ends without it.</summary>
    /// <param name="part">What the line has in it.</param>
    internal async Task LineAsync(string part)
    {
        Task found;
        lock (_gate)
        {
            if (_lines.Any(line => line.Contains(part, StringComparison.Ordinal)))
            {
                return;
            }

            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((part, source));
            found = source.Task;
        }

        await Task.WhenAny(found, _pumps).WithPatience();
        Assert.True(found.IsCompleted, $"'{part}' was never printed; what was: {string.Join('\n', _lines)}");
    }

    /// <summary>Sends a signal, as a terminal or a service manager does.</summary>
    /// <param name="name">Such as <c>INT</c>.</param>
    internal async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync().WithPatience();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code and all that it printed.</returns>
    internal async Task<(int ExitCode, string[] Lines)> FinishAsync()
    {
        await Task.WhenAll(_pumps, _process.WaitForExitAsync()).WithPatience();
        return (_process.ExitCode, [.. _lines]);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static bool IsOfTheTestHost(string name) => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase);

    private async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _lines.Add(line);
                foreach ((_, TaskCompletionSource found) in
                    _awaited.Where(one => line.Contains(one.Part, StringComparison.Ordinal)))
                {
                    found.TrySetResult();
                }
            }
        }
    }
}
