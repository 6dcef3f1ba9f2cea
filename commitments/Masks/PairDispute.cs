using Candor.Commitments.Group;

namespace Candor.Commitments.Masks;

/// <summary>Both ends of a pair publish the same point; where they do not, one valid opening says who lied.</summary>
/// <remarks>Safe for use from many threads.</remarks>
public static class PairDispute
{
    /// <summary>Finds the pairs whose ends published different points.</summary>
    /// <param name="list">The list.</param>
    /// <param name="points">What each contributor published under one context, in the order of the list.</param>
    /// <returns>Positions of both ends, the first of the list first; in the order of the list.</returns>
    /// <exception cref="ArgumentException">There are not the points of each contributor, or some are of another list.</exception>
    public static IReadOnlyList<(int First, int Second)> Find(ContributorList list, IReadOnlyList<MaskPoints> points)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count != list.Count || points.Any(ofOne => ofOne.Count != list.Count))
        {
            throw new ArgumentException(
                $"There are the points of {points.Count} contributors; the list has {list.Count}, each with as many points.",
                nameof(points));
        }

        var pairs = new List<(int First, int Second)>();
        for (int first = 0; first < list.Count; first++)
        {
            for (int second = first + 1; second < list.Count; second++)
            {
                if (!points[first][second].Equals(points[second][first]))
                {
                    pairs.Add((first, second));
                }
            }
        }

        return pairs;
    }

    /// <summary>Decides a dispute: who published another point than the pair's masks have is named, and nobody else.</summary>
    /// <param name="weights">The weights of the one context that both ends signed.</param>
    /// <param name="opener">The position of the end that opened.</param>
    /// <param name="other">The position of the other end.</param>
    /// <param name="opening">The opening, untrusted.</param>
    /// <param name="ofOpener">The opener's signed points.</param>
    /// <param name="ofOther">The other end's signed points.</param>
    /// <param name="failure">Why the opening is void, or <see cref="ProofFailure.None"/>.</param>
    /// <returns>Who is named.</returns>
    /// <exception cref="ArgumentException">
    /// Both ends are the same, points are of another list, or both have the same point: there is no dispute.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    public static PairVerdict Judge(
        MaskWeights weights,
        int opener,
        int other,
        ReadOnlySpan<byte> opening,
        MaskPoints ofOpener,
        MaskPoints ofOther,
        out ProofFailure failure)
    {
        ArgumentNullException.ThrowIfNull(weights);
        MaskedVectorStatement.RequirePoints(weights.Epoch, other, ofOpener);
        MaskedVectorStatement.RequirePoints(weights.Epoch, opener, ofOther);
        failure = PairOpeningStatement.Verify(weights.Epoch, opener, other, opening);
        if (ofOpener[other].Equals(ofOther[opener]))
        {
            throw new ArgumentException(
                $"Positions {opener} and {other} published the same point: there is no dispute.", nameof(ofOther));
        }

        if (failure != ProofFailure.None)
        {
            return PairVerdict.Void;
        }

        using MaskTerm term = MaskTerm.OfPair(PairOpeningStatement.SecretOf(opening), weights.Epoch, opener, other);
        RistrettoPoint point = term.PointOf(weights.Values);
        return (point.Equals(ofOpener[other]), point.Equals(ofOther[opener])) switch
        {
            (true, _) => PairVerdict.OtherNamed,
            (_, true) => PairVerdict.OpenerNamed,
            _ => PairVerdict.BothNamed,
        };
    }
}
