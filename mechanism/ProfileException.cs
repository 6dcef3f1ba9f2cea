using System.Collections.Immutable;

namespace Candor.Mechanism;

/// <summary>Reports or data sizes that no market can have; every fault is listed.</summary>
public sealed class ProfileException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="faults">
    /// One sentence a fault, each naming the participant, what was found and what was expected.
    /// </param>
    public ProfileException(ImmutableArray<string> faults)
        : base("The profile is not valid: " + string.Join("; ", faults) + ".")
    {
        Faults = faults;
    }

    /// <summary>One sentence a fault.</summary>
    public ImmutableArray<string> Faults { get; }
}
