namespace Candor.Hosting.Scheduling;

/// <summary>Runs named work when it is due. Work of one name never runs twice at once. Thread-safe.</summary>
/// <remarks>One timer serves all names: it waits for the earliest, at most <see cref="LongestWait"/>, so that a time
/// beyond what a timer holds is reached in steps and a clock that is set is noticed.</remarks>
/// <param name="time">The clock.</param>
/// <param name="work">Does what is due, and says when the name is due again; null for no more. It handles its own failures:
/// nobody hears of what it throws, and its name is not tried again.</param>
/// <param name="atOnce">How many names are worked on at once; the others wait their turn. After a long stop everything may
/// be due.</param>
internal sealed class DueQueue(
    TimeProvider time, Func<string, CancellationToken, Task<DateTimeOffset?>> work, int atOnce = 32) : IDisposable
{
    /// <summary>The longest the timer waits before it looks at the clock again.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // By how much a clock that was set has moved at least, which no timer takes to start.
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _places = new(atOnce, atOnce);
    private readonly PriorityQueue<string, DateTimeOffset> _queue = new();

    // The one time that counts for a name. Entries of the queue with another time are passed over.
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private ITimer? _timer;

    /// <summary>Starts the timer.</summary>
    internal void Start()
    {
        lock (_lock)
        {
            _timer = time.CreateTimer(
                static state => ((DueQueue)state!).RunDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Arm();
        }
    }

    /// <summary>Sets when a name is due.</summary>
    /// <param name="name">The name.</param>
    /// <param name="due">When; in place of what was set before.</param>
    internal void Set(string name, DateTimeOffset due)
    {
        lock (_lock)
        {
            // A name that is set to the same time again and again takes one place.
            if (_due.TryGetValue(name, out DateTimeOffset set) && set == due)
            {
                return;
            }

            _due[name] = due;
            _queue.Enqueue(name, due);
            Arm();
        }
    }

    /// <summary>Sets when a name is due, unless it is set already.</summary>
    /// <param name="name">The name.</param>
    /// <param name="due">When.</param>
    internal void SetIfNew(string name, DateTimeOffset due)
    {
        lock (_lock)
        {
            if (!_due.ContainsKey(name) && !_running.ContainsKey(name))
            {
                Set(name, due);
            }
        }
    }

    /// <summary>Stops the timer and waits for what runs.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when nothing runs.</returns>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            running = [.. _running.Values];
        }

        await Task.WhenAll(running).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
        _places.Dispose();
    }

    // Under the lock. A clock that is set between the look at it and the timer's start would have the timer wait for too long,
    // so it is looked at once more.
    private void Arm()
    {
        if (_timer is null || !_queue.TryPeek(out _, out DateTimeOffset next))
        {
            return;
        }

        DateTimeOffset seen;
        do
        {
            seen = time.GetUtcNow();
            TimeSpan wait = next - seen;
            _timer.Change(
                wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait,
                Timeout.InfiniteTimeSpan);
        }
        while ((time.GetUtcNow() - seen).Duration() >= s_step);
    }

    private void RunDue()
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            while (_queue.TryPeek(out string? name, out DateTimeOffset due) && due <= now)
            {
                _queue.Dequeue();

                // A name that runs is looked at again when it is done.
                if (_due.TryGetValue(name, out DateTimeOffset counts) && counts == due
                    && !_running.ContainsKey(name) && !_stopping.IsCancellationRequested)
                {
                    _due.Remove(name);
                    _running.Add(name, Task.Run(() => RunAsync(name)));
                }
            }

            Arm();
        }
    }

    private async Task RunAsync(string name)
    {
        DateTimeOffset? again = null;
        try
        {
            await _places.WaitAsync(_stopping.Token).ConfigureAwait(false);
            try
            {
                again = await work(name, _stopping.Token).ConfigureAwait(false);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Whoever starts next finds the work in the database.
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(name);

                // Something may have been set while the work ran; the earlier of the two counts.
                DateTimeOffset? set = _due.TryGetValue(name, out DateTimeOffset meanwhile) ? meanwhile : null;
                if ((set is { } a && again is { } b ? (a < b ? a : b) : set ?? again) is { } next)
                {
                    _due[name] = next;
                    _queue.Enqueue(name, next);
                    Arm();
                }
            }
        }
    }
}
