using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Checks;

/// <summary>
/// Decides a mechanism's properties at every truthful profile of {0, ε, …, D}^n and every deviation on the grid.
/// </summary>
/// <remarks>
/// What a theorem decides is not computed again unless asked for (<see cref="ExhaustiveOptions.UseTheorems"/>). For the
/// rest, deviations are looked at on lines, one participant's reports beside truthful others, and profiles are settled
/// once each. Memory is that of one line a thread. The verdicts do not depend on the number of threads or parts.
/// </remarks>
public static class PropertyCheck
{
    private static readonly string[] s_claims =
        ["individuallyRational", "incentiveCompatible", "efficient", "weaklyBudgetBalanced"];

    /// <summary>Checks all properties.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="options">Limits, threads and progress; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="MechanismException">The mechanism cannot settle some profile.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static PropertyReport Run(
        MarketMechanism mechanism,
        TypeGrid grid,
        ExhaustiveOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Merge([RunShard(mechanism, grid, ExistenceShard.Whole, options, cancellationToken)]);

    /// <summary>Looks at one part of the lines and profiles.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="shard">Which part; every line and profile is in exactly one.</param>
    /// <param name="options">Limits, threads and progress; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="GridTooLargeException">The part has more profiles than the options allow.</exception>
    /// <exception cref="MechanismException">The mechanism cannot settle some profile.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static PropertyPart RunShard(
        MarketMechanism mechanism,
        TypeGrid grid,
        ExistenceShard shard,
        ExhaustiveOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(shard);
        return new PropertyWalk(mechanism, grid, shard, options ?? new ExhaustiveOptions(), cancellationToken).Run();
    }

    /// <summary>
    /// Small samples of what a check would look at, for a caller with a clock to say how long the whole would take.
    /// </summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="options">Whether theorems are used; limits, threads and progress are not looked at.</param>
    /// <returns>One sample a kind of work; none where theorems decide everything.</returns>
    public static IReadOnlyList<PropertySample> Samples(
        MarketMechanism mechanism, TypeGrid grid, ExhaustiveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(grid);
        options ??= new ExhaustiveOptions();
        return new PropertyWalk(mechanism, grid, ExistenceShard.Whole, options, CancellationToken.None).Samples();
    }

    /// <summary>Puts the parts of a check together.</summary>
    /// <param name="parts">Each part once, in any order.</param>
    /// <exception cref="ArgumentException">A part is missing, repeated, or of another number of parts.</exception>
    public static PropertyReport Merge(IReadOnlyList<PropertyPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ExistenceShard.RequireAll([.. parts.Select(static part => part.Shard)], nameof(parts));
        Verdict[] verdicts = [.. s_claims.Select((claim, k) => MergeOne(claim, [.. parts.Select(p => p.Findings[k])]))];
        return new PropertyReport(verdicts[0], verdicts[1], verdicts[2], verdicts[3]);
    }

    /// <summary>The name of a property in the order of <see cref="PropertyReport"/>.</summary>
    internal static string Claim(int property) => s_claims[property];

    private static Verdict MergeOne(string claim, PropertyFinding[] findings)
    {
        var least = new LeastMargin();
        foreach (PropertyFinding finding in findings)
        {
            least.Merge(finding);
        }

        return least.ToVerdict(claim, findings.Max(static finding => finding.Verdict.Evidence));
    }
}
