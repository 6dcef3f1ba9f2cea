using System.Collections.Immutable;
using System.Globalization;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Desirable;

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

/// <summary>A grid with more profiles than the caller allows; says how many, before anything is computed.</summary>
public sealed class GridTooLargeException : MechanismException
{
    /// <summary>Creates the error.</summary>
    /// <param name="profiles">How many profiles the grid has.</param>
    /// <param name="most">How many are allowed.</param>
    /// <param name="valuations">How many valuations would be computed.</param>
    public GridTooLargeException(double profiles, double most, double valuations)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"The grid has {profiles:G6} profiles and would take about {valuations:G3} valuations; ")
            + string.Create(CultureInfo.InvariantCulture, $"at most {most:G6} profiles were allowed."))
    {
        Profiles = profiles;
    }

    /// <summary>How many profiles the grid has.</summary>
    public double Profiles { get; }
}

/// <summary>How an exhaustive check runs.</summary>
public sealed record ExhaustiveOptions
{
    /// <summary>The most profiles the check starts on; 10^8 by default.</summary>
    public double MostProfiles { get; init; } = 1e8;

    /// <summary>How many threads compute lines; all processors by default. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether what a theorem decides is taken from the theorem; true by default. Otherwise every profile and deviation is
    /// looked at all the same.
    /// </summary>
    public bool UseTheorems { get; init; } = true;

    /// <summary>Told the fraction done, from 0 to 1, from whichever thread gets there.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Rejects a grid with more profiles than allowed.</summary>
    /// <param name="count">n.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="parts">How many parts the profiles are shared among.</param>
    /// <exception cref="GridTooLargeException">There are more.</exception>
    internal double RequireProfiles(int count, TypeGrid grid, int parts = 1)
    {
        double points = grid.Steps + 1.0;
        double profiles = Math.Ceiling(Math.Pow(points, count) / parts);
        if (profiles > MostProfiles)
        {
            throw new GridTooLargeException(profiles, MostProfiles, count * profiles * points / 2);
        }

        return profiles;
    }
}
