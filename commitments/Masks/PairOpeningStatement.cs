using System.Security.Cryptography;
using Candor.Commitments.EqualityProofs;
using Candor.Commitments.Group;
using Candor.Commitments.ProofTranscripts;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Masks;

/// <summary>
/// A pair's secret, opened by one end: Z, with the proof that (B, K_i) and (K_j, Z) share one logarithm. Whoever has it
/// derives all masks and shares of this pair, in every epoch.
/// </summary>
/// <remarks>
/// A contributor opens a pair only in a dispute, against a signed message of the other end, and masks in no list with
/// it afterwards. Safe for use from many threads.
/// </remarks>
public static class PairOpeningStatement
{
    /// <summary>Bytes of an opening: Z, then the proof.</summary>
    public const int Size = RistrettoPoint.Size + EqualityProof.Size;

    /// <summary>Opens a pair's secret.</summary>
    /// <param name="epoch">The epoch and list of the dispute.</param>
    /// <param name="position">The opener's position.</param>
    /// <param name="other">The other end's position.</param>
    /// <param name="key">The opener's mask key.</param>
    /// <param name="rng">Fresh randomness; mixed with the key and the pair, so that a bad source is not fatal.</param>
    /// <returns>96 bytes.</returns>
    /// <exception cref="ArgumentException">The key is not the opener's, or both ends are the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    /// <exception cref="CryptographicException">A challenge is zero, once in 2^252 proofs: prove again.</exception>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    public static byte[] Open(
        MaskEpoch epoch, int position, int other, MaskKey key, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(rng);
        RequirePair(epoch.List, position, other);
        ContributorMasks.RequireKey(epoch.List, position, key);
        using var secret = new PairSecret(key, epoch.List.KeyOf(other));
        MerlinTranscript transcript = Absorb(epoch, position, other, secret.Bytes);
        Span<byte> witness = stackalloc byte[Scalar.Size];
        key.Secret.WriteBytes(witness);
        using ProofTranscriptRandomness randomness = transcript.ForkRandomnessAndErase(witness, rng);
        using SecretScalars nonce = randomness.NextScalars(1);
        byte[] z = secret.Bytes.ToArray();
        byte[] proof = EqualityProof.Prove(
            NewStatement(epoch.List, position, other, null, z, transcript), key.Secret, nonce[0]);
        return [.. z, .. proof];
    }

    /// <summary>Verifies an opening.</summary>
    /// <param name="epoch">The epoch and list of the dispute.</param>
    /// <param name="position">The opener's position.</param>
    /// <param name="other">The other end's position.</param>
    /// <param name="opening">The opening's bytes, untrusted.</param>
    /// <returns><see cref="ProofFailure.None"/>, or why the opening is rejected.</returns>
    /// <exception cref="ArgumentException">Both ends are the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    public static ProofFailure Verify(MaskEpoch epoch, int position, int other, ReadOnlySpan<byte> opening)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        RequirePair(epoch.List, position, other);
        if (opening.Length != Size)
        {
            return ProofFailure.WrongLength;
        }

        ReadOnlySpan<byte> z = SecretOf(opening);
        ReadOnlySpan<byte> proof = opening[RistrettoPoint.Size..];
        if (!Scalar.TryParse(proof[..Scalar.Size], out _) || !Scalar.TryParse(proof[Scalar.Size..], out _))
        {
            return ProofFailure.NonCanonicalScalar;
        }

        ProofFailure failure = PointEncoding.TryParse(z, out RistrettoPoint point).ToProofFailure();
        return failure != ProofFailure.None
            ? failure
            : EqualityProof.Verify(
                NewStatement(epoch.List, position, other, [point], z.ToArray(), Absorb(epoch, position, other, z)), proof);
    }

    /// <summary>Z of an opening that was verified.</summary>
    internal static ReadOnlySpan<byte> SecretOf(ReadOnlySpan<byte> opening) => opening[..RistrettoPoint.Size];

    private static void RequirePair(ContributorList list, int position, int other)
    {
        list.RequirePosition(position, nameof(position));
        list.RequirePosition(other, nameof(other));
        if (position == other)
        {
            throw new ArgumentException($"Position {position} is no pair with itself.", nameof(other));
        }
    }

    private static MerlinTranscript Absorb(MaskEpoch epoch, int position, int other, ReadOnlySpan<byte> z)
    {
        Contributor opener = epoch.List.Contributors[position];
        Contributor end = epoch.List.Contributors[other];
        MerlinTranscript transcript = StatementProofTranscript.Begin(ProtocolLabels.PairOpening, opener.Context);
        transcript.Append("mask-key"u8, opener.MaskKey.Span);
        transcript.Append("other-participant"u8, end.Context.ParticipantBytes);
        transcript.Append("other-mask-key"u8, end.MaskKey.Span);
        transcript.Append("epoch"u8, epoch.Number);
        transcript.Append("list"u8, epoch.List.Digest.Span);
        transcript.Append("pair-secret"u8, z);
        return transcript;
    }

    private static EqualityStatement NewStatement(
        ContributorList list, int position, int other, RistrettoPoint[]? images, byte[] z, MerlinTranscript transcript)
    {
        PublicElement end = list.KeyOf(other);
        byte[] contextString = EqualityContext.Draw(transcript, "candor/pair-opening/"u8);
        return new(contextString, list.KeyOf(position), [end.Point], end.Encoding, images, z);
    }
}
