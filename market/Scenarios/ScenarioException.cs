using System.Collections.Immutable;
using Candor.Market.Json;
using Candor.Mechanism;

namespace Candor.Market.Scenarios;

/// <summary>A scenario that cannot be read; every fault is listed with its path.</summary>
public sealed class ScenarioException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="faults">The faults, at least one.</param>
    public ScenarioException(ImmutableArray<JsonFault> faults)
        : base(string.Join("; ", faults))
    {
        Faults = faults;
    }

    /// <summary>The faults, in the order in which they were met.</summary>
    public ImmutableArray<JsonFault> Faults { get; }
}
