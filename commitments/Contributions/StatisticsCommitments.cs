using Candor.Commitments.Group;

namespace Candor.Commitments.Contributions;

/// <summary>
/// The commitments C_j = x_j·B + r_j·B̃ to all coordinates of a contributor's statistics, complete and each decoded
/// once: none is the identity. Made by the contributor (<see cref="StatisticsOpening.Commit"/>) or from what arrived
/// (<see cref="StatisticsCommitmentsBuilder"/>).
/// </summary>
/// <remarks>Holds 32 bytes a coordinate. Immutable; safe for use from many threads.</remarks>
public sealed class StatisticsCommitments
{
    /// <summary>Points decoded at a time, which bounds what a sum over all of them takes.</summary>
    internal const int BlockSize = 4096;

    private readonly byte[] _encodings;

    internal StatisticsCommitments(StatisticsShape shape, byte[] encodings)
    {
        Shape = shape;
        _encodings = encodings;
        Digest = VectorDigest.Of("statistics"u8, encodings);
    }

    /// <summary>How many there are.</summary>
    public StatisticsShape Shape { get; }

    /// <summary>The 32 bytes that stand for all of them in signed messages.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>The encodings, 32 bytes each, in the order of the coordinates.</summary>
    public ReadOnlyMemory<byte> Bytes => _encodings;

    /// <summary>C_0, the commitment to the number of records times 2^30.</summary>
    internal RistrettoPoint First()
    {
        Span<RistrettoPoint> first = new RistrettoPoint[1];
        Decode(0, first);
        return first[0];
    }

    /// <summary>Decodes the points from a coordinate on.</summary>
    internal void Decode(int start, Span<RistrettoPoint> points)
    {
        PointFailure failure = BatchDecoding.TryParse(
            _encodings.AsSpan(start * RistrettoPoint.Size, points.Length * RistrettoPoint.Size), points);
        if (failure != PointFailure.None)
        {
            throw new InvalidOperationException($"Commitments that were decoded before are not points: {failure}.");
        }
    }
}
