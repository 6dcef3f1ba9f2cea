using System.Collections.Immutable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Existence;

/// <summary>What one part of an existence check found about the allocation's efficiency at truthful profiles.</summary>
/// <param name="Holds">Whether no feasible allocation with more welfare was found, within the tolerance.</param>
/// <param name="Margin">
/// The allocation's welfare less the most there is, where that is least: among the failures where there are any. 0 where
/// efficiency is proven, ∞ where the part had no profile to look at.
/// </param>
/// <param name="Steps">
/// The steps of the first profile with that margin; empty where none was looked at.
/// </param>
/// <param name="Evidence">
/// Proven where the rule's own proof covers every profile, sampled where an allocation or the most was searched.
/// </param>
public sealed record EfficiencyFinding(bool Holds, double Margin, ImmutableArray<int> Steps, Evidence Evidence)
{
    /// <summary>What is proven for every profile.</summary>
    internal static EfficiencyFinding Proven { get; } = new(true, 0, [], Evidence.Proven);

    /// <summary>What nothing was looked at for.</summary>
    internal static EfficiencyFinding Nothing { get; } =
        new(true, double.PositiveInfinity, [], Evidence.ExhaustiveOnGrid);

    /// <summary>Both findings as one: the largest failure, or where nothing fails the least margin.</summary>
    /// <param name="other">Another part's finding.</param>
    internal EfficiencyFinding With(EfficiencyFinding other)
    {
        bool isOther = Holds != other.Holds ? Holds
            : Margin != other.Margin ? other.Margin < Margin
            : RosterOrder.Compare(other.Steps, Steps) < 0;
        EfficiencyFinding witness = isOther ? other : this;
        return witness with
        {
            Holds = Holds && other.Holds,
            Evidence = Evidence > other.Evidence ? Evidence : other.Evidence,
        };
    }
}
