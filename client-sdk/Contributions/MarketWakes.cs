using System.Threading.Channels;

namespace Candor.Client.Contributions;

/// <summary>Wakes a member whenever its market goes on, by the stream of the market's public events. What they say is not
/// believed: it says that there is something to read.</summary>
internal sealed class MarketWakes : IAsyncDisposable
{
    private readonly Channel<bool> _events = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump;
    private volatile bool _hasBegun;
    private volatile bool _isOver;

    /// <summary>Begins to listen.</summary>
    /// <param name="watch">Opens the stream.</param>
    internal MarketWakes(Func<CancellationToken, IAsyncEnumerable<MarketUpdate>> watch) => _pump = PumpAsync(watch);

    /// <summary>Whether the server has said that the training began: before, it withholds reports from members.</summary>
    internal bool HasBegun => _hasBegun;

    /// <summary>Whether the server has said that the market is over.</summary>
    internal bool IsOver => _isOver;

    /// <summary>Waits until the market goes on.</summary>
    /// <param name="atMost">Ends the wait at the latest; null: as long as it takes.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CandorException">The stream cannot be read.</exception>
    internal async Task WaitAsync(TimeSpan? atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<bool> next = _events.Reader.WaitToReadAsync(limit.Token).AsTask();
        if (atMost is { } time)
        {
            await Task.WhenAny(next, Task.Delay(time, clock, limit.Token)).ConfigureAwait(false);
        }
        else
        {
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (_pump.IsFaulted)
        {
            await _pump.ConfigureAwait(false);
        }

        await limit.CancelAsync().ConfigureAwait(false);
        await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _events.Reader.TryRead(out _);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task PumpAsync(Func<CancellationToken, IAsyncEnumerable<MarketUpdate>> watch)
    {
        try
        {
            await foreach (MarketUpdate update in watch(_stop.Token).WithCancellation(_stop.Token).ConfigureAwait(false))
            {
                _hasBegun |= update is TrainingStepUpdate or ReportFellUpdate;
                _isOver |= update.IsFinal;
                _events.Writer.TryWrite(true);
            }
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }
}
