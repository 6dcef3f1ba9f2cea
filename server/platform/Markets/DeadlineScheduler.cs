using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform.Markets;

/// <summary>Settles markets whose report deadline passes, also those that passed while no server ran.</summary>
/// <remarks>One timer serves all markets: it waits for the earliest deadline, at most
/// <see cref="LongestWait"/>, so that a deadline beyond what a timer holds is reached in steps and a clock that is set
/// is noticed.</remarks>
internal sealed class DeadlineScheduler : IHostedService, IDisposable
{
    /// <summary>The longest the timer waits before it looks at the clock again.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>How long a market that could not be settled waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<string, DateTimeOffset> _queue = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly MarketRegistry _registry;
    private readonly IEventStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<DeadlineScheduler> _logger;
    private ITimer? _timer;

    /// <summary>Makes the scheduler; it is idle until started.</summary>
    /// <param name="registry">The markets.</param>
    /// <param name="store">Knows the deadlines that are still to come or to be acted on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of markets that cannot be settled.</param>
    public DeadlineScheduler(
        MarketRegistry registry, IEventStore store, TimeProvider time, ILogger<DeadlineScheduler> logger)
    {
        _registry = registry;
        _store = store;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PendingDeadline> pending = await _store.ListDeadlinesAsync(cancellationToken)
            .ConfigureAwait(false);
        _logger.DeadlinesLoaded(pending.Count, pending.Count > 0 ? pending[0].Deadline : null);
        lock (_lock)
        {
            _timer = _time.CreateTimer(
                static state => ((DeadlineScheduler)state!).RunDue(), this, Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }

        _registry.MarketOpened += Add;
        foreach (PendingDeadline deadline in pending)
        {
            Add(deadline.Market, deadline.Deadline);
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _registry.MarketOpened -= Add;
        await _stopping.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            running = [.. _running];
        }

        await Task.WhenAll(running).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Dispose();
    }

    private void Add(string market, DateTimeOffset deadline)
    {
        lock (_lock)
        {
            if (_known.Add(market))
            {
                _queue.Enqueue(market, deadline);
                Arm();
            }
        }
    }

    // Under the lock.
    private void Arm()
    {
        if (_timer is not null && _queue.TryPeek(out _, out DateTimeOffset next))
        {
            TimeSpan wait = next - _time.GetUtcNow();
            _timer.Change(
                wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait,
                Timeout.InfiniteTimeSpan);
        }
    }

    private void RunDue()
    {
        lock (_lock)
        {
            var due = new List<string>();
            DateTimeOffset now = _time.GetUtcNow();
            while (_queue.TryPeek(out string? market, out DateTimeOffset deadline) && deadline <= now)
            {
                _queue.Dequeue();
                _known.Remove(market);
                due.Add(market);
            }

            Arm();
            if (due.Count > 0 && !_stopping.IsCancellationRequested)
            {
                Task run = SettleAllAsync(due);
                _running.Add(run);
                run.ContinueWith(
                    done =>
                    {
                        lock (_lock)
                        {
                            _running.Remove(done);
                        }
                    },
                    CancellationToken.None,
                    TaskContinuationOptions.None,
                    TaskScheduler.Default);
            }
        }
    }

    private Task SettleAllAsync(List<string> markets) => Task.Run(async () =>
    {
        try
        {
            await Parallel.ForEachAsync(markets, _stopping.Token, async (market, token) =>
                await SettleAsync(market, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the next one finds the deadlines in its database.
        }
    });

    private async Task SettleAsync(string market, CancellationToken cancellationToken)
    {
        try
        {
            using MarketRegistry.Lease lease = await _registry.RentExistingAsync(market, cancellationToken)
                .ConfigureAwait(false);
            DateTimeOffset? ahead = await lease.Market.PassDeadlineAsync(_time.GetUtcNow(), cancellationToken)
                .ConfigureAwait(false);
            if (ahead is { } deadline)
            {
                Add(market, deadline);
            }
        }
#pragma warning disable CA1031 // One market that cannot be settled now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.DeadlineFailed(market, RetryDelay, e is Refusal ? e.Message : e.ToString());
            Add(market, _time.GetUtcNow() + RetryDelay);
        }
    }
}
