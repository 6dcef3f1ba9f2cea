using System.Collections.Immutable;
using Candor.Mechanism.Desirable;

namespace Candor.Mechanism.Properties;

/// <summary>What one part of a property check found.</summary>
/// <param name="Shard">Which part.</param>
/// <param name="Findings">One a property, in the order of <see cref="PropertyReport"/>.</param>
public sealed record PropertyPart(ExistenceShard Shard, ImmutableArray<PropertyFinding> Findings)
{
    /// <summary>How many properties there are.</summary>
    public const int Properties = 4;
}

/// <summary>The least margin of one property in one part of a check, and its place.</summary>
/// <param name="Verdict">What the part alone would say.</param>
/// <param name="Participant">i where the margin is attained, from 0.</param>
/// <param name="Place">The line or profile there, from 0.</param>
/// <param name="Step">The comparison on it, from 0.</param>
public sealed record PropertyFinding(Verdict Verdict, int Participant, long Place, int Step);
