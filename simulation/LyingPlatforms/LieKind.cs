using Candor.Market.Definitions;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>A kind of lie.</summary>
/// <param name="Id">Its name in the JSON.</param>
/// <param name="Tries">What a platform that tells it does, in a few words.</param>
/// <param name="Tell">Makes the platform lie.</param>
internal sealed record LieKind(string Id, string Tries, Action<LyingMarket> Tell)
{
    /// <summary>What happens while the platform is honest; null for nothing.</summary>
    internal Func<LyingMarket, Task>? Before { get; init; }

    /// <summary>How many participants there are. The last one is lied to.</summary>
    internal int Participants { get; init; } = 1;

    /// <summary>What the market does about overlap.</summary>
    internal OverlapPolicy Overlap { get; init; } = OverlapPolicy.None;

    /// <summary>Whether the market trains a model.</summary>
    internal bool Trains { get; init; }

    /// <summary>Whether the promise is that nothing follows from the lie, rather than that it is noticed.</summary>
    internal bool ChangesNothing { get; init; }
}
