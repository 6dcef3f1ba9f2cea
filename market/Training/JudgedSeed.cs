using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;

namespace Candor.Market.Training;

/// <summary>A member's self seed that the platform opened, since it gives another point than the member signed. Immutable and
/// thread-safe.</summary>
public sealed class JudgedSeed
{
    private readonly Lazy<MaskWeights> _weights;
    private readonly int _position;
    private readonly ReadOnlyMemory<byte> _commitments;
    private readonly ReadOnlyMemory<byte> _points;

    internal JudgedSeed(
        ReadOnlyMemory<byte> seed,
        Lazy<MaskWeights> weights,
        int position,
        ReadOnlyMemory<byte> commitments,
        ReadOnlyMemory<byte> points)
    {
        Seed = seed;
        _weights = weights;
        _position = position;
        _commitments = commitments;
        _points = points;
    }

    /// <summary>The seed, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Seed { get; }

    /// <summary>Whether it names its owner: it fits the owner's Feldman commitments, and gives another point than the owner
    /// signed. Whoever unmasks a list without the owner asks this first.</summary>
    /// <returns>Whether the owner is guilty.</returns>
    public bool NamesOwner()
    {
        MaskWeights weights = _weights.Value;
        if (!SharedSecret.TryImport(Seed.Span, out SharedSecret? seed))
        {
            return false;
        }

        using (seed)
        {
            return FeldmanCommitments.TryParse(
                    _commitments.Span, _commitments.Length / SharedSecret.Size, out FeldmanCommitments? commitments, out _)
                && seed.Fits(commitments)
                && MaskPoints.TryParse(weights.Epoch.List, _points.Span, out MaskPoints? points, out _)
                && MaskedVectorStatement.VerifyOwn(weights, _position, points, seed) != Commitments.ProofFailure.None;
        }
    }
}
