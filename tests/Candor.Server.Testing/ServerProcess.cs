using System.Diagnostics;

namespace Candor.Server.Testing;

/// <summary>A server in a process of its own, which can be killed at any moment.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Announcement = "listening on ";

    private readonly Process _process;

    private ServerProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    public Process Process => _process;

    /// <summary>Starts a server and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(string database, params string[] options) =>
        StartAsync(database, shortLived: false, options);

    /// <summary>Starts a server and waits until it listens.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="shortLived">It will not live long enough to gain from profile-guided compilation, whose
    /// instrumentation slows the start.</param>
    /// <param name="options">More options.</param>
    public static async Task<ServerProcess> StartAsync(string database, bool shortLived, params string[] options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Process process = Launch(
            shortLived,
            ["--DatabasePath", database, "--ListenUrls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning",
                .. options]);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? line = await process.StandardOutput.ReadLineAsync();
        if (line is null || !line.StartsWith(Announcement, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The server did not start: {line} {await error}");
        }

        return new ServerProcess(process, line[Announcement.Length..]);
    }

    /// <summary>Runs a server that is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Error)> RunToEndAsync(params string[] options)
    {
        using Process process = Launch(shortLived: true, options);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    /// <summary>Ends it at once (SIGKILL): nothing of it runs any further.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM) and waits until it has.</summary>
    public async Task<int> TerminateAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static Process Launch(bool shortLived, string[] options)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Candor.Platform.dll"), .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (shortLived)
        {
            start.Environment["DOTNET_TieredPGO"] = "0";
        }

        return Process.Start(start)!;
    }
}
