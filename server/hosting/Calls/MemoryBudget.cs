namespace Candor.Hosting.Calls;

/// <summary>Bounds the bulk that calls hold in memory at once, whoever sends it: who finds no room waits, in the order of coming.
/// Thread-safe.</summary>
internal sealed class MemoryBudget
{
    /// <summary>Bytes that are held at a time: two parts of a contribution with the most that there can be, hundreds with the
    /// usual.</summary>
    internal const long Bytes = 256L << 20;

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private long _left = Bytes;

    /// <summary>Takes room.</summary>
    /// <param name="bytes">How much; more than there is at all is taken as all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The room, free again when disposed.</returns>
    /// <exception cref="OperationCanceledException">Stopped before there was room.</exception>
    internal async Task<Room> TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(Math.Clamp(bytes, 0, Bytes));
        lock (_gate)
        {
            _waiting.AddLast(waiting);
            Admit();
        }

        using CancellationTokenRegistration stop = cancellationToken.Register(() => Leave(waiting, cancellationToken));
        await waiting.Admitted.Task.ConfigureAwait(false);
        return new Room(this, waiting.Bytes);
    }

    private void Admit()
    {
        while (_waiting.First is { Value: { } next } && next.Bytes <= _left)
        {
            _waiting.RemoveFirst();
            _left -= next.Bytes;
            next.Admitted.SetResult();
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

    private void Release(long bytes)
    {
        lock (_gate)
        {
            _left += bytes;
            Admit();
        }
    }

    /// <summary>Room that was taken.</summary>
    internal sealed class Room(MemoryBudget budget, long bytes) : IDisposable
    {
        private int _isFree;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0)
            {
                budget.Release(bytes);
            }
        }
    }

    private sealed class Waiting(long bytes)
    {
        internal long Bytes { get; } = bytes;

        internal TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
