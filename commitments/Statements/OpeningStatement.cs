using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;

namespace Candor.Commitments.Statements;

/// <summary>
/// Statement 1: whoever sent C knows t and r with C = t·B + r·B̃. Schnorr's proof for two bases, non-interactive over
/// Merlin: A = k_t·B + k_r·B̃, challenge e, z_t = k_t + e·t, z_r = k_r + e·r.
/// </summary>
/// <remarks>
/// It stops one participant from copying another's commitment. It says nothing about the size itself. Safe for use from
/// many threads.
/// </remarks>
public static class OpeningStatement
{
    /// <summary>Bytes of a proof: A, z_t, z_r.</summary>
    public const int ProofSize = RistrettoPoint.Size + (2 * Scalar.Size);

    /// <summary>Proves knowledge of an opening.</summary>
    /// <param name="context">Where the commitment is made, and by whom.</param>
    /// <param name="opening">The secret.</param>
    /// <param name="datasetRoot">The root that the commitment is bound to, 32 bytes.</param>
    /// <param name="rng">
    /// Fresh randomness; mixed with the secret and the context, so that a bad source is not fatal.
    /// </param>
    /// <returns>96 bytes.</returns>
    /// <exception cref="ArgumentException">The root is not 32 bytes.</exception>
    /// <exception cref="CryptographicException">The challenge is zero, once in 2^252 proofs: prove again.</exception>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public static byte[] Prove(
        StatementContext context, CommitmentOpening opening, ReadOnlySpan<byte> datasetRoot, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(rng);
        return Prove(Begin(context, opening.Commit(), datasetRoot), opening, rng);
    }

    /// <summary>The proof on a proof transcript that names the statement.</summary>
    internal static byte[] Prove(MerlinTranscript transcript, CommitmentOpening opening, RandomNumberGenerator rng)
    {
        Span<byte> witness = stackalloc byte[sizeof(ulong) + Scalar.Size];
        BinaryPrimitives.WriteUInt64LittleEndian(witness, opening.Value);
        opening.Blinding.WriteBytes(witness[sizeof(ulong)..]);
        using ProofTranscriptRandomness randomness = transcript.ForkRandomnessAndErase(witness, rng);
        using SecretScalars nonces = randomness.NextScalars(2);
        byte[] a = PedersenGenerators.Commit(nonces[0], nonces[1]).ToArray();
        Scalar e = ProofChallenge.RequireNonZero(AppendNonceCommitment(transcript, a));
        Scalar responseOfValue = nonces[0] + (e * opening.Value);
        Scalar responseOfBlinding = nonces[1] + (e * opening.Blinding);
        return [.. a, .. responseOfValue.ToArray(), .. responseOfBlinding.ToArray()];
    }

    /// <summary>Verifies a proof.</summary>
    /// <param name="context">Where the commitment is made, and by whom.</param>
    /// <param name="commitment">C.</param>
    /// <param name="datasetRoot">The root that the commitment is bound to, 32 bytes.</param>
    /// <param name="proof">The proof's bytes, untrusted.</param>
    /// <returns><see cref="ProofFailure.None"/>, or why the proof is rejected.</returns>
    /// <exception cref="ArgumentException">The root is not 32 bytes.</exception>
    /// <exception cref="InvalidOperationException">The commitment is <c>default</c>.</exception>
    public static ProofFailure Verify(
        StatementContext context, Commitment commitment, ReadOnlySpan<byte> datasetRoot, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Verify(Begin(context, commitment, datasetRoot), commitment, proof);
    }

    /// <summary>The verdict on a proof transcript that names the statement.</summary>
    internal static ProofFailure Verify(MerlinTranscript transcript, Commitment commitment, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != ProofSize)
        {
            return ProofFailure.WrongLength;
        }

        if (!Scalar.TryParse(proof.Slice(RistrettoPoint.Size, Scalar.Size), out Scalar responseOfValue) ||
            !Scalar.TryParse(proof[(RistrettoPoint.Size + Scalar.Size)..], out Scalar responseOfBlinding))
        {
            return ProofFailure.NonCanonicalScalar;
        }

        ReadOnlySpan<byte> a = proof[..RistrettoPoint.Size];
        ProofFailure failure = PointEncoding.TryParse(a, out RistrettoPoint nonceCommitment).ToProofFailure();
        if (failure != ProofFailure.None)
        {
            return failure;
        }

        // z_t·B + z_r·B̃ - e·C must be A.
        Scalar e = AppendNonceCommitment(transcript, a);
        RistrettoPoint expected = MultiscalarMultiplication.Sum(
            [responseOfValue, responseOfBlinding],
            [PedersenGenerators.Value, PedersenGenerators.Blinding],
            [-e],
            [commitment.Point]);
        return !e.IsZero && expected.Equals(nonceCommitment) ? ProofFailure.None : ProofFailure.EquationFails;
    }

    private static MerlinTranscript Begin(
        StatementContext context, Commitment commitment, ReadOnlySpan<byte> datasetRoot)
    {
        if (datasetRoot.Length != StatementContext.DigestSize)
        {
            throw new ArgumentException(
                $"A dataset root has {StatementContext.DigestSize} bytes, not {datasetRoot.Length}.",
                nameof(datasetRoot));
        }

        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.Opening, context);
        transcript.Append("dataset-root"u8, datasetRoot);
        transcript.Append("commitment"u8, commitment.Bytes);
        return transcript;
    }

    private static Scalar AppendNonceCommitment(MerlinTranscript transcript, ReadOnlySpan<byte> a)
    {
        transcript.Append("A"u8, a);
        return transcript.ChallengeScalar("e"u8);
    }
}
