using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Masks;

/// <summary>
/// Statement 9: the masked vectors are the committed statistics under the masks whose points were published:
/// ⟨w,y⟩·B + ⟨w,z⟩·B̃ - ⟨w,C⟩ is the sum of the contributor's points, those of pairs in which it is the second
/// subtracted.
/// </summary>
/// <remarks>
/// Where it holds for all, both ends of every pair have the same point, and each own point is that of the opened seed,
/// the sum of all y less own masks is the sum of the committed statistics, whoever colludes: points of pairs cancel.
/// Safe for use from many threads.
/// </remarks>
public static class MaskedVectorStatement
{
    /// <summary>Verifies one contributor's vectors against its own points.</summary>
    /// <param name="weights">The weights, drawn from what all contributors are bound to.</param>
    /// <param name="position">The contributor's position on the list.</param>
    /// <param name="commitments">Its commitments.</param>
    /// <param name="masked">Its masked vectors, of the digests that it signed.</param>
    /// <param name="points">Its points.</param>
    /// <returns>
    /// <see cref="ProofFailure.None"/>, or <see cref="ProofFailure.EquationFails"/>: this contributor is named.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// Commitments, vectors or points are of another shape or list than the weights, or the commitments are not those
    /// that the contributor is bound to.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    public static ProofFailure Verify(
        MaskWeights weights,
        int position,
        StatisticsCommitments commitments,
        MaskedStatistics masked,
        MaskPoints points)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(commitments);
        ArgumentNullException.ThrowIfNull(masked);
        RequirePoints(weights.Epoch, position, points);
        weights.RequireStatistics(position, commitments.Digest, nameof(commitments));
        if (masked.Shape != weights.Epoch.Shape || commitments.Shape != weights.Epoch.Shape)
        {
            throw new ArgumentException(
                $"There are {masked.Shape.Coordinates} masked coordinates and {commitments.Shape.Coordinates} commitments; "
                + $"the epoch has {weights.Epoch.Shape.Coordinates}.",
                nameof(masked));
        }

        RistrettoPoint left = SumOfVectors(weights.Values, masked) - SumOfCommitments(weights.Values, commitments);
        return left.Equals(SumOfPoints(position, points)) ? ProofFailure.None : ProofFailure.EquationFails;
    }

    /// <summary>Verifies a contributor's own point, once the seed of its own masks is known.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="position">The contributor's position on the list.</param>
    /// <param name="points">Its points.</param>
    /// <param name="own">The seed, which fits its Feldman commitments.</param>
    /// <returns>
    /// <see cref="ProofFailure.None"/>, or <see cref="ProofFailure.EquationFails"/>: this contributor is named, and the
    /// seed is the evidence.
    /// </returns>
    /// <exception cref="ArgumentException">The points are of another list.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    /// <exception cref="ObjectDisposedException">The seed was erased.</exception>
    public static ProofFailure VerifyOwn(MaskWeights weights, int position, MaskPoints points, SharedSecret own)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(own);
        RequirePoints(weights.Epoch, position, points);
        using MaskTerm term = MaskTerm.Own(own.Value, weights.Epoch, position);
        return term.PointOf(weights.Values).Equals(points[position]) ? ProofFailure.None : ProofFailure.EquationFails;
    }

    /// <summary>Throws where points or a position are of another list.</summary>
    internal static void RequirePoints(MaskEpoch epoch, int position, MaskPoints points)
    {
        ArgumentNullException.ThrowIfNull(points);
        epoch.List.RequirePosition(position, nameof(position));
        if (points.Count != epoch.List.Count)
        {
            throw new ArgumentException(
                $"There are {points.Count} points of {epoch.List.Count} contributors.", nameof(points));
        }
    }

    private static RistrettoPoint SumOfVectors(ReadOnlySpan<Scalar> weights, MaskedStatistics masked)
    {
        Scalar ofValues = Scalar.Zero;
        Scalar ofBlindings = Scalar.Zero;
        for (int i = 0; i < weights.Length; i++)
        {
            ofValues += weights[i] * masked.Value(i);
            ofBlindings += weights[i] * masked.Blinding(i);
        }

        return MultiscalarMultiplication.Sum(
            [ofValues, ofBlindings], [PedersenGenerators.Value, PedersenGenerators.Blinding], [], []);
    }

    private static RistrettoPoint SumOfCommitments(ReadOnlySpan<Scalar> weights, StatisticsCommitments commitments)
    {
        RistrettoPoint sum = RistrettoPoint.Identity;
        var block = new RistrettoPoint[Math.Min(StatisticsCommitments.BlockSize, weights.Length)];
        for (int start = 0; start < weights.Length; start += block.Length)
        {
            Span<RistrettoPoint> points = block.AsSpan(0, Math.Min(block.Length, weights.Length - start));
            commitments.Decode(start, points);
            sum += MultiscalarMultiplication.Sum([], [], weights.Slice(start, points.Length), points);
        }

        return sum;
    }

    private static RistrettoPoint SumOfPoints(int position, MaskPoints points)
    {
        RistrettoPoint sum = RistrettoPoint.Identity;
        for (int i = 0; i < points.Count; i++)
        {
            sum = i < position ? sum - points[i] : sum + points[i];
        }

        return sum;
    }
}
