using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Masks;

/// <summary>
/// The shares of a contributor's own seed for every other on the list, each under the key of its pair: share + pad
/// modulo ℓ, the pad the first scalar of the key. Any scalar decrypts to one: whether it is the share is seen by
/// Feldman's commitments.
/// </summary>
/// <remarks>Immutable; safe for use from many threads.</remarks>
public sealed class EncryptedShares
{
    private readonly byte[] _shares;

    private EncryptedShares(byte[] shares)
    {
        _shares = shares;
        Digest = VectorDigest.Of("encrypted-shares"u8, shares);
    }

    /// <summary>The 32 bytes that stand for the shares in signed messages.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>32 bytes for each other contributor, in the order of the list.</summary>
    public ReadOnlyMemory<byte> Bytes => _shares;

    /// <summary>Encrypts the shares of a polynomial.</summary>
    /// <param name="epoch">List and epoch.</param>
    /// <param name="dealer">The dealer's position.</param>
    /// <param name="key">The dealer's mask key.</param>
    /// <param name="polynomial">The polynomial of the dealer's own seed, drawn for this epoch.</param>
    /// <exception cref="ArgumentException">The key is not the dealer's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    /// <exception cref="ObjectDisposedException">The key or the polynomial was erased.</exception>
    public static EncryptedShares Encrypt(MaskEpoch epoch, int dealer, MaskKey key, SharingPolynomial polynomial)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(polynomial);
        ContributorMasks.RequireKey(epoch.List, dealer, key);
        byte[] shares = new byte[(epoch.List.Count - 1) * Scalar.Size];
        for (int holder = 0; holder < epoch.List.Count; holder++)
        {
            if (holder != dealer)
            {
                using var secret = new PairSecret(key, epoch.List.KeyOf(holder));
                SecretShare share = polynomial.ShareOf(epoch.List.Contributors[holder].RosterIndex);
                (share.Value + PadOf(secret.Bytes, epoch, dealer, holder)).WriteBytes(
                    shares.AsSpan(Place(dealer, holder) * Scalar.Size));
            }
        }

        return new(shares);
    }

    /// <summary>Reads what a dealer sent. Compare the digest with the one that it signed.</summary>
    /// <param name="list">The list.</param>
    /// <param name="bytes">32 bytes for each other contributor, untrusted.</param>
    /// <param name="shares">The shares, or null.</param>
    /// <param name="failure">
    /// <see cref="ProofFailure.None"/>; <see cref="ProofFailure.WrongLength"/> for another number;
    /// <see cref="ProofFailure.NonCanonicalScalar"/> when 32 bytes are no integer below ℓ.
    /// </param>
    public static bool TryParse(
        ContributorList list,
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out EncryptedShares? shares,
        out ProofFailure failure)
    {
        ArgumentNullException.ThrowIfNull(list);
        failure = bytes.Length == (list.Count - 1) * Scalar.Size ? ProofFailure.None : ProofFailure.WrongLength;
        for (int start = 0; failure == ProofFailure.None && start < bytes.Length; start += Scalar.Size)
        {
            failure = Scalar.TryParse(bytes.Slice(start, Scalar.Size), out _)
                ? ProofFailure.None
                : ProofFailure.NonCanonicalScalar;
        }

        shares = failure == ProofFailure.None ? new(bytes.ToArray()) : null;
        return shares is not null;
    }

    /// <summary>
    /// Decrypts the share of one holder. Compare it with the dealer's commitments: where it does not fit, complain.
    /// </summary>
    /// <param name="epoch">List and epoch.</param>
    /// <param name="dealer">The dealer's position.</param>
    /// <param name="holder">The holder's position.</param>
    /// <param name="key">The holder's mask key.</param>
    /// <exception cref="ArgumentException">
    /// The key is not the holder's, both positions are the same, or there are the shares of another list.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    /// <exception cref="ObjectDisposedException">The key was erased.</exception>
    public SecretShare Decrypt(MaskEpoch epoch, int dealer, int holder, MaskKey key)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        epoch.List.RequirePosition(dealer, nameof(dealer));
        ContributorMasks.RequireKey(epoch.List, holder, key);
        using var secret = new PairSecret(key, epoch.List.KeyOf(dealer));
        return Decrypt(epoch, dealer, holder, secret.Bytes);
    }

    /// <summary>Decrypts a share by the secret of its pair.</summary>
    internal SecretShare Decrypt(MaskEpoch epoch, int dealer, int holder, ReadOnlySpan<byte> z)
    {
        if (dealer == holder)
        {
            throw new ArgumentException($"Position {dealer} sends itself no share.", nameof(holder));
        }

        if (_shares.Length != (epoch.List.Count - 1) * Scalar.Size)
        {
            throw new ArgumentException(
                $"There are {_shares.Length / Scalar.Size} shares; the list has {epoch.List.Count - 1} holders.",
                nameof(epoch));
        }

        _ = Scalar.TryParse(
            _shares.AsSpan(Place(dealer, holder) * Scalar.Size, Scalar.Size), out Scalar encrypted);
        return new(
            epoch.List.Contributors[holder].RosterIndex, encrypted - PadOf(z, epoch, dealer, holder));
    }

    // The dealer has no place of its own.
    private static int Place(int dealer, int holder) => holder < dealer ? holder : holder - 1;

    private static Scalar PadOf(ReadOnlySpan<byte> z, MaskEpoch epoch, int dealer, int holder)
    {
        Span<byte> key = stackalloc byte[MaskSeeds.Size];
        MaskSeeds.WriteOfShare(z, epoch, dealer, holder, key);
        using var stream = new ScalarStream(key);
        CryptographicOperations.ZeroMemory(key);
        return stream.Next();
    }
}
