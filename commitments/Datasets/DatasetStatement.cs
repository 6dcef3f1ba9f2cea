using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Datasets;

/// <summary>
/// Statement 3, its proof: whoever sent C, R and K knows k with K = k·B, and C commits to N: C - N·B = r·B̃ for a known
/// r. Two Schnorr proofs under one challenge: A_k = a·B, A_r = b·B̃, challenge e, z_k = a + e·k, z_r = b + e·r.
/// </summary>
/// <remarks>It shows N: it goes to the validator, not to the platform. Safe for use from many threads.</remarks>
public static class DatasetStatement
{
    /// <summary>Bytes of a proof: A_k, A_r, z_k, z_r.</summary>
    public const int ProofSize = 4 * RistrettoPoint.Size;

    /// <summary>Proves both parts.</summary>
    /// <param name="terms">What is committed to, where and by whom.</param>
    /// <param name="key">The secret behind K.</param>
    /// <param name="opening">The secret behind C.</param>
    /// <param name="rng">
    /// Fresh randomness; mixed with the secrets and the terms, so that a bad source is not fatal.
    /// </param>
    /// <returns>128 bytes.</returns>
    /// <exception cref="ArgumentException">
    /// The key is not the secret behind K, the opening does not open C, or its value is not N: no proof exists.
    /// </exception>
    /// <exception cref="CryptographicException">The challenge is zero, once in 2^252 proofs: prove again.</exception>
    /// <exception cref="ObjectDisposedException">The key or the opening was erased.</exception>
    public static byte[] Prove(
        DatasetTerms terms, RecordKey key, CommitmentOpening opening, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(opening);
        if (!key.PublicKey.Span.SequenceEqual(terms.RecordKey.Span))
        {
            throw new ArgumentException("The terms name another record key.", nameof(key));
        }

        if (opening.Value != terms.Size || opening.Commit() != terms.Commitment)
        {
            throw new ArgumentException(
                $"The opening does not open {terms.Commitment} to {terms.Size} records.", nameof(opening));
        }

        return ProveSecrets(terms, key, opening, rng);
    }

    /// <summary>The prover behind <see cref="Prove"/>, which has checked that it proves something true. Given secrets that do not
    /// fit the terms, it makes a proof that does not verify.</summary>
    /// <param name="terms">What is claimed.</param>
    /// <param name="key">The record key.</param>
    /// <param name="opening">The commitment's opening.</param>
    /// <param name="rng">Fresh randomness.</param>
    /// <returns>128 bytes, well formed.</returns>
    internal static byte[] ProveSecrets(
        DatasetTerms terms, RecordKey key, CommitmentOpening opening, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        return ProveSecrets(Begin(terms), key, opening, rng);
    }

    /// <summary>The proof on a proof transcript that names the statement.</summary>
    internal static byte[] ProveSecrets(
        MerlinTranscript transcript, RecordKey key, CommitmentOpening opening, RandomNumberGenerator rng)
    {
        Span<byte> witness = stackalloc byte[2 * Scalar.Size];
        key.Secret.WriteBytes(witness);
        opening.Blinding.WriteBytes(witness[Scalar.Size..]);
        using ProofTranscriptRandomness randomness = transcript.ForkRandomnessAndErase(witness, rng);
        using SecretScalars nonces = randomness.NextScalars(2);
        byte[] ofKey = PedersenGenerators.Value.Multiply(nonces[0]).ToArray();
        byte[] ofBlinding = PedersenGenerators.Blinding.Multiply(nonces[1]).ToArray();
        Scalar e = ProofChallenge.RequireNonZero(AppendNonceCommitments(transcript, ofKey, ofBlinding));
        Scalar responseOfKey = nonces[0] + (e * key.Secret);
        Scalar responseOfBlinding = nonces[1] + (e * opening.Blinding);
        return [.. ofKey, .. ofBlinding, .. responseOfKey.ToArray(), .. responseOfBlinding.ToArray()];
    }

    /// <summary>Verifies a proof.</summary>
    /// <param name="terms">What is claimed. Its record key is decoded here.</param>
    /// <param name="proof">The proof's bytes, untrusted.</param>
    /// <returns><see cref="ProofFailure.None"/>, or why the record key or the proof is rejected.</returns>
    /// <exception cref="InvalidOperationException">The commitment is <c>default</c>.</exception>
    public static ProofFailure Verify(DatasetTerms terms, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return Verify(Begin(terms), terms, proof);
    }

    /// <summary>The verdict on a proof transcript that names the statement.</summary>
    internal static ProofFailure Verify(MerlinTranscript transcript, DatasetTerms terms, ReadOnlySpan<byte> proof)
    {
        if (proof.Length != ProofSize)
        {
            return ProofFailure.WrongLength;
        }

        if (!Scalar.TryParse(Part(proof, 2), out Scalar responseOfKey) ||
            !Scalar.TryParse(Part(proof, 3), out Scalar responseOfBlinding))
        {
            return ProofFailure.NonCanonicalScalar;
        }

        PointFailure failure = PointEncoding.TryParse(terms.RecordKey.Span, out RistrettoPoint key);
        RistrettoPoint ofKey = default;
        RistrettoPoint ofBlinding = default;
        failure = failure != PointFailure.None ? failure : PointEncoding.TryParse(Part(proof, 0), out ofKey);
        failure = failure != PointFailure.None ? failure : PointEncoding.TryParse(Part(proof, 1), out ofBlinding);
        if (failure != PointFailure.None)
        {
            return failure.ToProofFailure();
        }

        // z_k·B - e·K must be A_k, and z_r·B̃ - e·(C - N·B) must be A_r.
        Scalar e = AppendNonceCommitments(transcript, Part(proof, 0), Part(proof, 1));
        RistrettoPoint expectedOfKey = MultiscalarMultiplication.Sum(
            [responseOfKey], [PedersenGenerators.Value], [-e], [key]);
        RistrettoPoint expectedOfBlinding = MultiscalarMultiplication.Sum(
            [responseOfBlinding, e * terms.Size],
            [PedersenGenerators.Blinding, PedersenGenerators.Value],
            [-e],
            [terms.Commitment.Point]);
        return !e.IsZero && expectedOfKey.Equals(ofKey) && expectedOfBlinding.Equals(ofBlinding)
            ? ProofFailure.None
            : ProofFailure.EquationFails;
    }

    private static MerlinTranscript Begin(DatasetTerms terms)
    {
        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.Dataset, terms.Context);
        transcript.Append("dataset-root"u8, terms.DatasetRoot.Span);
        transcript.Append("commitment"u8, terms.Commitment.Bytes);
        transcript.Append("record-key"u8, terms.RecordKey.Span);
        transcript.Append("size"u8, terms.Size);
        return transcript;
    }

    private static Scalar AppendNonceCommitments(
        MerlinTranscript transcript, ReadOnlySpan<byte> ofKey, ReadOnlySpan<byte> ofBlinding)
    {
        transcript.Append("A_k"u8, ofKey);
        transcript.Append("A_r"u8, ofBlinding);
        return transcript.ChallengeScalar("e"u8);
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> proof, int i) =>
        proof.Slice(i * RistrettoPoint.Size, RistrettoPoint.Size);
}
