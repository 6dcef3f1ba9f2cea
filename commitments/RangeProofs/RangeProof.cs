using Candor.Commitments.Group;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// A range proof's parts, decoded: dalek's wire format A, S, T_1, T_2, t_x, t_x_blinding, e_blinding, L and R of each
/// round, a, b; 32 bytes each.
/// </summary>
internal sealed class RangeProof
{
    private const int ElementSize = 32;
    private const int FirstRound = 7;

    private readonly byte[] _bytes;

    private RangeProof(RangeShape shape, byte[] bytes)
    {
        Shape = shape;
        _bytes = bytes;
        L = new RistrettoPoint[shape.Rounds];
        R = new RistrettoPoint[shape.Rounds];
    }

    /// <summary>What the proof is about.</summary>
    internal RangeShape Shape { get; }

    /// <summary>A, the commitment to the bits.</summary>
    internal RistrettoPoint A { get; private set; }

    /// <summary>S, the commitment to the bits' blindings.</summary>
    internal RistrettoPoint S { get; private set; }

    /// <summary>T_1, the commitment to the linear coefficient.</summary>
    internal RistrettoPoint T1 { get; private set; }

    /// <summary>T_2, the commitment to the quadratic coefficient.</summary>
    internal RistrettoPoint T2 { get; private set; }

    /// <summary>t(x).</summary>
    internal Scalar Tx { get; private set; }

    /// <summary>The blinding of t(x).</summary>
    internal Scalar TxBlinding { get; private set; }

    /// <summary>The blinding of the vectors.</summary>
    internal Scalar EBlinding { get; private set; }

    /// <summary>Left points, one per round.</summary>
    internal RistrettoPoint[] L { get; }

    /// <summary>Right points, one per round.</summary>
    internal RistrettoPoint[] R { get; }

    /// <summary>The left vector, folded to one scalar.</summary>
    internal Scalar InnerA { get; private set; }

    /// <summary>The right vector, folded to one scalar.</summary>
    internal Scalar InnerB { get; private set; }

    /// <summary>The encoding of the element at a place: 0 is A, 1 is S, …</summary>
    internal ReadOnlySpan<byte> Element(int index) => _bytes.AsSpan(index * ElementSize, ElementSize);

    /// <summary>The encoding of a round's L.</summary>
    internal ReadOnlySpan<byte> LeftElement(int round) => Element(FirstRound + (2 * round));

    /// <summary>The encoding of a round's R.</summary>
    internal ReadOnlySpan<byte> RightElement(int round) => Element(FirstRound + (2 * round) + 1);

    /// <summary>
    /// Decodes a proof of the given shape; rejects another length, non-canonical parts and identities.
    /// </summary>
    internal static ProofFailure TryParse(RangeShape shape, ReadOnlySpan<byte> bytes, out RangeProof? proof)
    {
        proof = null;
        if (bytes.Length != shape.ProofSize)
        {
            return ProofFailure.WrongLength;
        }

        var parsed = new RangeProof(shape, bytes.ToArray());
        ProofFailure failure = parsed.ReadScalars();
        if (failure == ProofFailure.None)
        {
            failure = parsed.ReadPoints();
        }

        proof = failure == ProofFailure.None ? parsed : null;
        return failure;
    }

    // Scalars are read first: rejecting one costs nothing, while a point costs a square root.
    private ProofFailure ReadScalars()
    {
        int last = FirstRound + (2 * Shape.Rounds);
        if (!Scalar.TryParse(Element(4), out Scalar tx) || !Scalar.TryParse(Element(5), out Scalar txBlinding) ||
            !Scalar.TryParse(Element(6), out Scalar eBlinding) || !Scalar.TryParse(Element(last), out Scalar a) ||
            !Scalar.TryParse(Element(last + 1), out Scalar b))
        {
            return ProofFailure.NonCanonicalScalar;
        }

        (Tx, TxBlinding, EBlinding, InnerA, InnerB) = (tx, txBlinding, eBlinding, a, b);
        return ProofFailure.None;
    }

    private ProofFailure ReadPoints()
    {
        // The four first points and those of the rounds, without the scalars between them.
        const int Head = 4;
        var points = new RistrettoPoint[Head + (2 * Shape.Rounds)];
        byte[] encodings = new byte[points.Length * ElementSize];
        _bytes.AsSpan(0, Head * ElementSize).CopyTo(encodings);
        _bytes.AsSpan(FirstRound * ElementSize, (points.Length - Head) * ElementSize)
            .CopyTo(encodings.AsSpan(Head * ElementSize));
        ProofFailure failure = BatchDecoding.TryParse(encodings, points).ToProofFailure();
        if (failure != ProofFailure.None)
        {
            return failure;
        }

        (A, S, T1, T2) = (points[0], points[1], points[2], points[3]);
        for (int round = 0; round < Shape.Rounds; round++)
        {
            L[round] = points[4 + (2 * round)];
            R[round] = points[5 + (2 * round)];
        }

        return ProofFailure.None;
    }
}
