using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.Hosting.Scheduling;
using Candor.Market;
using Candor.Platform.Markets;
using Candor.V1;
using Candor.Wire.Names;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform.Training;

/// <summary>Deletes the bulk of markets that are over: what is secret at once, the rest when its retention has passed, also
/// where that was while no server ran.</summary>
internal sealed class BulkRetention : IHostedService, IDisposable
{
    /// <summary>How long bulk that could not be deleted waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(10);

    private readonly MarketRegistry _registry;
    private readonly TrainingBulk _bulk;
    private readonly TimeProvider _time;
    private readonly ILogger<BulkRetention> _logger;
    private readonly DueQueue _queue;

    /// <summary>Makes the service; it is idle until started.</summary>
    /// <param name="registry">The markets.</param>
    /// <param name="bulk">Their bulk.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what is deleted.</param>
    public BulkRetention(
        MarketRegistry registry, TrainingBulk bulk, TimeProvider time, ILogger<BulkRetention> logger)
    {
        _registry = registry;
        _bulk = bulk;
        _time = time;
        _logger = logger;
        _queue = new DueQueue(time, DeleteAsync);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registry.MarketMoved += OnMoved;
        foreach (string market in _bulk.Store.ListMarkets())
        {
            _queue.SetIfNew(MarketName.Of(market), _time.GetUtcNow());
        }

        _queue.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _registry.MarketMoved -= OnMoved;
        return _queue.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private static bool IsOver(MarketState market) =>
        market.Phase is Market.MarketPhase.Settled or Market.MarketPhase.Cancelled;

    // Markets that are loaded later were looked at when the server started.
    private void OnMoved(string market, MarketState? before, MarketState now)
    {
        if (before is not null && now.Training is not null && IsOver(now))
        {
            _queue.Set(market, _time.GetUtcNow());
        }
    }

    /// <summary>Deletes what a market no longer needs.</summary>
    /// <param name="market">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for it to load.</param>
    /// <returns>When more is to be deleted; null for never, as long as the market is as it is.</returns>
    internal async Task<DateTimeOffset?> DeleteAsync(string market, CancellationToken cancellationToken)
    {
        try
        {
            using MarketRegistry.Lease lease = await _registry.RentExistingAsync(market, cancellationToken)
                .ConfigureAwait(false);
            MarketState state = lease.Market.View.State!;
            if (!IsOver(state) || state.Definition.Training is not { } plan)
            {
                return null;
            }

            DateTimeOffset until = lease.Market.View.Recent[^1].Event.Time + plan.Rules.Retention;
            if (_time.GetUtcNow() < until)
            {
                _bulk.DeleteSecrets(state);
                return until;
            }

            DeletedBlobs deleted = _bulk.Store.DeleteMarket(TrainingBulk.IdOf(market));
            _logger.BulkDeleted(market, deleted.Files, deleted.Bytes);
            return null;
        }
        catch (CallRejectedException rejected) when (rejected.Reason == ErrorReason.MarketNotFound)
        {
            // The bulk may be of a database that was put back from an older copy; it is for the operator to delete.
            return null;
        }
#pragma warning disable CA1031 // One market whose bulk cannot be deleted now must not keep the others' from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.BulkNotDeleted(market, RetryDelay, e is CallRejectedException ? e.Message : e.ToString());
            return _time.GetUtcNow() + RetryDelay;
        }
    }
}
