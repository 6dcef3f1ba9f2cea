namespace Candor.Mechanism.Properties;

/// <summary>Theorem 2's necessary and Theorem 3's sufficient conditions on a grid of sizes, in their discrete
/// form.</summary>
/// <param name="Equation1">A participant with nothing is charged at most what it gains from taking part.</param>
/// <param name="Equation2">No payment rises by more than the next larger report is worth to its own type.</param>
/// <param name="Equation5">
/// What a larger report adds is least for the smallest type that could make it (docs/paper.md, D15).
/// </param>
/// <param name="Equation6">As equation 2, less what a larger type would have gained by staying out.</param>
/// <param name="Assumption3">More data is never worth less to its owner, with the outcome fixed.</param>
public sealed record ConditionReport(
    Verdict Equation1, Verdict Equation2, Verdict Equation5, Verdict Equation6, Verdict Assumption3)
{
    /// <summary>Whether Theorem 2's conditions, (1) and (2), hold on the grid.</summary>
    public bool NecessaryMet => Equation1.Holds && Equation2.Holds;

    /// <summary>Whether Theorem 3's conditions, (1), (5), (6) and Assumption 3, hold on the grid.</summary>
    public bool SufficientMet => Equation1.Holds && Equation5.Holds && Equation6.Holds && Assumption3.Holds;

    /// <summary>The verdicts in the order of the paper's equations.</summary>
    public IReadOnlyList<Verdict> All => [Equation1, Equation2, Equation5, Equation6, Assumption3];

    /// <summary>Theorem 2 in one sentence. Its discrete form is exact: where it fails, so does truth or staying
    /// in.</summary>
    public string DescribeNecessary() => NecessaryMet
        ? "Theorem 2: the necessary conditions are met."
        : "Theorem 2: a necessary condition fails, so the mechanism is not both truthful and individually rational.";

    /// <summary>Theorem 3 in one sentence. Nothing follows where it is not met: the exact check decides.</summary>
    public string DescribeSufficient() => SufficientMet
        ? "Theorem 3: the sufficient conditions are met, so the mechanism is truthful and individually rational."
        : "Theorem 3: sufficient condition not met, from which nothing follows; the exact check above decides.";
}
