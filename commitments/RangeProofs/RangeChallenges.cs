using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>Every challenge of one proof, as its verifier draws them.</summary>
internal sealed class RangeChallenges
{
    private RangeChallenges(
        in Scalar y, in Scalar z, in Scalar x, in Scalar w, Scalar[] u, in Scalar combiner)
    {
        Y = y;
        Z = z;
        X = x;
        W = w;
        U = u;
        Combiner = combiner;
    }

    /// <summary>y, which tells the bits apart.</summary>
    internal Scalar Y { get; }

    /// <summary>z, which tells the constraints and the parties apart.</summary>
    internal Scalar Z { get; }

    /// <summary>x, where the polynomials are evaluated.</summary>
    internal Scalar X { get; }

    /// <summary>w, which ties the inner product to B.</summary>
    internal Scalar W { get; }

    /// <summary>u of each round.</summary>
    internal Scalar[] U { get; }

    /// <summary>c, which combines the check of t(x) with the inner product argument.</summary>
    internal Scalar Combiner { get; }

    /// <summary>
    /// Whether one of them is zero, once in 2^248 proofs: part of what is to be shown would then be left out, or have no
    /// inverse.
    /// </summary>
    internal bool AnyIsZero => Y.IsZero || Z.IsZero || X.IsZero || W.IsZero || Combiner.IsZero || U.Contains(Scalar.Zero);

    /// <summary>Replays a proof on the proof transcript.</summary>
    internal static RangeChallenges Draw(
        RangeProof proof, MerlinTranscript transcript, ReadOnlySpan<RistrettoPoint> commitments)
    {
        RangeShape shape = proof.Shape;
        RangeProofTranscript.AppendStatement(transcript, shape, commitments);
        (Scalar y, Scalar z) = RangeProofTranscript.AppendBits(transcript, proof.Element(0), proof.Element(1));
        Scalar x = RangeProofTranscript.AppendPolynomial(transcript, proof.Element(2), proof.Element(3));
        Scalar w = RangeProofTranscript.AppendEvaluation(transcript, proof.Tx, proof.TxBlinding, proof.EBlinding);
        RangeProofTranscript.BeginInnerProduct(transcript, shape.Length);
        var u = new Scalar[shape.Rounds];
        for (int round = 0; round < u.Length; round++)
        {
            u[round] = RangeProofTranscript.AppendRound(
                transcript, proof.LeftElement(round), proof.RightElement(round));
        }

        Scalar combiner = RangeProofTranscript.AppendFolded(transcript, proof.InnerA, proof.InnerB);
        return new(y, z, x, w, u, combiner);
    }
}
