namespace Candor.Mechanism.Properties;

/// <summary>What a mechanism keeps of the paper's properties on a grid of sizes.</summary>
/// <param name="IndividuallyRational">Definition 4: nobody gains by leaving when the others report truthfully.</param>
/// <param name="IncentiveCompatible">
/// Definition 3: nobody gains by reporting less when the others report truthfully. Ex post, not in dominant strategies.
/// </param>
/// <param name="Efficient">Section 2.2: no feasible allocation has more welfare at truthful reports.</param>
/// <param name="WeaklyBudgetBalanced">Definition 6: revenue is never negative at truthful reports.</param>
public sealed record PropertyReport(
    Verdict IndividuallyRational, Verdict IncentiveCompatible, Verdict Efficient, Verdict WeaklyBudgetBalanced)
{
    /// <summary>
    /// Definition 7: all four. The margin and witness are those of the property with the least margin.
    /// </summary>
    public Verdict Desirable
    {
        get
        {
            Verdict[] parts = [IndividuallyRational, IncentiveCompatible, Efficient, WeaklyBudgetBalanced];
            Verdict least = parts.OrderBy(static part => part.Holds).ThenBy(static part => part.Margin).First();
            return least with
            {
                Claim = "desirable",
                Holds = parts.All(static part => part.Holds),
                Evidence = parts.Max(static part => part.Evidence),
                Looked = parts.Sum(static part => part.Looked),
                Witness = least.Witness.Length == 0 ? string.Empty : $"{least.Claim}: {least.Witness}",
            };
        }
    }

    /// <summary>The five verdicts, in the order of the command-line contract.</summary>
    public IReadOnlyList<Verdict> All =>
        [IndividuallyRational, IncentiveCompatible, Efficient, WeaklyBudgetBalanced, Desirable];
}
