using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Masks;

/// <summary>
/// Whoever sent K knows k with K = k·B: Schnorr's proof, A = a·B, challenge e, z = a + e·k. Without it a contributor
/// could send another's key, or one made from it, and share secrets that it cannot open in a dispute.
/// </summary>
/// <remarks>Safe for use from many threads.</remarks>
public static class MaskKeyStatement
{
    /// <summary>Bytes of a proof: A, z.</summary>
    public const int ProofSize = RistrettoPoint.Size + Scalar.Size;

    /// <summary>Proves knowledge of a mask key.</summary>
    /// <param name="context">Where the key is used, and by whom.</param>
    /// <param name="key">The secret.</param>
    /// <param name="rng">
    /// Fresh randomness; mixed with the secret and the context, so that a bad source is not fatal.
    /// </param>
    /// <returns>64 bytes.</returns>
    /// <exception cref="CryptographicException">The challenge is zero, once in 2^252 proofs: prove again.</exception>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    public static byte[] Prove(StatementContext context, MaskKey key, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(rng);
        return Prove(Begin(context, key.PublicKey.Span), key, rng);
    }

    /// <summary>The proof on a proof transcript that names the statement.</summary>
    internal static byte[] Prove(MerlinTranscript transcript, MaskKey key, RandomNumberGenerator rng)
    {
        Span<byte> witness = stackalloc byte[Scalar.Size];
        key.Secret.WriteBytes(witness);
        using ProofTranscriptRandomness randomness = transcript.ForkRandomnessAndErase(witness, rng);
        using SecretScalars nonce = randomness.NextScalars(1);
        byte[] a = PedersenGenerators.Value.Multiply(nonce[0]).ToArray();
        Scalar e = ProofChallenge.RequireNonZero(AppendNonceCommitment(transcript, a));
        Scalar response = nonce[0] + (e * key.Secret);
        return [.. a, .. response.ToArray()];
    }

    /// <summary>Verifies a proof.</summary>
    /// <param name="context">Where the key is used, and by whom.</param>
    /// <param name="publicKey">K, untrusted.</param>
    /// <param name="proof">The proof's bytes, untrusted.</param>
    /// <returns><see cref="ProofFailure.None"/>, or why the key or the proof is rejected.</returns>
    public static ProofFailure Verify(
        StatementContext context, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(context);
        ProofFailure failure = PointEncoding.TryParse(publicKey, out RistrettoPoint key).ToProofFailure();
        return failure != ProofFailure.None ? failure : Verify(Begin(context, publicKey), key, proof);
    }

    /// <summary>The verdict on a proof transcript that names the statement.</summary>
    internal static ProofFailure Verify(MerlinTranscript transcript, in RistrettoPoint key, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != ProofSize)
        {
            return ProofFailure.WrongLength;
        }

        if (!Scalar.TryParse(proof[RistrettoPoint.Size..], out Scalar response))
        {
            return ProofFailure.NonCanonicalScalar;
        }

        ReadOnlySpan<byte> a = proof[..RistrettoPoint.Size];
        ProofFailure failure = PointEncoding.TryParse(a, out RistrettoPoint nonceCommitment).ToProofFailure();
        if (failure != ProofFailure.None)
        {
            return failure;
        }

        // z·B - e·K must be A.
        Scalar e = AppendNonceCommitment(transcript, a);
        RistrettoPoint expected = MultiscalarMultiplication.Sum([response], [PedersenGenerators.Value], [-e], [key]);
        return !e.IsZero && expected.Equals(nonceCommitment) ? ProofFailure.None : ProofFailure.EquationFails;
    }

    private static MerlinTranscript Begin(StatementContext context, ReadOnlySpan<byte> publicKey)
    {
        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.MaskKey, context);
        transcript.Append("mask-key"u8, publicKey);
        return transcript;
    }

    private static Scalar AppendNonceCommitment(MerlinTranscript transcript, ReadOnlySpan<byte> a)
    {
        transcript.Append("A"u8, a);
        return transcript.ChallengeScalar("e"u8);
    }
}
