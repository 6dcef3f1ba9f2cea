namespace Candor.Mechanism.Allocations;

/// <summary>
/// An allocation rule that gives each participant B or nothing, and can say which before B is known.
/// </summary>
/// <remarks>
/// Who is served when somebody leaves then follows from one description, so that the n counterfactual allocations in
/// Definition 9 need not be computed one by one.
/// </remarks>
public interface IBestOrNothingAllocation : IAllocationRule
{
    /// <summary>Describes who is served under a profile, and under the same profile with one of them out.</summary>
    /// <param name="reports">The reports; only who takes part matters.</param>
    ServedParticipants DescribeServed(Profile reports);
}

/// <summary>
/// Who is served: of those who take part, each j with Margins[j] ≥ -Tolerances[j]. With i out, the margin of j becomes
/// Margins[j] - α_ij where <see cref="ExcludesLeaver"/> is set, and stays otherwise.
/// </summary>
/// <param name="Margins">One a participant: the welfare gained per unit of j's quality; ±∞ for a fixed answer.</param>
/// <param name="Tolerances">One a participant, at least 0: how far below 0 a margin still counts as a tie.</param>
/// <param name="ExcludesLeaver">Whether who leaves is no longer counted in the welfare.</param>
public sealed record ServedParticipants(
    ReadOnlyMemory<double> Margins, ReadOnlyMemory<double> Tolerances, bool ExcludesLeaver)
{
    /// <summary>Gives B to the served and 0 to the others.</summary>
    /// <param name="problem">The reports and B.</param>
    /// <param name="allocated">Receives x.</param>
    public void Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        ReadOnlySpan<bool> takesPart = problem.Reports.TakesPart;
        for (int j = 0; j < allocated.Length; j++)
        {
            allocated[j] = takesPart[j] && Serves(j) ? problem.BestQuality : 0;
        }
    }

    /// <summary>Whether j is served once it takes part.</summary>
    /// <param name="participant">j, from 0.</param>
    public bool Serves(int participant) => Margins.Span[participant] >= -Tolerances.Span[participant];
}
