using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Existence;

/// <summary>
/// Whether a mechanism with this allocation is desirable (Definition 7), over every profile of {0, ε, …, D}^n: Algorithm
/// 1's answer about payments, and whether the allocation is efficient.
/// </summary>
/// <param name="PaymentsExist">
/// Whether truthful, individually rational and weakly budget-balanced payments exist: Σ_i p_i^max ≥ 0 at every profile,
/// within <see cref="Verdict.Tolerance"/> of the sum of the magnitudes of the terms there. Null where an allocation was
/// searched and nothing refutes it.
/// </param>
/// <param name="Efficiency">Whether no feasible allocation has more welfare at any profile, with its witness.</param>
/// <param name="Evidence">What the whole answer rests on: the weaker of both.</param>
/// <param name="WorstProfile">The profile with the smallest sum; of several the first in the roster's order.</param>
/// <param name="WorstSum">Σ_i p_i^max there, the margin of the payments.</param>
/// <param name="Lines">The line of each participant through the worst profile, up to its size there.</param>
/// <param name="Profiles">How many profiles were looked at.</param>
public sealed record ExistenceVerdict(
    bool? PaymentsExist,
    Verdict Efficiency,
    Evidence Evidence,
    Profile WorstProfile,
    double WorstSum,
    ImmutableArray<PaymentLine> Lines,
    double Profiles)
{
    /// <summary>Whether the allocation is efficient; null where it was searched and nothing refutes it.</summary>
    public bool? Efficient =>
        !Efficiency.Holds ? false : Efficiency.Evidence == Evidence.Sampled ? null : true;

    /// <summary>
    /// Definition 7: such payments exist and the allocation is efficient. Null where a search leaves one of them open and
    /// none is refuted.
    /// </summary>
    public bool? Exists => (PaymentsExist, Efficient) switch
    {
        (false, _) or (_, false) => false,
        (true, true) => true,
        _ => null,
    };

    /// <summary>Why the sum is what it is: the chain of binding constraints of each participant, in words.</summary>
    public ImmutableArray<string> Explain() =>
        [.. Lines.Select(static line => line.Explain(line.Payments.Length - 1))];

    /// <summary>The answer in one sentence.</summary>
    public string Describe() => (PaymentsExist, Efficient) switch
    {
        (true, true) => "A desirable mechanism exists on the grid, with the payments of Algorithm 1.",
        (false, not false) => "No desirable mechanism exists on the grid: no IC and IR payments balance.",
        (false, false) =>
            "No desirable mechanism exists on the grid: no IC and IR payments balance, and the allocation is not "
            + "efficient.",
        (true, false) => "No desirable mechanism: IC, IR and balanced payments exist; the allocation is not efficient.",
        (true, null) =>
            "Not decided: IC, IR and balanced payments exist on the grid; that the allocation is efficient was searched "
            + "and not refuted.",
        (null, false) =>
            "No desirable mechanism: the allocation is not efficient. That IC, IR and balanced payments exist was not "
            + "refuted.",
        _ => "Not decided: nothing refutes a desirable mechanism on the grid, but its allocation was searched.",
    };

    /// <summary>The verdict in one line.</summary>
    public override string ToString() => Describe() + string.Create(
        CultureInfo.InvariantCulture, $" The least sum is {WorstSum:R} at {WorstProfile}.");
}
