using System.Collections.Immutable;
using Candor.Commitments.Merkle;
using Candor.Hosting.Errors;
using Candor.Hosting.Storage;

namespace Candor.Hosting.Streams;

/// <content>How anything is added: decide, stage, append with the expected version, and publish what the disk has.</content>
/// <remarks>
/// A command is decided on what is staged before it, and the next one does not wait for the disk: all that wait go into one
/// transaction. Nobody but the next decision sees what is staged, and nobody is answered, not even with a rejection, before
/// what the answer rests on is on the disk. Where an append fails, all that was staged on it fails too, since the version is
/// not the expected one: it is thrown away, what the database has is read, and each is decided again.
/// </remarks>
internal abstract partial class EventStream<TState, TEvent>
{
    // A conflict means that the log moved on without this writer: there is another, or what was staged before has failed, or
    // a sync failed whose events turned up after all. Catching up settles it; the bound is against a fault of ours.
    private const int MaxAttempts = 8;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _publishing = new();
    private readonly Queue<Staged> _underWay = new();
    private Flight _flight = new();

    /// <summary>Decides a command and stores what follows from it; decides again where the log had moved on.</summary>
    /// <param name="decide">Decides on the stream as it is. It may be asked again, on a newer view.</param>
    /// <param name="attach">Makes the request that is stored with the events, from the view before and after them; null where
    /// there is none.</param>
    /// <param name="cancellationToken">Stops waiting for the turn. Once the command is being decided it is carried
    /// through.</param>
    /// <returns>What became of the command.</returns>
    /// <exception cref="CallRejectedException">It cannot be stored now; nothing is stored.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="StreamDamagedException">What is stored is not what was written.</exception>
    protected async Task<CommandResult<TState>> WriteAsync(
        Func<StreamView<TState, TEvent>, Proposal<TEvent>> decide,
        Func<StreamView<TState, TEvent>, StreamView<TState, TEvent>, RequestRecord?>? attach = null,
        CancellationToken cancellationToken = default)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            Staged? basis;
            Staged? staged = null;
            StreamView<TState, TEvent> before;
            Proposal<TEvent> proposal;
            await _turn.WaitAsync(attempt == 1 ? cancellationToken : default).ConfigureAwait(false);
            try
            {
                await RecoverAsync().ConfigureAwait(false);
                (basis, before) = Latest();
                proposal = decide(before);
                if (proposal.Rejection is null && !proposal.Events.IsEmpty)
                {
                    staged = Stage(before, proposal.Events, attach);
                }
            }
            finally
            {
                _turn.Release();
            }

            switch (await LandAsync(staged ?? basis, isOwn: staged is not null).ConfigureAwait(false))
            {
                case null or AppendResult.Appended when staged is null:
                    return proposal.Rejection is { } rejection
                        ? new CommandResult<TState>.Rejected(rejection)
                        : new CommandResult<TState>.Unchanged(before.State);
                case AppendResult.Appended:
                    return new CommandResult<TState>.Stored(
                        staged!.After.State!, staged.Append.Request, new StoredEvent(before.Version + 1, staged.Append.Events[0]));
                case AppendResult.DuplicateRequest duplicate when staged is not null:
                    return new CommandResult<TState>.Answered(duplicate.Existing);
                case AppendResult.VersionConflict:
                    break;
                case { } failed when staged is not null:
                    throw AppendFailures.Of(failed, Resource);
            }
        }

        throw new InvalidOperationException($"{Name} conflicts with its own log.");
    }

    private (Staged? Basis, StreamView<TState, TEvent> View) Latest()
    {
        lock (_publishing)
        {
            return _underWay.Count == 0 ? (null, _view) : (_flight.Last, _flight.Last!.After);
        }
    }

    private Staged Stage(
        StreamView<TState, TEvent> before,
        ImmutableArray<TEvent> events,
        Func<StreamView<TState, TEvent>, StreamView<TState, TEvent>, RequestRecord?>? attach)
    {
        ImmutableArray<byte[]> bodies = [.. events.Select(Encode)];
        ImmutableArray<byte[]> leaves = [.. bodies.Select(static body => MerkleHash.Leaf(body))];
        MerkleAccumulator tree = before.Tree.Copy();
        foreach (byte[] leaf in leaves)
        {
            tree.AppendHash(leaf);
        }

        StreamView<TState, TEvent> after = After(before, events, tree);
        var append = new Append(
            Name,
            before.Version,
            bodies,
            tree.Root(),
            SummaryOf(after.State!),
            DueOf(after.State!),
            attach?.Invoke(before, after));
        lock (_publishing)
        {
            var staged = new Staged(_flight, after, leaves, events, append, store.AppendAsync(append));
            _underWay.Enqueue(staged);
            _flight.Last = staged;
            return staged;
        }
    }

    // Every append that is under way is waited for by the one that staged it, which shows what the disk has. The first one
    // of a transaction shows all of it.
    private async Task<AppendResult?> LandAsync(Staged? staged, bool isOwn)
    {
        if (staged is null)
        {
            return null;
        }

        try
        {
            AppendResult result = await staged.Result.ConfigureAwait(false);
            if (result is AppendResult.Appended appended)
            {
                PublishUpTo(appended.Version);
            }
            else
            {
                staged.Flight.IsBroken = true;
            }

            return result;
        }
        catch when (!isOwn)
        {
            staged.Flight.IsBroken = true;
            return new AppendResult.VersionConflict();
        }
        catch
        {
            staged.Flight.IsBroken = true;
            throw;
        }
    }

    private void PublishUpTo(long version)
    {
        lock (_publishing)
        {
            var landed = new List<Staged>();
            while (_underWay.TryPeek(out Staged? next) && next.After.Version <= version)
            {
                landed.Add(_underWay.Dequeue());
            }

            if (landed.Count == 0)
            {
                return;
            }

            Publish(landed[^1].After, [.. landed.SelectMany(static staged => staged.Leaves)]);
            foreach (Staged staged in landed)
            {
                long first = staged.Append.ExpectedVersion + 1;
                OnStored([.. staged.Events.Select((next, i) => new NumberedEvent<TEvent>(first + i, next))]);
            }
        }
    }

    // Called with the turn, so that nothing is staged meanwhile.
    private async Task RecoverAsync()
    {
        if (!_flight.IsBroken)
        {
            return;
        }

        Staged[] left;
        lock (_publishing)
        {
            left = [.. _underWay];
        }

        foreach (Staged staged in left)
        {
            // Each is told what became of it by itself; here it only has to be over.
            await ((Task)staged.Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_publishing)
        {
            _underWay.Clear();
        }

        await CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
        _flight = new Flight();
    }

    /// <summary>Appends that build on one another.</summary>
    private sealed class Flight
    {
        private volatile bool _isBroken;

        /// <summary>Whether one of them failed, and with it those after it.</summary>
        internal bool IsBroken
        {
            get => _isBroken;
            set => _isBroken = value;
        }

        /// <summary>The last of them.</summary>
        internal Staged? Last { get; set; }
    }

    /// <summary>Events on their way to the disk.</summary>
    private sealed record Staged(
        Flight Flight,
        StreamView<TState, TEvent> After,
        ImmutableArray<byte[]> Leaves,
        ImmutableArray<TEvent> Events,
        Append Append,
        Task<AppendResult> Result);
}
