namespace Candor.Hosting.Scrubbing;

/// <summary>How fast a database is read again: 8 MiB a second while nobody writes, 1 MiB while somebody does.</summary>
/// <param name="time">The clock.</param>
/// <param name="appends">How many appends there have been: whether it has moved says whether somebody writes.</param>
internal sealed class ScrubPace(TimeProvider time, Func<long> appends)
{
    /// <summary>Bytes a second while nobody writes.</summary>
    internal const long IdleRate = 8 << 20;

    /// <summary>Bytes a second while messages come.</summary>
    internal const long BusyRate = 1 << 20;

    // A page costs its reading, however little it holds.
    private const long LeastBytes = 4096;

    // Timers are no finer; a small page waits with those after it.
    private static readonly TimeSpan s_leastWait = TimeSpan.FromMilliseconds(20);

    private TimeSpan _owed;
    private long _seen;

    /// <summary>Waits as long as reading a page may take.</summary>
    /// <param name="bytes">The page's bytes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Completes when the next page may be read.</returns>
    internal async Task WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        long now = appends();
        long rate = now == _seen ? IdleRate : BusyRate;
        _seen = now;
        _owed += TimeSpan.FromSeconds(Math.Max(bytes, LeastBytes) / (double)rate);
        if (_owed >= s_leastWait)
        {
            TimeSpan wait = _owed;
            _owed = TimeSpan.Zero;
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
