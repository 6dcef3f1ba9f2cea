using Candor.Hosting.Errors;
using Candor.Hosting.Scheduling;
using Candor.Hosting.Storage;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform.Markets;

/// <summary>Settles markets whose report deadline passes, also those that passed while no server ran.</summary>
internal sealed class DeadlineScheduler : IHostedService, IDisposable
{
    /// <summary>How long a market that could not be settled waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly MarketRegistry _registry;
    private readonly IEventStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<DeadlineScheduler> _logger;
    private readonly DueQueue _queue;

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
        _queue = new DueQueue(time, SettleAsync);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<DueStream> due = await _store.ListDueAsync(cancellationToken).ConfigureAwait(false);
        _logger.DeadlinesLoaded(due.Count, due.Count > 0 ? due[0].At : null);
        _registry.MarketOpened += _queue.SetIfNew;
        foreach (DueStream market in due)
        {
            _queue.SetIfNew(market.Name, market.At);
        }

        _queue.Start();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _registry.MarketOpened -= _queue.SetIfNew;
        return _queue.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private async Task<DateTimeOffset?> SettleAsync(string market, CancellationToken cancellationToken)
    {
        try
        {
            using MarketRegistry.Lease lease = await _registry.RentExistingAsync(market, cancellationToken)
                .ConfigureAwait(false);
            return await lease.Market.PassDeadlineAsync(_time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One market that cannot be settled now must not keep the others from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.DeadlineFailed(market, RetryDelay, e is CallRejectedException ? e.Message : e.ToString());
            return _time.GetUtcNow() + RetryDelay;
        }
    }
}
