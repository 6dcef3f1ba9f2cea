using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>Verification of range proofs, one by one and in a batch.</summary>
internal static class RangeVerifier
{
    /// <summary>Verifies one proof on the caller's proof transcript.</summary>
    /// <param name="transcript">What was agreed before the proof; it is advanced.</param>
    /// <param name="shape">Bits and values.</param>
    /// <param name="commitments">The m commitments V; the identity is allowed here: it commits to zero.</param>
    /// <param name="proof">The proof's bytes.</param>
    /// <exception cref="ArgumentException">The number of commitments is not m.</exception>
    internal static ProofFailure Verify(
        MerlinTranscript transcript,
        RangeShape shape,
        ReadOnlySpan<RistrettoPoint> commitments,
        ReadOnlySpan<byte> proof)
    {
        ProofFailure failure = Prepare(transcript, shape, commitments, proof, out RangeEquation? equation);
        return failure == ProofFailure.None ? Verify(equation!) : failure;
    }

    /// <summary>Whether an equation holds.</summary>
    internal static ProofFailure Verify(RangeEquation equation) =>
        equation.Sum().IsIdentity ? ProofFailure.None : ProofFailure.EquationFails;

    /// <summary>Decodes and replays one proof up to the multiscalar multiplication.</summary>
    internal static ProofFailure Prepare(
        MerlinTranscript transcript,
        RangeShape shape,
        ReadOnlySpan<RistrettoPoint> commitments,
        ReadOnlySpan<byte> proof,
        out RangeEquation? equation)
    {
        equation = null;
        ProofFailure failure = RangeProof.TryParse(shape, proof, out RangeProof? parsed);
        if (failure == ProofFailure.None)
        {
            equation = RangeEquation.From(parsed!, transcript, commitments);
            failure = equation is null ? ProofFailure.EquationFails : ProofFailure.None;
        }

        return failure;
    }

    /// <summary>
    /// Whether all equations hold, in one multiscalar multiplication. Each is weighted by a challenge drawn after all
    /// of them are fixed, so that two false ones cannot be made to cancel.
    /// </summary>
    /// <exception cref="ArgumentException">The equations have different shapes.</exception>
    internal static bool AllHold(ReadOnlySpan<RangeEquation> equations) =>
        equations.IsEmpty || AllHold(equations, DrawWeights(equations));

    /// <summary>
    /// Whether all equations hold under given weights. No, where a weight is zero: it says nothing about its equation,
    /// which is then verified by itself.
    /// </summary>
    /// <exception cref="ArgumentException">The equations have different shapes.</exception>
    internal static bool AllHold(ReadOnlySpan<RangeEquation> equations, ReadOnlySpan<Scalar> weights) =>
        !weights.Contains(Scalar.Zero) && new RangeSum(equations, weights).Evaluate().IsIdentity;

    /// <summary>The weights of at least one equation.</summary>
    internal static Scalar[] DrawWeights(ReadOnlySpan<RangeEquation> equations)
    {
        var transcript = new MerlinTranscript(ProtocolLabels.Batch);
        foreach (RangeEquation equation in equations)
        {
            transcript.Append("proof"u8, equation.Combiner);
        }

        var weights = new Scalar[equations.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = transcript.ChallengeScalar("weight"u8);
        }

        return weights;
    }
}
