namespace Candor.Mechanism;

/// <summary>
/// An allocation of what can be trained: another rule's where a model can be trained from the reports, and no model for
/// anyone elsewhere (docs/paper.md, D23).
/// </summary>
/// <remarks>
/// As it is part of the allocation, it also holds for the profiles that nobody reported and payments compare with, such as
/// x(∅, t'_-i) in Definition 9. It is not an <see cref="Allocations.IBestOrNothingAllocation"/>: who is served once somebody leaves
/// depends on sizes. Immutable, safe to share between threads.
/// </remarks>
public sealed class TrainableAllocation : IAllocationRule
{
    /// <summary>Creates the rule.</summary>
    /// <param name="rule">Who gets which quality where a model can be trained: B or nothing for each.</param>
    /// <param name="requirement">From which profiles a model can be trained.</param>
    /// <exception cref="ArgumentException"><paramref name="rule"/> is such a rule already.</exception>
    public TrainableAllocation(IAllocationRule rule, TrainingRequirement requirement)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(requirement);
        if (rule is TrainableAllocation)
        {
            throw new ArgumentException("Found a trainable allocation, expected the rule inside it.", nameof(rule));
        }

        Rule = rule;
        Requirement = requirement;
    }

    /// <summary>Who gets which quality where a model can be trained.</summary>
    public IAllocationRule Rule { get; }

    /// <summary>From which profiles a model can be trained.</summary>
    public TrainingRequirement Requirement { get; }

    /// <inheritdoc/>
    /// <exception cref="PartialAllocationException">
    /// The rule gave somebody a quality between nothing and B, which no training makes yet.
    /// </exception>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        if (!Requirement.IsMet(problem.Reports))
        {
            allocated.Clear();
            return AllocationCertainty.Exact;
        }

        AllocationCertainty certainty = Rule.Allocate(problem, allocated);
        for (int j = 0; j < allocated.Length; j++)
        {
            if (allocated[j] != 0 && allocated[j] != problem.BestQuality)
            {
                throw new PartialAllocationException(j, allocated[j], problem.BestQuality, problem.Reports.ToString());
            }
        }

        return certainty;
    }
}
