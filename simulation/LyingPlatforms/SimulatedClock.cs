using Candor.Simulation.Setup;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>The simulation's time with the system's timers: it begins when the simulated markets open, and runs on.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private readonly long _started = System.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => SimulatedRules.Start + System.GetElapsedTime(_started);
}
