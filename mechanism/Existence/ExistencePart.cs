using System.Collections.Immutable;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Existence;

/// <summary>What one part of an existence check found.</summary>
/// <param name="Shard">Which part.</param>
/// <param name="Profiles">How many profiles it looked at.</param>
/// <param name="Holds">Whether Σ_i p_i^max ≥ 0 at all of them, within the check's tolerance.</param>
/// <param name="WorstSum">The smallest sum; ∞ where the part had no profile to look at.</param>
/// <param name="WorstSteps">The steps of the first profile with that sum; empty where there was none.</param>
/// <param name="Evidence">What the payments rest on: sampled where an allocation was searched.</param>
/// <param name="Efficiency">Whether the allocation is efficient at these profiles.</param>
public sealed record ExistencePart(
    ExistenceShard Shard,
    double Profiles,
    bool Holds,
    double WorstSum,
    ImmutableArray<int> WorstSteps,
    Evidence Evidence,
    EfficiencyFinding Efficiency);
