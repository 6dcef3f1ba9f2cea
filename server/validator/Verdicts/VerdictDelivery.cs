using System.Collections.Concurrent;
using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Errors;

namespace Candor.Validator.Verdicts;

/// <summary>Brings signed verdicts to their markets: what became of one attempt, and when to try the next.
/// Thread-safe.</summary>
internal sealed class VerdictDelivery(IMarketPlatform platform, TimeProvider time, ILogger<VerdictDelivery> logger)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    /// <summary>Tries once.</summary>
    /// <param name="name">The stream whose verdict it is, for counting.</param>
    /// <param name="market">The market's name.</param>
    /// <param name="verdict">The signed verdict.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>What became of it.</returns>
    internal async Task<Attempt> TryAsync(
        string name, string market, SignedEnvelope verdict, CancellationToken cancellationToken)
    {
        try
        {
            ulong number = await platform.DeliverAsync(market, verdict, cancellationToken).ConfigureAwait(false);
            _failures.TryRemove(name, out _);
            return new Attempt.Taken(number);
        }
        catch (MarketPlatformException e) when (e.Reason == ErrorReason.StepAhead)
        {
            // The market waits for what others commit to before it takes verdicts on statistics; this one is early.
            logger.VerdictWaits(name, s_firstPause, e.Message);
            return new Attempt.Waits(time.GetUtcNow() + s_firstPause);
        }
        catch (MarketPlatformException e) when (!e.IsTransient)
        {
            _failures.TryRemove(name, out _);
            string reason = Reasons.NameOf(e.Reason);
            logger.VerdictDeclined(name, reason, e.Message);
            return new Attempt.Declined(reason);
        }
        catch (MarketPlatformException e)
        {
            int failures = _failures.AddOrUpdate(name, 1, static (_, before) => before + 1);
            TimeSpan pause = TimeSpan.FromTicks(Math.Min(
                s_firstPause.Ticks << Math.Min(failures - 1, 16), s_longestPause.Ticks));
            logger.VerdictWaits(name, pause, e.Message);
            return new Attempt.Waits(time.GetUtcNow() + pause);
        }
    }

    /// <summary>What became of an attempt.</summary>
    internal abstract record Attempt
    {
        private Attempt()
        {
        }

        /// <summary>The market has taken the verdict.</summary>
        /// <param name="Event">The number of its event there.</param>
        internal sealed record Taken(ulong Event) : Attempt;

        /// <summary>The market will never take it.</summary>
        /// <param name="Reason">The market's reason, such as <c>MARKET_SETTLED</c>.</param>
        internal sealed record Declined(string Reason) : Attempt;

        /// <summary>The market could not be asked, or could not store it.</summary>
        /// <param name="Until">When to try again.</param>
        internal sealed record Waits(DateTimeOffset Until) : Attempt;
    }
}
