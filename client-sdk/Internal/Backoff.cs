namespace Candor.Client.Internal;

/// <summary>How long to wait before the next attempt.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan max, TimeProvider clock)
{
    /// <summary>Waits.</summary>
    /// <param name="failures">How many attempts have failed in a row, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The wait.</returns>
    internal Task WaitAsync(int failures, CancellationToken cancellationToken) =>
        Task.Delay(Draw(failures), clock, cancellationToken);

    private TimeSpan Draw(int failures)
    {
        // The exponent is bounded because the product would overflow long before a stream stops being reopened.
        double longest = Math.Min(initial.Ticks * Math.Pow(2, Math.Min(failures - 1, 30)), max.Ticks);
        return TimeSpan.FromTicks((long)(longest * (0.5 + (Random.Shared.NextDouble() / 2))));
    }

    /// <summary>The waits that a client's options ask for.</summary>
    internal static Backoff Of(CandorClientOptions options) =>
        new(options.InitialBackoff, options.MaxBackoff, options.TimeProvider);
}
