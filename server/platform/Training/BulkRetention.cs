using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.Hosting.Scheduling;
using Candor.Hosting.Storage;
using Candor.Market;
using Candor.Market.Training;
using Candor.Platform.Markets;
using Candor.Wire.Names;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform.Training;

/// <summary>Deletes the bulk of markets that are over: what is secret at once, the rest when its retention has passed, also
/// where that was while no server ran. Bulk of markets that the database does not know is told of at each start, and deleted
/// once no market could still keep it.</summary>
internal sealed class BulkRetention : IHostedService, IDisposable
{
    /// <summary>How long bulk that could not be deleted waits for the next try.</summary>
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(10);

    /// <summary>How long bulk of a market that the database does not know is kept after the last write to it, and after the
    /// database's file was made: the longest retention, and a month, which is more than a training lasts after its last upload. A
    /// database that was put back from an older copy is a new file, so that its operator has all this time to put back the
    /// right one.</summary>
    internal static readonly TimeSpan UnknownRetention = TimeSpan.FromDays(TrainingRules.MostRetentionDays + 34);

    private const int NamesShown = 5;

    private readonly MarketRegistry _registry;
    private readonly TrainingBulk _bulk;
    private readonly IEventStore _events;
    private readonly string _database;
    private readonly TimeProvider _time;
    private readonly ILogger<BulkRetention> _logger;
    private readonly DueQueue _queue;

    /// <summary>Makes the service; it is idle until started.</summary>
    /// <param name="registry">The markets.</param>
    /// <param name="bulk">Their bulk.</param>
    /// <param name="events">The database.</param>
    /// <param name="options">Where its file is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of what is deleted.</param>
    public BulkRetention(
        MarketRegistry registry,
        TrainingBulk bulk,
        IEventStore events,
        CandorServerOptions options,
        TimeProvider time,
        ILogger<BulkRetention> logger)
    {
        _registry = registry;
        _bulk = bulk;
        _events = events;
        _database = DatabaseFiles.Resolve(options.DatabasePath);
        _time = time;
        _logger = logger;
        _queue = new DueQueue(time, DeleteAsync);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _registry.MarketMoved += OnMoved;
        IReadOnlyList<string> markets = _bulk.Store.ListMarkets();
        foreach (string market in markets)
        {
            _queue.SetIfNew(MarketName.Of(market), _time.GetUtcNow());
        }

        await TellOfUnknownAsync(markets, cancellationToken).ConfigureAwait(false);
        _queue.Start();
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

    private async Task TellOfUnknownAsync(IReadOnlyList<string> markets, CancellationToken cancellationToken)
    {
        try
        {
            var unknown = new List<string>();
            long bytes = 0;
            foreach (string market in markets)
            {
                if ((await _events.ReadEventsAsync(MarketName.Of(market), 0, 1, cancellationToken).ConfigureAwait(false)).Count == 0)
                {
                    unknown.Add(market);
                    bytes += _bulk.Store.Measure(market).Bytes;
                }
            }

            if (unknown.Count > 0)
            {
                string names = string.Join(", ", unknown.Take(NamesShown).Select(static market => $"'{market}'"));
                _logger.BulkUnknown(
                    unknown.Count,
                    bytes,
                    _bulk.Store.Folder,
                    unknown.Count > NamesShown ? $"{names} and others" : names,
                    (int)UnknownRetention.TotalDays);
            }
        }
        catch (Exception e) when (e is StoreUnavailableException or BlobStoreException)
        {
            // Each market is looked at again in turn, and that says what cannot be read.
            _logger.BulkNotDeleted(_bulk.Store.Folder, RetryDelay, e.Message);
        }
    }

    // The clock of the disk is the system's; the server's is compared with it as it is.
    private DateTimeOffset? DeleteUnknown(string market)
    {
        string id = TrainingBulk.IdOf(market);
        MarketBulk bulk = _bulk.Store.Measure(id);
        var made = new DateTimeOffset(File.GetCreationTimeUtc(_database));
        DateTimeOffset until = (bulk.LastWrite > made ? bulk.LastWrite : made) + UnknownRetention;
        if (_time.GetUtcNow() < until)
        {
            return until;
        }

        DeletedBlobs deleted = _bulk.Store.DeleteMarket(id);
        _logger.BulkUnknownDeleted(market, (int)UnknownRetention.TotalDays, deleted.Files, deleted.Bytes);
        return null;
    }

    /// <summary>Deletes what a market no longer needs.</summary>
    /// <param name="market">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for it to load.</param>
    /// <returns>When more is to be deleted; null for never, as long as the market is as it is.</returns>
    internal async Task<DateTimeOffset?> DeleteAsync(string market, CancellationToken cancellationToken)
    {
        try
        {
            using MarketRegistry.Lease lease = await _registry.RentAsync(market, cancellationToken)
                .ConfigureAwait(false);
            if (lease.Market.View.State is not { } state)
            {
                return DeleteUnknown(market);
            }

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
#pragma warning disable CA1031 // One market whose bulk cannot be deleted now must not keep the others' from it.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _logger.BulkNotDeleted(market, RetryDelay, e is CallRejectedException ? e.Message : e.ToString());
            return _time.GetUtcNow() + RetryDelay;
        }
    }
}
