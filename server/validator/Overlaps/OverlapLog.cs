using System.Collections.Concurrent;
using System.Collections.Immutable;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.Wire.Names;

namespace Candor.Validator.Overlaps;

/// <summary>All overlap checks: appends what follows from a step at the expected version. Nothing is kept in memory but
/// who waits for news. Thread-safe.</summary>
internal sealed class OverlapLog(ValidatorStore store, ILogger<OverlapLog> logger)
{
    private const int PageSize = 1000;

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);

    /// <summary>Completes when any overlap check of a market changes after this call.</summary>
    /// <param name="market">The market's name.</param>
    /// <returns>The change.</returns>
    internal Task ChangeOf(string market) => _changes.GetOrAdd(
        market, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Reads an overlap check.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The overlap check, or null where there is none.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<OverlapState?> FindAsync(OverlapName name, CancellationToken cancellationToken)
    {
        var stream = new OverlapStream(name, store.Events, logger);
        await stream.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        return stream.View.State;
    }

    /// <summary>Reads the overlap checks of one commitment, on either side.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="commitmentEvent">The commitment.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Names and states, those with the earliest commitments first.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<ImmutableArray<(OverlapName Name, OverlapState State)>> ListAsync(
        string market, ulong commitmentEvent, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<(OverlapName, OverlapState)>();
        await foreach (string stream in StreamNames.ListAsync(
            store.Events, OverlapName.PrefixOf(market), PageSize, cancellationToken).ConfigureAwait(false))
        {
            OverlapName name = OverlapName.Parse(stream);
            if (name.EarlierCommitmentEvent == commitmentEvent || name.LaterCommitmentEvent == commitmentEvent)
            {
                found.Add((name, (await FindAsync(name, cancellationToken).ConfigureAwait(false))!));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Reads the other overlap checks in which a check's later commitment is the later one.</summary>
    /// <param name="name">The check.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Names and states, those with the earliest commitments first.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<ImmutableArray<(OverlapName Name, OverlapState State)>> ListSiblingsAsync(
        OverlapName name, CancellationToken cancellationToken) =>
    [
        .. (await ListAsync(name.Market, name.LaterCommitmentEvent, cancellationToken).ConfigureAwait(false))
            .Where(sibling => sibling.Name != name
                && sibling.Name.LaterCommitmentEvent == name.LaterCommitmentEvent),
    ];

    /// <summary>Takes a step.</summary>
    /// <param name="name">The overlap check.</param>
    /// <param name="step">Makes the event from the state; null where nothing follows. It may be asked again, on a newer
    /// state.</param>
    /// <returns>The state after it, on disk; null where there is none.</returns>
    /// <exception cref="CallRejectedException">The step rejects the command, or cannot be stored now; nothing is
    /// stored.</exception>
    internal async Task<OverlapState?> DecideAsync(OverlapName name, Func<OverlapState?, OverlapEvent?> step)
    {
        var stream = new OverlapStream(name, store.Events, logger);
        await stream.CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
        if (await stream.DecideAsync(step).ConfigureAwait(false) is not CommandResult<OverlapState>.Stored stored)
        {
            return stream.View.State;
        }

        store.Schedule(name.ToString(), OverlapStream.Due(stored.State));
        if (_changes.TryRemove(name.Market, out TaskCompletionSource? change))
        {
            change.SetResult();
        }

        return stored.State;
    }

    /// <summary>Has an overlap check looked at again.</summary>
    /// <param name="name">Its name.</param>
    internal void Wake(OverlapName name) => store.Schedule(name.ToString(), DateTimeOffset.UnixEpoch);
}
