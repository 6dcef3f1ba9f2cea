using System.Runtime.InteropServices;

namespace Candor.Cli.Processes;

/// <summary>Notices that nobody reads the standard output any more, as after <c>| head -1</c>. The framework drops what
/// is written to a closed pipe without a word, so that a command that only waits and writes would never end.</summary>
internal sealed class ClosedOutput : IDisposable
{
    private const int StandardOutput = 1;

    // POLLERR, POLLHUP and POLLNVAL, which poll(2) reports unasked.
    private const short Gone = 0x08 | 0x10 | 0x20;

    private readonly CancellationTokenSource _closed;

    /// <summary>Starts to watch; where the system has no poll(2), nothing is ever noticed.</summary>
    /// <param name="cancellationToken">Stops the command for other reasons.</param>
    internal ClosedOutput(CancellationToken cancellationToken)
    {
        _closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            // The wait has no end while somebody reads: a thread of its own, which does not keep the process.
            new Thread(Watch) { IsBackground = true, Name = nameof(ClosedOutput) }.Start();
        }
    }

    /// <summary>Whether it was noticed.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>Cancelled when it is noticed, and with the command.</summary>
    internal CancellationToken Token => _closed.Token;

    /// <inheritdoc/>
    public void Dispose() => _closed.Dispose();

    private void Watch()
    {
        var watched = new Watched { Descriptor = StandardOutput };
        while ((watched.Happened & Gone) == 0)
        {
            // A signal interrupts the wait; it goes on.
            if (Poll(ref watched, 1, -1) < 0 && Marshal.GetLastPInvokeError() != InterruptedCall)
            {
                return;
            }
        }

        IsClosed = true;
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command ended first.
        }
    }

    private const int InterruptedCall = 4;

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref Watched watched, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Watched
    {
        internal int Descriptor;
        internal short Asked;
        internal short Happened;
    }
}
