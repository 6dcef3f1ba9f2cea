using System.Threading.Channels;
using Candor.Hosting.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Hosting.Tests.Scheduling;

public sealed class DueQueueTests : IDisposable
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(s_start);
    private readonly Channel<(string Name, DateTimeOffset At)> _runs =
        Channel.CreateUnbounded<(string Name, DateTimeOffset At)>();
    private readonly DueQueue _queue;

    // What the work of each name does next; without an entry it is done for good.
    private Func<string, Task<DateTimeOffset?>> _work = _ => Task.FromResult<DateTimeOffset?>(null);

    public DueQueueTests() => _queue = new DueQueue(_time, async (name, stop) =>
    {
        await _runs.Writer.WriteAsync((name, _time.GetUtcNow()), stop);
        return await _work(name);
    });

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Set_TimeComes_RunsOnceAndNotBefore()
    {
        _queue.Start();
        _queue.Set("a", s_start + s_hour);

        _time.Advance(s_hour - TimeSpan.FromTicks(1));
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(("a", s_start + s_hour), await NextAsync());
        _time.Advance(TimeSpan.FromDays(2));
        await AssertNoMoreAsync();
    }

    [Fact]
    public async Task Set_Again_OnlyTheLastTimeCounts()
    {
        _queue.Start();
        _queue.Set("a", s_start + s_hour);
        _queue.Set("a", s_start + (2 * s_hour));
        _queue.SetIfNew("a", s_start);

        _time.Advance(s_hour);
        _time.Advance(s_hour);

        Assert.Equal(("a", s_start + (2 * s_hour)), await NextAsync());
        await AssertNoMoreAsync();
    }

    [Fact]
    public async Task Set_BeforeTheStart_RunsOnceStarted()
    {
        _queue.Set("a", s_start - s_hour);
        _time.Advance(s_hour);

        _queue.Start();

        Assert.Equal(("a", s_start + s_hour), await NextAsync());
        await AssertNoMoreAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(90)]
    public async Task Set_ClockIsSetWhileTheTimerIsStarted_RunsWhenItIsDue(int minutes)
    {
        var time = new TurnedTime(s_start);
        var ran = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var queue = new DueQueue(time, (_, _) =>
        {
            ran.TrySetResult(time.GetUtcNow());
            return Task.FromResult<DateTimeOffset?>(null);
        });
        queue.Start();

        time.TurnBeforeNextStart = TimeSpan.FromMinutes(minutes);
        queue.Set("a", s_start + s_hour);
        if (minutes < 60)
        {
            time.Advance(TimeSpan.FromMinutes(60 - minutes) - TimeSpan.FromTicks(1));
            Assert.False(ran.Task.IsCompleted);
            time.Advance(TimeSpan.FromTicks(1));
        }

        Assert.Equal(s_start + TimeSpan.FromMinutes(Math.Max(60, minutes)), await ran.Task);
        await queue.StopAsync(default);
    }

    [Fact]
    public async Task Set_FurtherAwayThanTheTimerWaits_IsReachedInSteps()
    {
        _queue.Start();
        DateTimeOffset due = s_start + (5 * DueQueue.LongestWait) + TimeSpan.FromMinutes(1);
        _queue.Set("a", due);

        for (int i = 0; i < 5; i++)
        {
            _time.Advance(DueQueue.LongestWait);
        }

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("a", due), await NextAsync());
        await AssertNoMoreAsync();
    }

    [Fact]
    public async Task Work_NamesATime_RunsAgainThen()
    {
        // As a market that could not be settled now asks for its next try.
        var answers = new Queue<DateTimeOffset?>([s_start + (2 * s_hour), null]);
        _work = _ => Task.FromResult(answers.TryDequeue(out DateTimeOffset? again) ? again : null);
        _queue.Start();
        _queue.Set("a", s_start + s_hour);

        _time.Advance(s_hour);
        Assert.Equal(("a", s_start + s_hour), await NextAsync());
        _time.Advance(s_hour);

        Assert.Equal(("a", s_start + (2 * s_hour)), await NextAsync());
        await AssertNoMoreAsync();
    }

    [Fact]
    public async Task Set_WhileItsWorkRuns_RunsAfterItAndNeverTwiceAtOnce()
    {
        var gate = new TaskCompletionSource();
        int running = 0;
        _work = async _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await gate.Task;
            Interlocked.Decrement(ref running);
            return null;
        };
        _queue.Start();
        _queue.Set("a", s_start);
        await NextAsync();

        _queue.Set("a", s_start);
        _queue.Set("b", s_start + s_hour);
        Assert.False(_runs.Reader.TryRead(out _));
        gate.SetResult();

        Assert.Equal(("a", s_start), await NextAsync());
        await AssertNoMoreAsync();
    }

    [Fact]
    public async Task Work_Throws_OtherNamesGoOnAndItsOwnCanBeSetAgain()
    {
        bool isBroken = true;
        _work = name => name == "a" && isBroken
            ? throw new InvalidOperationException("It broke.")
            : Task.FromResult<DateTimeOffset?>(null);
        _queue.Start();
        _queue.Set("a", s_start);
        Assert.Equal(("a", s_start), await NextAsync());
        _queue.Set("b", s_start);
        Assert.Equal(("b", s_start), await NextAsync());

        isBroken = false;
        _queue.Set("a", s_start);

        Assert.Equal(("a", s_start), await NextAsync());
        await AssertNoMoreAsync();
    }

    [Fact]
    public async Task Stop_WaitsForWhatRunsAndStartsNothingMore()
    {
        var gate = new TaskCompletionSource();
        _work = async _ =>
        {
            await gate.Task;
            return s_start;
        };
        _queue.Start();
        _queue.Set("a", s_start);
        await NextAsync();

        Task stopped = _queue.StopAsync(default);
        Assert.False(stopped.IsCompleted);
        gate.SetResult();
        await stopped.WithPatience();
        _queue.Set("b", s_start);
        _time.Advance(s_hour);

        Assert.False(_runs.Reader.TryRead(out _));
    }

    private Task<(string Name, DateTimeOffset At)> NextAsync() => _runs.Reader.ReadAsync().AsTask().WithPatience();

    // What was started before the last name comes before it, and stopping waits for whatever still runs.
    private async Task AssertNoMoreAsync()
    {
        _queue.Set("last", _time.GetUtcNow());
        Assert.Equal("last", (await NextAsync()).Name);
        await _queue.StopAsync(default).WithPatience();
        Assert.False(_runs.Reader.TryRead(out _));
    }

    // A clock that is turned between the look at it and the start of a timer.
    private sealed class TurnedTime(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TimeSpan TurnBeforeNextStart { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new TurnedTimer(this, base.CreateTimer(callback, state, dueTime, period));

        private sealed class TurnedTimer(TurnedTime time, ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                TimeSpan turn = time.TurnBeforeNextStart;
                time.TurnBeforeNextStart = TimeSpan.Zero;
                time.Advance(turn);
                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
