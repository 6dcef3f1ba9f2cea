namespace Candor.Simulation.Dishonesty;

/// <summary>An attempt at cheating was accepted: the protocol does not hold what it promises.</summary>
public sealed class CheatingAcceptedException : Exception
{
    /// <summary>Says what was accepted.</summary>
    /// <param name="what">What, as a noun.</param>
    public CheatingAcceptedException(string what)
        : base($"{what} was accepted; expected a refusal")
    {
    }
}
