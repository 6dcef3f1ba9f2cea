using Candor.Commitments.Group;

namespace Candor.Commitments.Contributions;

/// <summary>Takes another's commitments to statistics as they come; none is kept that is not a point.</summary>
/// <remarks>Holds what has come, in room that is doubled when it is full, and never more than 32 bytes a coordinate. Not safe for
/// use from several threads.</remarks>
public sealed class StatisticsCommitmentsBuilder
{
    private const int LeastHeld = 1 << 16;

    private readonly StatisticsShape _shape;
    private readonly int _size;
    private byte[] _encodings = [];
    private int _filled;
    private ProofFailure _failure;

    /// <summary>Begins before the first commitment.</summary>
    /// <param name="shape">How many there will be.</param>
    public StatisticsCommitmentsBuilder(StatisticsShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _shape = shape;
        _size = shape.Coordinates * RistrettoPoint.Size;
    }

    /// <summary>Commitments accepted so far.</summary>
    public int Count => _filled / RistrettoPoint.Size;

    /// <summary>How many bytes are held once more has come, so that there can be room for them before.</summary>
    /// <param name="more">Bytes of the next commitments, at least 0.</param>
    /// <returns>The bytes; as many as now where so many are not taken.</returns>
    public int HeldWith(int more)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(more);
        if (more > _size - _filled || _filled + more <= _encodings.Length)
        {
            return _encodings.Length;
        }

        int held = Math.Max(LeastHeld, _encodings.Length);
        while (held < _filled + more)
        {
            held *= 2;
        }

        return Math.Min(held, _size);
    }

    /// <summary>Takes the next commitments.</summary>
    /// <param name="commitments">Encodings of 32 bytes one after the other, whole ones, untrusted; may be empty.</param>
    /// <returns>
    /// <see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/> for bytes that are no whole encodings or
    /// more than the shape has; <see cref="ProofFailure.NonCanonicalPoint"/> or
    /// <see cref="ProofFailure.IdentityPoint"/> of the first bad one. After a failure the stream stays rejected.
    /// </returns>
    public ProofFailure Add(ReadOnlySpan<byte> commitments)
    {
        if (_failure != ProofFailure.None)
        {
            return _failure;
        }

        if (commitments.Length % RistrettoPoint.Size != 0 || commitments.Length > _size - _filled)
        {
            return _failure = ProofFailure.WrongLength;
        }

        Array.Resize(ref _encodings, HeldWith(commitments.Length));
        var points = new RistrettoPoint[Math.Min(
            StatisticsCommitments.BlockSize, commitments.Length / RistrettoPoint.Size)];
        while (!commitments.IsEmpty && _failure == ProofFailure.None)
        {
            int bytes = Math.Min(points.Length * RistrettoPoint.Size, commitments.Length);
            _failure = BatchDecoding.TryParse(
                commitments[..bytes], points.AsSpan(0, bytes / RistrettoPoint.Size)).ToProofFailure();
            if (_failure == ProofFailure.None)
            {
                commitments[..bytes].CopyTo(_encodings.AsSpan(_filled));
                _filled += bytes;
                commitments = commitments[bytes..];
            }
        }

        return _failure;
    }

    /// <summary>Compares what came with what was signed. Call it once, after the last commitment.</summary>
    /// <param name="digest">The digest that the contributor signed, 32 bytes.</param>
    /// <param name="commitments">The commitments, or null.</param>
    /// <returns>
    /// <see cref="ProofFailure.None"/>; the failure of <see cref="Add"/>; <see cref="ProofFailure.WrongLength"/> when some
    /// are missing; <see cref="ProofFailure.EquationFails"/> when they have another digest.
    /// </returns>
    public ProofFailure Finish(ReadOnlySpan<byte> digest, out StatisticsCommitments? commitments)
    {
        commitments = null;
        if (_failure == ProofFailure.None && _filled < _size)
        {
            _failure = ProofFailure.WrongLength;
        }

        if (_failure != ProofFailure.None)
        {
            return _failure;
        }

        var complete = new StatisticsCommitments(_shape, _encodings);
        if (!complete.Digest.Span.SequenceEqual(digest))
        {
            return _failure = ProofFailure.EquationFails;
        }

        commitments = complete;
        _failure = ProofFailure.WrongLength;
        return ProofFailure.None;
    }
}
