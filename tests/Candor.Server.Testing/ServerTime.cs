using Microsoft.Extensions.Time.Testing;

namespace Candor.Server.Testing;

/// <summary>A clock that a test turns, which remembers how long timers were to wait.</summary>
public sealed class ServerTime() : FakeTimeProvider(Start)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<TimeSpan, TaskCompletionSource> _asked = new();
    private long _longestWait;

    public static new DateTimeOffset Start { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The longest wait that any timer was asked for.</summary>
    public TimeSpan LongestWait => TimeSpan.FromTicks(Interlocked.Read(ref _longestWait));

    /// <summary>Completes when a timer of this wait is asked for next: what a test turns the clock for has begun to wait.</summary>
    public Task WhenAsked(TimeSpan wait) =>
        (_asked[wait] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Note(dueTime);
        var timer = new NotedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Tell(dueTime);
        return timer;
    }

    private void Tell(TimeSpan wait)
    {
        if (_asked.TryRemove(wait, out TaskCompletionSource? asked))
        {
            asked.SetResult();
        }
    }

    private void Note(TimeSpan wait)
    {
        long longest = Interlocked.Read(ref _longestWait);
        while (wait.Ticks > longest)
        {
            longest = Interlocked.CompareExchange(ref _longestWait, wait.Ticks, longest);
        }
    }

    private sealed class NotedTimer(ServerTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Note(dueTime);
            return timer.Change(dueTime, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
