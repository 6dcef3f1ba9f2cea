using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Telemetry;
using Candor.Market;
using Candor.Market.Transcripts;
using Candor.V1;

namespace Candor.Platform.Markets;

/// <summary>The markets in memory: at most one <see cref="HostedMarket"/> for each name, so that each market has one
/// writer and its streams hear of every event. Thread-safe.</summary>
/// <remarks>A market is loaded when it is first rented. While somebody rents it, it stays; of those nobody rents, the
/// last used ones stay. A market that does not exist never stays, so names that are made up take no memory.</remarks>
internal sealed class MarketRegistry(
    IEventStore store, TranscriptSigner signer, CandorServerOptions options, ILogger<HostedMarket> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _idle = new();

    /// <summary>Raised when something else is due in a market than before, and when one is loaded: its name, its state before,
    /// null where it was loaded or created, and its state now. Whoever listens returns at once.</summary>
    internal event Action<string, MarketState?, MarketState>? MarketMoved;

    /// <summary>Rents a market that exists.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for it to load.</param>
    /// <returns>The market, until the lease is disposed; its view has a state.</returns>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.MarketNotFound"/>.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<Lease> RentExistingAsync(string name, CancellationToken cancellationToken)
    {
        Lease lease = await RentAsync(name, cancellationToken).ConfigureAwait(false);
        if (lease.Market.View.State is not null)
        {
            return lease;
        }

        lease.Dispose();
        throw Rejections.MarketNotFound(name);
    }

    /// <summary>Rents a market whether it exists or not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for it to load.</param>
    /// <returns>The market, until the lease is disposed.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<Lease> RentAsync(string name, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(name, out entry!))
            {
                entry = new Entry(new HostedMarket(name, store, signer, logger, OnMoved));
                _entries.Add(name, entry);
            }

            if (entry.IdleNode is { } node)
            {
                _idle.Remove(node);
                entry.IdleNode = null;
            }

            entry.Rents++;
            // Whoever comes first starts the loading; it is not cancelled with one caller while others wait for it. A
            // loading that failed is tried again, but not of a market that is damaged.
            if (entry.Loading is null || (entry.Loading.IsFaulted && !entry.IsDamaged))
            {
                entry.Loading = Task.Run(() => LoadAsync(entry), CancellationToken.None);
            }
        }

        var lease = new Lease(this, entry);
        try
        {
            await entry.Loading.WaitAsync(cancellationToken).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Closes a market until the server starts again; whoever asks for it hears why, and the log says it.</summary>
    /// <param name="damaged">What of it is not what was written.</param>
    internal void Close(StreamDamagedException damaged)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(damaged.Stream, out Entry? entry))
            {
                entry = new Entry(new HostedMarket(damaged.Stream, store, signer, logger, OnMoved));
                _entries.Add(damaged.Stream, entry);
            }

            if (entry.IsDamaged)
            {
                return;
            }

            if (entry.IdleNode is { } node)
            {
                _idle.Remove(node);
                entry.IdleNode = null;
            }

            entry.Loading = Task.FromException(damaged);
        }

        logger.StreamDamaged(damaged.Stream, damaged.Found);
    }

    private void OnMoved(string market, MarketState? before, MarketState now) => MarketMoved?.Invoke(market, before, now);

    private void Return(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Rents > 0 || !_entries.ContainsKey(entry.Market.Name))
            {
                return;
            }

            if (entry.IsDamaged)
            {
                return;
            }

            if (entry.Market.View.State is null || entry.Loading is not { IsCompletedSuccessfully: true })
            {
                Remove(entry);
                return;
            }

            entry.IdleNode = _idle.AddLast(entry);
            if (_idle.Count > options.MaxIdleMarkets)
            {
                Entry oldest = _idle.First!.Value;
                _idle.RemoveFirst();
                Remove(oldest);
            }
        }
    }

    private void Remove(Entry entry) => _entries.Remove(entry.Market.Name);

    // A damaged market stays closed until the server starts again: whoever asks for it hears so at once.
    private async Task LoadAsync(Entry entry)
    {
        try
        {
            await entry.Market.CatchUpAsync(default).ConfigureAwait(false);
        }
        catch (StreamDamagedException e)
        {
            logger.StreamDamaged(e.Stream, e.Found);
            throw;
        }
    }

    /// <summary>The use of a market; disposing it ends the use.</summary>
    internal sealed class Lease : IDisposable
    {
        private readonly MarketRegistry _registry;
        private Entry? _entry;

        internal Lease(MarketRegistry registry, Entry entry)
        {
            _registry = registry;
            _entry = entry;
            Market = entry.Market;
        }

        /// <summary>The market.</summary>
        internal HostedMarket Market { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _entry, null) is { } entry)
            {
                _registry.Return(entry);
            }
        }
    }

    internal sealed class Entry(HostedMarket market)
    {
        internal HostedMarket Market { get; } = market;

        internal Task? Loading { get; set; }

        internal bool IsDamaged => Loading is { Exception.InnerException: StreamDamagedException };

        internal int Rents { get; set; }

        internal LinkedListNode<Entry>? IdleNode { get; set; }
    }
}
