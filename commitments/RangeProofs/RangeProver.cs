using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.RangeProofs;

/// <summary>
/// The prover of ranges (ePrint 2017/1066, section 4). Each step is a type that only the step before can make:
/// <see cref="BitCommitment"/>, <see cref="PolynomialCommitment"/>, <see cref="PolynomialEvaluation"/>.
/// </summary>
internal static class RangeProver
{
    /// <summary>Proves on the caller's proof transcript that each committed value is in [0, 2^n).</summary>
    /// <param name="transcript">What was agreed before the proof; it is advanced.</param>
    /// <param name="witness">Values and blindings.</param>
    /// <param name="commitments">
    /// The m commitments that enter the proof transcript. The proof verifies only if they are those of the witness.
    /// </param>
    /// <param name="rng">Fresh randomness, mixed with proof transcript and witness.</param>
    /// <returns>The proof, <see cref="RangeShape.ProofSize"/> bytes.</returns>
    /// <exception cref="CryptographicException">A challenge is zero, once in 2^248 proofs: prove again.</exception>
    internal static byte[] Prove(
        MerlinTranscript transcript,
        RangeWitness witness,
        ReadOnlySpan<RistrettoPoint> commitments,
        RandomNumberGenerator rng)
    {
        RangeProofTranscript.AppendStatement(transcript, witness.Shape, commitments);
        using ProofTranscriptRandomness randomness =
            transcript.ForkRandomnessAndErase(witness.ToSecretBytes(), rng);
        using BitCommitment bits = BitCommitment.Create(transcript, witness, randomness);
        using PolynomialCommitment polynomial = bits.CommitPolynomial(transcript, randomness);
        return polynomial.Evaluate().ToProof(transcript);
    }
}
