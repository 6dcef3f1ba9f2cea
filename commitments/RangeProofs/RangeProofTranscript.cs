using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// The order in which a range proof's parts enter a proof transcript. It is dalek's, and the same for prover and
/// verifier.
/// </summary>
internal static class RangeProofTranscript
{
    /// <summary>Names the protocol and its shape, then appends each commitment V.</summary>
    internal static void AppendStatement(
        MerlinTranscript transcript, RangeShape shape, ReadOnlySpan<RistrettoPoint> commitments)
    {
        if (commitments.Length != shape.Parties)
        {
            throw new ArgumentException(
                $"The proof covers {shape.Parties} commitments, not {commitments.Length}.", nameof(commitments));
        }

        transcript.Append("dom-sep"u8, "rangeproof v1"u8);
        transcript.Append("n"u8, (ulong)shape.Bits);
        transcript.Append("m"u8, (ulong)shape.Parties);
        Span<byte> encoding = stackalloc byte[RistrettoPoint.Size];
        foreach (ref readonly RistrettoPoint commitment in commitments)
        {
            commitment.WriteBytes(encoding);
            transcript.Append("V"u8, encoding);
        }
    }

    /// <summary>Appends A and S; draws y and z.</summary>
    internal static (Scalar Y, Scalar Z) AppendBits(
        MerlinTranscript transcript, ReadOnlySpan<byte> a, ReadOnlySpan<byte> s)
    {
        transcript.Append("A"u8, a);
        transcript.Append("S"u8, s);
        Scalar y = transcript.ChallengeScalar("y"u8);
        return (y, transcript.ChallengeScalar("z"u8));
    }

    /// <summary>Appends T_1 and T_2; draws x.</summary>
    internal static Scalar AppendPolynomial(MerlinTranscript transcript, ReadOnlySpan<byte> t1, ReadOnlySpan<byte> t2)
    {
        transcript.Append("T_1"u8, t1);
        transcript.Append("T_2"u8, t2);
        return transcript.ChallengeScalar("x"u8);
    }

    /// <summary>Appends t_x and both blindings; draws w.</summary>
    internal static Scalar AppendEvaluation(
        MerlinTranscript transcript, in Scalar tx, in Scalar txBlinding, in Scalar eBlinding)
    {
        transcript.Append("t_x"u8, tx);
        transcript.Append("t_x_blinding"u8, txBlinding);
        transcript.Append("e_blinding"u8, eBlinding);
        return transcript.ChallengeScalar("w"u8);
    }

    /// <summary>Names the inner product argument and its length n·m.</summary>
    internal static void BeginInnerProduct(MerlinTranscript transcript, int length)
    {
        transcript.Append("dom-sep"u8, "ipp v1"u8);
        transcript.Append("n"u8, (ulong)length);
    }

    /// <summary>Appends a round's L and R; draws u.</summary>
    internal static Scalar AppendRound(MerlinTranscript transcript, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        transcript.Append("L"u8, left);
        transcript.Append("R"u8, right);
        return transcript.ChallengeScalar("u"u8);
    }

    /// <summary>
    /// Appends a and b; draws the scalar that combines the two equations of a proof. dalek takes it from the verifier's
    /// own randomness. Here it comes from the proof transcript, so that every replay comes to the same verdict.
    /// </summary>
    internal static Scalar AppendFolded(MerlinTranscript transcript, in Scalar a, in Scalar b)
    {
        transcript.Append("a"u8, a);
        transcript.Append("b"u8, b);
        return transcript.ChallengeScalar("c"u8);
    }
}
