using System.Diagnostics.CodeAnalysis;
using Candor.Hosting.Errors;
using Candor.Validator.Overlaps;

namespace Candor.Validator.Work;

/// <summary>Removes the tags of markets that are over.</summary>
internal sealed class TagCleaning(ValidatorStore store, TagFiles files, IMarketPlatform platform, TimeProvider time)
{
    // How often the end of a market is asked for whose tags are kept.
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(10);

    private const string Suffix = "/tags";

    /// <summary>Has the tags of a market removed once it is over.</summary>
    /// <param name="market">The market's name.</param>
    internal void Schedule(string market) => store.Schedule(market + Suffix, time.GetUtcNow() + s_every);

    /// <summary>Has the tags of every market removed that is over.</summary>
    internal void ScheduleAll()
    {
        foreach (string market in files.ListMarkets())
        {
            store.Schedule(market + Suffix, time.GetUtcNow());
        }
    }

    /// <summary>Whether a name stands for the cleaning of a market's tags.</summary>
    /// <param name="name">The name under which work is due.</param>
    /// <param name="market">The market's name.</param>
    /// <returns>Whether it does.</returns>
    internal static bool IsDue(string name, [NotNullWhen(true)] out string? market)
    {
        market = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : null;
        return market is not null;
    }

    /// <summary>Removes the tags of a market that is over.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>When to look again; null where they are removed.</returns>
    /// <exception cref="MarketPlatformException">The platform cannot be reached.</exception>
    internal async Task<DateTimeOffset?> WorkAsync(string market, CancellationToken cancellationToken)
    {
        if ((await platform.GetMarketAsync(market, cancellationToken).ConfigureAwait(false)).IsOpen)
        {
            return time.GetUtcNow() + s_every;
        }

        files.Remove(market);
        return null;
    }
}
