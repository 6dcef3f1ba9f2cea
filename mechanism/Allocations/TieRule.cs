using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Allocations;

/// <summary>When two welfares count as equal, which rounding alone could tell apart.</summary>
/// <remarks>
/// Decimal numbers that cancel on paper, such as 0.1 + 0.2 - 0.3, rarely do in binary. The tolerance is relative to the
/// terms of the welfare, never to what is left once they cancel (docs/paper.md, D22).
/// </remarks>
public enum TieRule
{
    /// <summary>They differ by at most 1e-12 of the sum of the terms' magnitudes. The default.</summary>
    SumOfTerms,

    /// <summary>They differ by at most 1e-9 of the largest term. For settling again what was settled so.</summary>
    LargestTerm,
}

/// <summary>The default rule's arithmetic.</summary>
internal static class Ties
{
    /// <summary>The part of the sum of magnitudes that does not count.</summary>
    internal const double Tolerance = 1e-12;

    /// <summary>Whether one welfare is not below another, participant by participant. Who values both alike adds nothing
    /// to the scale, however much it is.</summary>
    /// <param name="most">v_i of those counted, 0 for the others.</param>
    /// <param name="other">The same elsewhere.</param>
    internal static bool Reaches(ReadOnlySpan<double> most, ReadOnlySpan<double> other)
    {
        var gap = default(TiedGap);
        for (int i = 0; i < most.Length; i++)
        {
            gap.Add(most[i], other[i]);
        }

        return gap.IsTie;
    }
}

/// <summary>By how much one welfare is above another, with the magnitude of the terms that differ.</summary>
/// <remarks>A mutable value: keep it in a local.</remarks>
internal struct TiedGap
{
    private CompensatedSum _gap;
    private double _scale;

    /// <summary>Whether the second welfare reaches the first.</summary>
    public readonly bool IsTie => _gap.Value <= Ties.Tolerance * _scale;

    /// <summary>Takes one participant's terms.</summary>
    /// <param name="most">The term of the first welfare.</param>
    /// <param name="other">The term of the second.</param>
    public void Add(double most, double other)
    {
        if (most != other)
        {
            _gap.Add(most);
            _gap.Add(-other);
            _scale += Math.Abs(most) + Math.Abs(other);
        }
    }
}
