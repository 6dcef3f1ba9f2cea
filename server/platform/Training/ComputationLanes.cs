using Candor.Hosting.Scheduling;

namespace Candor.Platform.Training;

/// <summary>Runs what markets wait for, one short and one long computation at a time, each kind in the order of coming: however
/// long one takes, those that are short wait for short ones alone. Thread-safe.</summary>
internal sealed class ComputationLanes : IDisposable
{
    private readonly TimeProvider _time;
    private readonly DueQueue _short;
    private readonly DueQueue _long;

    /// <summary>Makes the lanes, which do nothing before they are started.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="isLong">Whether what a market waits for is long. Handles its own failures.</param>
    /// <param name="compute">Computes it, and says when the market is due again; null for no more. Handles its own
    /// failures.</param>
    internal ComputationLanes(
        TimeProvider time,
        Func<string, CancellationToken, Task<bool>> isLong,
        Func<string, CancellationToken, Task<DateTimeOffset?>> compute)
    {
        _time = time;
        _long = new DueQueue(time, compute, atOnce: 1);
        _short = new DueQueue(
            time,
            async (market, stopping) =>
            {
                if (!await isLong(market, stopping).ConfigureAwait(false))
                {
                    return await compute(market, stopping).ConfigureAwait(false);
                }

                _long.Set(market, time.GetUtcNow());
                return null;
            },
            atOnce: 1);
    }

    /// <summary>Starts to work.</summary>
    internal void Start()
    {
        _long.Start();
        _short.Start();
    }

    /// <summary>Queues a market that waits for a computation.</summary>
    /// <param name="market">Its name.</param>
    internal void Add(string market) => _short.Set(market, _time.GetUtcNow());

    /// <summary>Stops what is computed, and waits for it.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Completes when nothing is computed.</returns>
    internal Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_short.StopAsync(cancellationToken), _long.StopAsync(cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        _short.Dispose();
        _long.Dispose();
    }
}
