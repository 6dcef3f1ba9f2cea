using System.Diagnostics.CodeAnalysis;
using Candor.Commitments.Group;

namespace Candor.Commitments.Masks;

/// <summary>
/// The n points U that a contributor publishes: for each other contributor that of the pair's masks, without their
/// sign, and at its own position that of its own masks.
/// </summary>
/// <remarks>Immutable; safe for use from many threads.</remarks>
public sealed class MaskPoints
{
    private readonly RistrettoPoint[] _points;
    private readonly byte[] _encodings;

    internal MaskPoints(RistrettoPoint[] points)
        : this(points, [.. points.SelectMany(point => point.ToArray())])
    {
    }

    private MaskPoints(RistrettoPoint[] points, byte[] encodings)
    {
        _points = points;
        _encodings = encodings;
    }

    /// <summary>n.</summary>
    public int Count => _points.Length;

    /// <summary>The encodings, 32 bytes each, in the order of the list.</summary>
    public ReadOnlyMemory<byte> Bytes => _encodings;

    /// <summary>The point towards a position.</summary>
    internal ref readonly RistrettoPoint this[int position] => ref _points[position];

    /// <summary>Reads a contributor's points.</summary>
    /// <param name="list">The list that they are about.</param>
    /// <param name="bytes">32 bytes for each contributor, untrusted.</param>
    /// <param name="points">The points, or null.</param>
    /// <param name="failure">
    /// <see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/> for another number than the list has;
    /// <see cref="ProofFailure.IdentityPoint"/> or <see cref="ProofFailure.NonCanonicalPoint"/> of the first bad one.
    /// </param>
    public static bool TryParse(
        ContributorList list,
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out MaskPoints? points,
        out ProofFailure failure)
    {
        ArgumentNullException.ThrowIfNull(list);
        points = null;
        failure = ProofFailure.WrongLength;
        if (bytes.Length != list.Count * RistrettoPoint.Size)
        {
            return false;
        }

        var parsed = new RistrettoPoint[list.Count];
        failure = BatchDecoding.TryParse(bytes, parsed).ToProofFailure();
        points = failure == ProofFailure.None ? new(parsed, bytes.ToArray()) : null;
        return points is not null;
    }
}
