using System.Diagnostics;
using System.Text;

namespace Candor.Cli.Tests.Harness;

/// <summary>A run of the built program as a process of its own, as a user's shell would start it.</summary>
public sealed class CandorProcess : IAsyncDisposable
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "candor");

    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Func<string, bool> Matches, TaskCompletionSource<string> Found)> _awaited = [];
    private readonly Lock _gate = new();
    private readonly Task _pumps;

    private CandorProcess(Process process)
    {
        _process = process;
        _pumps = Task.WhenAll(PumpAsync(process.StandardOutput, _out), PumpAsync(process.StandardError, _error));
    }

    public int Id => _process.Id;

    /// <summary>Runs the program to its end.</summary>
    public static async Task<Finished> RunAsync(params string[] args)
    {
        await using CandorProcess process = Start(args);
        process.CloseInput();
        return await process.FinishAsync();
    }

    public static CandorProcess Start(params string[] args) => Start(args, new Dictionary<string, string>());

    /// <summary>Starts the program at the head of a group of its own, as a shell with job control does.</summary>
    public static CandorProcess StartGroup(string[] args, IReadOnlyDictionary<string, string> environment) =>
        Start("setsid", [Program, .. args], environment);

    /// <summary>Starts the program with its output piped into a shell's command; it ends when both have.</summary>
    public static CandorProcess StartPiped(string reader, params string[] args) =>
        Start("sh", ["-c", $"\"$0\" \"$@\" | {reader}", Program, .. args], new Dictionary<string, string>());

    public static CandorProcess Start(string[] args, IReadOnlyDictionary<string, string> environment) =>
        Start(Program, args, environment);

    /// <summary>Starts the program in a folder.</summary>
    public static CandorProcess StartIn(string folder, params string[] args) =>
        Start(Program, args, new Dictionary<string, string>(), folder);

    private static CandorProcess Start(
        string program, string[] args, IReadOnlyDictionary<string, string> environment, string? folder = null)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CandorProcess(Process.Start(start)!);
    }

    /// <summary>Types text and ends the input.</summary>
    public async Task TypeAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        CloseInput();
    }

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for a line on either stream; fails when the process ends without it.</summary>
    public async Task<string> LineAsync(Func<string, bool> matches)
    {
        Task<string> found;
        lock (_gate)
        {
            if ($"{_out}{_error}".Split('\n').FirstOrDefault(matches) is { } line)
            {
                return line;
            }

            var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((matches, source));
            found = source.Task;
        }

        Task first = await Task.WhenAny(found, _pumps).WithPatience();
        Assert.True(first == found || found.IsCompleted, $"the line never came; the process said: {_out}{_error}");
        return await found;
    }

    /// <summary>Sends a signal, as a shell does.</summary>
    public Task SignalAsync(string name) => SignalAsync(name, Id);

    /// <summary>Sends a signal to another process.</summary>
    public static Task SignalAsync(string name, int id) => KillAsync(name, $"{id}");

    /// <summary>Sends a signal to the whole group, as a terminal does for Ctrl+C.</summary>
    public Task SignalGroupAsync(string name) => KillAsync(name, $"-{Id}");

    private static async Task KillAsync(string name, string target)
    {
        using var kill = Process.Start("kill", [$"-{name}", "--", target]);
        await kill.WaitForExitAsync();
    }

    public async Task<Finished> FinishAsync()
    {
        await Task.WhenAll(_pumps, _process.WaitForExitAsync()).WithPatience();
        return new Finished(_process.ExitCode, _out.ToString(), _error.ToString());
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

    private async Task PumpAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                text.Append(line).Append('\n');
                foreach ((_, TaskCompletionSource<string> found) in _awaited.Where(one => one.Matches(line)))
                {
                    found.TrySetResult(line);
                }
            }
        }
    }
}
