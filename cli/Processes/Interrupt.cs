using System.Runtime.InteropServices;

namespace Candor.Cli.Processes;

/// <summary>Turns the signals that ask a process to end (Ctrl+C, kill, a closed terminal) into cancellation, so that
/// whatever runs can put its things away. A second signal ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private const int Hangup = 1;

    private static readonly TimeSpan s_orphanGrace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signal;
    private volatile bool _leavesTerminalToParent;

    /// <summary>Starts to listen.</summary>
    internal Interrupt()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnTerminalSignal(context, 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => OnTerminalSignal(context, Hangup)),
            PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => OnTerminalSignal(context, 3)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>128 and the signal's number, as shells report it; null while there was no signal.</summary>
    internal int? ExitCode =>
        Volatile.Read(ref _signal) is var signal and not 0 ? Cli.ExitCode.Signalled + signal : null;

    /// <summary>Ends this process when its standard input closes, which happens when the process that started it is
    /// gone, however it went. Where nothing reacts in time, the process ends at once: an orphan helps nobody.</summary>
    internal void WatchStandardInput()
    {
        // A terminal sends its signals to a whole group of processes; the parent is in it, and ends its children in
        // order.
        _leavesTerminalToParent = true;
        Stream input = Console.OpenStandardInput();
        var watcher = new Thread(() =>
        {
            Span<byte> ignored = stackalloc byte[256];
            while (input.Read(ignored) > 0)
            {
            }

            Raise(Hangup);
            Thread.Sleep(s_orphanGrace);
            Environment.Exit(Cli.ExitCode.Signalled + Hangup);
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        watcher.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnTerminalSignal(PosixSignalContext context, int number)
    {
        if (_leavesTerminalToParent)
        {
            context.Cancel = true;
            return;
        }

        OnSignal(context, number);
    }

    private void OnSignal(PosixSignalContext context, int number) => context.Cancel = Raise(number);

    private bool Raise(int number)
    {
        if (Interlocked.CompareExchange(ref _signal, number, 0) != 0)
        {
            return false;
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command is done and the process about to end by itself.
        }

        return true;
    }
}
