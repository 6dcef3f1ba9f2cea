namespace Candor.Releases.Tests.Frozen;

/// <summary>A clock that stands where it is set, at the time of a recorded call. Pauses are the system's, so that short
/// ones pass by themselves; a deadline of days never comes while a test runs.</summary>
internal sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Sets the clock, forwards or backwards.</summary>
    internal void Set(DateTimeOffset time) => Interlocked.Exchange(ref _ticks, time.UtcTicks);
}
