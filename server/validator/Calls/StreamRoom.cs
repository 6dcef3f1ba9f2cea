namespace Candor.Validator.Calls;

/// <summary>Room for streams that are held in memory, handed out so that no market's streams keep another's waiting: what fits
/// goes first to the market that has least, then to the smallest stream, then to who came first. Thread-safe.</summary>
/// <param name="size">The room, in any unit.</param>
internal sealed class StreamRoom(int size)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = [];
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private readonly int _size = size;
    private int _free = size;

    /// <summary>How many streams wait for room.</summary>
    internal int Waiters
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Waits for room.</summary>
    /// <param name="market">Whose stream it is.</param>
    /// <param name="places">How much it takes, at least 1; what is more than there is takes all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The room, to be disposed of when the stream has ended.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal async Task<IDisposable> EnterAsync(string market, int places, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(places);
        var waiting = new Waiting(market, Math.Min(places, _size));
        lock (_gate)
        {
            _waiting.AddLast(waiting);
            Admit();
        }

        await using (cancellationToken.Register(() => Withdraw(waiting)).ConfigureAwait(false))
        {
            await waiting.Admitted.Task.ConfigureAwait(false);
        }

        return new Place(this, waiting);
    }

    // Under the lock.
    private void Admit()
    {
        while (_waiting.Where(one => one.Places <= _free)
            .MinBy(one => (_taken.GetValueOrDefault(one.Market), one.Places)) is { } next)
        {
            _waiting.Remove(next);
            _free -= next.Places;
            _taken[next.Market] = _taken.GetValueOrDefault(next.Market) + next.Places;
            next.Admitted.SetResult();
        }
    }

    private void Withdraw(Waiting waiting)
    {
        lock (_gate)
        {
            if (_waiting.Remove(waiting))
            {
                waiting.Admitted.SetCanceled();
            }
        }
    }

    private void Leave(Waiting admitted)
    {
        lock (_gate)
        {
            _free += admitted.Places;
            int left = _taken[admitted.Market] - admitted.Places;
            if (left > 0)
            {
                _taken[admitted.Market] = left;
            }
            else
            {
                _taken.Remove(admitted.Market);
            }

            Admit();
        }
    }

    private sealed class Waiting(string market, int places)
    {
        internal string Market { get; } = market;

        internal int Places { get; } = places;

        // Whoever goes on must not do so under the lock.
        internal TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Place(StreamRoom room, Waiting admitted) : IDisposable
    {
        private int _hasLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
            {
                room.Leave(admitted);
            }
        }
    }
}
