namespace Candor.Mechanism;

/// <summary>x: which quality of model each participant is given (the first half of Definition 1).</summary>
/// <remarks>Implementations are immutable and safe to share between threads.</remarks>
public interface IAllocationRule
{
    /// <summary>Fills in the allocated qualities for one profile of reports.</summary>
    /// <param name="problem">The reports, the best quality they allow and each participant's own quality.</param>
    /// <param name="allocated">Receives x, one a participant: in [0, B], and 0 for who is out.</param>
    /// <returns>Whether x is exactly what the rule promises.</returns>
    AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated);
}

/// <summary>How far an allocation can be relied on.</summary>
public enum AllocationCertainty
{
    /// <summary>It is what the rule promises.</summary>
    Exact,

    /// <summary>A numerical search found it; a better one may exist. No property is claimed on it.</summary>
    Approximate,
}

/// <summary>
/// Whose welfare the efficient rule counts (docs/paper.md, D6: who is out is still "always in the game").
/// </summary>
public enum OptOutRule
{
    /// <summary>Everyone's, out or not. The default.</summary>
    Everyone,

    /// <summary>The welfare of those who take part.</summary>
    Participants,
}
