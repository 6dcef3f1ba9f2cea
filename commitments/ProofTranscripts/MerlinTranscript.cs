using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Commitments.Group;

namespace Candor.Commitments.ProofTranscripts;

/// <summary>
/// A proof transcript, Merlin 1.0: what both sides have said so far, and the source of the verifier's challenges (Fiat
/// and Shamir). Not safe for use from several threads.
/// </summary>
internal class MerlinTranscript
{
    private readonly Strobe128 _strobe;

    /// <summary>Opens a proof transcript for a protocol.</summary>
    internal MerlinTranscript(ReadOnlySpan<byte> protocolLabel)
    {
        _strobe = new("Merlin v1.0"u8);
        Append("dom-sep"u8, protocolLabel);
    }

    /// <summary>Appends a message under a label.</summary>
    internal void Append(ReadOnlySpan<byte> label, ReadOnlySpan<byte> message)
    {
        BeginMessage(label, message.Length);
        _strobe.Ad(message);
    }

    /// <summary>Appends an integer as eight little-endian bytes.</summary>
    internal void Append(ReadOnlySpan<byte> label, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Append(label, bytes);
    }

    /// <summary>Appends a scalar by its canonical encoding.</summary>
    internal void Append(ReadOnlySpan<byte> label, in Scalar scalar)
    {
        Span<byte> bytes = stackalloc byte[Scalar.Size];
        scalar.WriteBytes(bytes);
        Append(label, bytes);
    }

    /// <summary>Fills a buffer with challenge bytes.</summary>
    internal void Challenge(ReadOnlySpan<byte> label, Span<byte> destination)
    {
        BeginMessage(label, destination.Length);
        _strobe.Prf(destination);
    }

    /// <summary>A challenge scalar: 64 challenge bytes reduced modulo ℓ.</summary>
    /// <remarks>Tests draw zeros in its place: no message is known that gives one.</remarks>
    internal virtual Scalar ChallengeScalar(ReadOnlySpan<byte> label)
    {
        Span<byte> wide = stackalloc byte[Scalar.WideSize];
        Challenge(label, wide);
        return Scalar.FromWideBytes(wide);
    }

    /// <summary>
    /// The prover's randomness by Merlin's rule: a copy of this proof transcript, rekeyed with the prover's secrets and
    /// with 32 bytes of <paramref name="rng"/>. Nonces drawn from it stay unpredictable when either source is sound,
    /// and differ whenever what was said differs.
    /// </summary>
    internal ProofTranscriptRandomness ForkRandomness(
        ReadOnlySpan<byte> witnessLabel, ReadOnlySpan<byte> witness, RandomNumberGenerator rng)
    {
        // The source comes first: when it fails, there is no state yet that holds the witness.
        Span<byte> fresh = stackalloc byte[32];
        rng.GetBytes(fresh);
        Strobe128 fork = _strobe.Clone();
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, witness.Length);
        fork.MetaAd(witnessLabel, more: false);
        fork.MetaAd(length, more: true);
        fork.Key(witness);
        fork.MetaAd("rng"u8, more: false);
        fork.Key(fresh);
        CryptographicOperations.ZeroMemory(fresh);
        return new(fork);
    }

    /// <summary><see cref="ForkRandomness"/> under the label of all statements; the witness is overwritten.</summary>
    internal ProofTranscriptRandomness ForkRandomnessAndErase(Span<byte> witness, RandomNumberGenerator rng)
    {
        try
        {
            return ForkRandomness("witness"u8, witness, rng);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(witness);
        }
    }

    private void BeginMessage(ReadOnlySpan<byte> label, int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        _strobe.MetaAd(label, more: false);
        _strobe.MetaAd(bytes, more: true);
    }
}
