namespace Candor.Client.Participation;

/// <summary>Waits for what may let a report in that waited for overlap checks: another pair checked, or another commitment
/// refused.</summary>
internal sealed class OverlapWatch(ParticipantHandle handle) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private IAsyncEnumerator<MarketUpdate>? _events;

    /// <summary>Waits for the next such event, from the market's first one on: those that have long been cost one vain
    /// report each.</summary>
    /// <param name="answers">What has to go on meanwhile; its fault is thrown here.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async Task NextAsync(Task answers, CancellationToken cancellationToken)
    {
        _events ??= handle.WatchMarketAsync(_ending.Token).GetAsyncEnumerator(_ending.Token);
        bool isWoken = false;
        while (!isWoken)
        {
            Task<bool> next = _events.MoveNextAsync().AsTask();
            if (!answers.IsCompletedSuccessfully
                && await Task.WhenAny(next, answers).WaitAsync(cancellationToken).ConfigureAwait(false) == answers)
            {
                await answers.ConfigureAwait(false);
            }

            // A stream that ends has told of the market's end; the report then says which.
            isWoken = !await next.WaitAsync(cancellationToken).ConfigureAwait(false)
                || _events.Current is OverlapCheckedUpdate or CommitmentRefusedUpdate or MarketSettledUpdate
                    or MarketCancelledUpdate;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        if (_events is not null)
        {
            try
            {
                await _events.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is NotSupportedException or OperationCanceledException)
            {
                // An enumerator whose last move was abandoned cannot be disposed of; its stream ended with the token.
            }
        }

        _ending.Dispose();
    }
}
