namespace Candor.Hosting.Calls;

/// <summary>Bounds the bulk that calls hold in memory at once, whoever sends it, and what those of one market hold of it. Who
/// finds no room waits; others whose less still fits pass it, so that no big one stands before small ones, but not more than
/// <see cref="MostPasses"/> times, so that it is not passed for ever. Thread-safe.</summary>
/// <param name="bytes">Bytes that are held at a time.</param>
internal sealed class MemoryBudget(long bytes)
{
    /// <summary>Bytes that are held at a time: ten parts of a contribution with the most that there can be, hundreds with the
    /// usual.</summary>
    internal const long DefaultBytes = 256L << 20;

    /// <summary>How often one that waits is passed by others.</summary>
    internal const int MostPasses = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _left = bytes;

    // What one market holds: with more, it alone would keep the others out.
    private readonly long _share = bytes / 2;

    /// <summary>Makes the usual budget.</summary>
    public MemoryBudget()
        : this(DefaultBytes)
    {
    }

    /// <summary>Takes room.</summary>
    /// <param name="market">Whose bulk it is.</param>
    /// <param name="bytes">How much; more than one market may hold is taken as that.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The room, free again when disposed.</returns>
    /// <exception cref="OperationCanceledException">Stopped before there was room.</exception>
    internal async Task<Room> TakeAsync(string market, long bytes, CancellationToken cancellationToken)
    {
        var room = new Room(this, market);
        await room.GrowAsync(bytes, cancellationToken).ConfigureAwait(false);
        return room;
    }

    private async Task EnterAsync(string market, long more, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(market, more);
        lock (_gate)
        {
            _waiting.AddLast(waiting);
            Admit();
        }

        using CancellationTokenRegistration stop = cancellationToken.Register(() => Leave(waiting, cancellationToken));
        await waiting.Admitted.Task.ConfigureAwait(false);
    }

    private void Admit()
    {
        for (LinkedListNode<Waiting>? node = _waiting.First; node is not null;)
        {
            LinkedListNode<Waiting>? next = node.Next;
            Waiting one = node.Value;
            long held = _held.GetValueOrDefault(one.Market);
            bool isShareUsed = one.Bytes > _share - held;
            if (!isShareUsed && one.Bytes <= _left)
            {
                foreach (Waiting before in Before(node))
                {
                    before.Passes++;
                }

                _waiting.Remove(node);
                _left -= one.Bytes;
                _held[one.Market] = held + one.Bytes;
                one.Admitted.SetResult();
            }
            else if (!isShareUsed && one.Passes >= MostPasses)
            {
                // It waits for the room of all, and long enough; whose market has its share waits for nobody else's.
                return;
            }

            node = next;
        }
    }

    private static IEnumerable<Waiting> Before(LinkedListNode<Waiting> node)
    {
        for (LinkedListNode<Waiting>? before = node.Previous; before is not null; before = before.Previous)
        {
            yield return before.Value;
        }
    }

    // Who is admitted already has room to give back, and goes on.
    private void Leave(Waiting waiting, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Remove(waiting))
            {
                waiting.Admitted.SetCanceled(cancellationToken);
                Admit();
            }
        }
    }

    private void Release(string market, long released)
    {
        lock (_gate)
        {
            _left += released;
            if ((_held[market] -= released) == 0)
            {
                _held.Remove(market);
            }

            Admit();
        }
    }

    /// <summary>Room that was taken. Not safe for use from several threads.</summary>
    internal sealed class Room(MemoryBudget budget, string market) : IDisposable
    {
        private long _bytes;
        private bool _isFree;

        /// <summary>Takes more, so that there is room for what came.</summary>
        /// <param name="bytes">How much altogether; nothing happens where it is there.</param>
        /// <param name="cancellationToken">Stops waiting.</param>
        /// <returns>Completes when there is room.</returns>
        /// <exception cref="OperationCanceledException">Stopped before there was room.</exception>
        internal async Task GrowAsync(long bytes, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isFree, this);
            long more = Math.Clamp(bytes, 0, budget._share) - _bytes;
            if (more > 0)
            {
                await budget.EnterAsync(market, more, cancellationToken).ConfigureAwait(false);
                _bytes += more;
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!_isFree)
            {
                _isFree = true;
                if (_bytes > 0)
                {
                    budget.Release(market, _bytes);
                }
            }
        }
    }

    private sealed class Waiting(string market, long bytes)
    {
        internal string Market { get; } = market;

        internal long Bytes { get; } = bytes;

        internal int Passes { get; set; }

        internal TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
