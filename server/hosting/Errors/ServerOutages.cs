namespace Candor.Hosting.Errors;

/// <summary>Since when this server has been able to take messages: whoever it could not answer is not called silent for it.
/// Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class ServerOutages(TimeProvider time)
{
    private long _lastTicks = time.GetUtcNow().UtcTicks;

    /// <summary>When the server started, or last could not store or read what it was asked to.</summary>
    internal DateTimeOffset Last => new(Interlocked.Read(ref _lastTicks), TimeSpan.Zero);

    /// <summary>Notes that the server fails now.</summary>
    internal void Note()
    {
        long now = time.GetUtcNow().UtcTicks;
        long before = Interlocked.Read(ref _lastTicks);

        // A clock that is set back does not shorten anybody's time.
        while (before < now)
        {
            long seen = Interlocked.CompareExchange(ref _lastTicks, now, before);
            if (seen == before)
            {
                return;
            }

            before = seen;
        }
    }
}
