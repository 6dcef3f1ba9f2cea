using System.Diagnostics;

namespace Candor.Cli.Processes;

/// <summary>A process that this one started and answers for. Its standard input is a pipe on which nothing is ever
/// written: when this process goes away, however it does, the pipe closes and the child ends by itself.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly StreamWriter? _log;
    private readonly Lock _logGate = new();

    private ChildProcess(string name, Process process, StreamWriter? log, Action<ChildLine> onLine)
    {
        Name = name;
        _process = process;
        _log = log;
        Completion = CompleteAsync(onLine);
    }

    /// <summary>What the demo calls it.</summary>
    internal string Name { get; }

    /// <summary>The system's number of the process.</summary>
    internal int Id => _process.Id;

    /// <summary>The last line on its standard error: why it failed, where it did.</summary>
    internal string? LastError { get; private set; }

    /// <summary>Its exit code, once it ended and all its lines were handed over.</summary>
    internal Task<int> Completion { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="start">What to start.</param>
    /// <param name="logFile">Where to keep all it prints; null where nobody asked for it.</param>
    /// <param name="onLine">Told each line, from any thread.</param>
    internal static ChildProcess Start(string name, ProcessStartInfo start, string? logFile, Action<ChildLine> onLine)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        StreamWriter? log = logFile is null ? null : new StreamWriter(logFile) { AutoFlush = true };
        try
        {
            Process process = Process.Start(start)
                ?? throw new InvalidOperationException($"The process '{name}' did not start.");
            return new ChildProcess(name, process, log, onLine);
        }
        catch
        {
            log?.Dispose();
            throw;
        }
    }

    /// <summary>Asks the process to end, and returns at once.</summary>
    internal void AskToEnd()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The child is gone already, and the pipe with it.
        }
    }

    /// <summary>Asks the process to end, and ends it where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        AskToEnd();
        using (var patience = new CancellationTokenSource(s_grace))
        {
            try
            {
                await Completion.WaitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await Completion.ConfigureAwait(false);
            }
        }

        _process.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<int> CompleteAsync(Action<ChildLine> onLine)
    {
        await Task.WhenAll(
            PumpAsync(_process.StandardOutput, isError: false, onLine),
            PumpAsync(_process.StandardError, isError: true, onLine)).ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    private async Task PumpAsync(StreamReader reader, bool isError, Action<ChildLine> onLine)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } text)
        {
            if (_log is not null)
            {
                lock (_logGate)
                {
                    _log.WriteLine(text);
                }
            }

            if (isError && !string.IsNullOrWhiteSpace(text))
            {
                LastError = text;
            }

            onLine(new ChildLine(text, isError));
        }
    }
}
