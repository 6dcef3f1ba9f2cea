using Candor.Client;
using Candor.Simulation.Platforms;
using Candor.Simulation.Setup;
using Candor.Simulation.Validation;

namespace Candor.Simulation.Participants;

/// <summary>A participant's place in a simulated market: all that it meets there.</summary>
/// <param name="Setup">What is settled about the market.</param>
/// <param name="Platform">The market's server.</param>
/// <param name="Validator">The market's validator.</param>
/// <param name="Index">The place in the roster, from 0.</param>
internal sealed record Seat(MarketSetup Setup, SimulatedPlatform Platform, SimulatedValidator Validator, int Index)
{
    /// <summary>Its id in the roster.</summary>
    internal string Id => Setup.Roster[Index].Id;

    /// <summary>Its signing key.</summary>
    internal SigningKey Key => Setup.Roster[Index].Key;

    /// <summary>Its randomness.</summary>
    internal SimulationRandom Random { get; } = Setup.Random($"company {Index}");

    /// <summary>The places of a market that opens now.</summary>
    /// <param name="setup">The market.</param>
    internal static Seat[] Open(MarketSetup setup)
    {
        var platform = new SimulatedPlatform(setup);
        var validator = new SimulatedValidator(setup, platform);
        return [.. Enumerable.Range(0, setup.Roster.Count).Select(i => new Seat(setup, platform, validator, i))];
    }

    /// <summary>The same place in another market, which opens now.</summary>
    internal Seat Elsewhere() => Open(Setup.Elsewhere())[Index];
}
