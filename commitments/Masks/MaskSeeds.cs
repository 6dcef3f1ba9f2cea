using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.Hashing;

namespace Candor.Commitments.Masks;

/// <summary>
/// The keys of masks and shares: HKDF-SHA256 (RFC 5869) without salt from a pair's Z = k_i·K_j, or from a contributor's
/// own seed, over purpose, definition digest, epoch, list and ids.
/// </summary>
internal static class MaskSeeds
{
    /// <summary>Bytes of a key.</summary>
    internal const int Size = ScalarStream.KeySize;

    /// <summary>The mask of y: of the coordinates.</summary>
    internal static ReadOnlySpan<byte> Values => "values"u8;

    /// <summary>The mask of z: of the blindings.</summary>
    internal static ReadOnlySpan<byte> Blindings => "blindings"u8;

    private static ReadOnlySpan<byte> Share => "share"u8;

    private static ReadOnlySpan<byte> OwnValues => "own-values"u8;

    private static ReadOnlySpan<byte> OwnBlindings => "own-blindings"u8;

    /// <summary>The key of a pair's mask, the same at both ends: the ids are in the list's order.</summary>
    internal static void WriteOfPair(
        ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> z, MaskEpoch epoch, int one, int other, Span<byte> key) =>
        Derive(purpose, z, epoch, Math.Min(one, other), Math.Max(one, other), key);

    /// <summary>The key under which a share goes from dealer to holder: the ids are in this order.</summary>
    internal static void WriteOfShare(ReadOnlySpan<byte> z, MaskEpoch epoch, int dealer, int holder, Span<byte> key) =>
        Derive(Share, z, epoch, dealer, holder, key);

    /// <summary>The keys of a contributor's own masks: of the coordinates, then of the blindings.</summary>
    internal static void WriteOwn(in Scalar seed, MaskEpoch epoch, int position, Span<byte> keys)
    {
        Span<byte> secret = stackalloc byte[Scalar.Size];
        seed.WriteBytes(secret);
        Derive(OwnValues, secret, epoch, position, position, keys[..Size]);
        Derive(OwnBlindings, secret, epoch, position, position, keys[Size..]);
        CryptographicOperations.ZeroMemory(secret);
    }

    private static void Derive(
        ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> secret, MaskEpoch epoch, int first, int second, Span<byte> key)
    {
        byte[] info = new PrefixedFields(ProtocolLabels.Mask)
            .Add(purpose)
            .Add(epoch.List.Contributors[first].Context.DefinitionDigest.Span)
            .Add(epoch.Number)
            .Add(epoch.List.Digest.Span)
            .Add(epoch.List.Contributors[first].Context.ParticipantBytes)
            .Add(epoch.List.Contributors[second].Context.ParticipantBytes)
            .ToArray();
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, [], info);
    }
}
