using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Training;

namespace Candor.Market.Contributions;

/// <summary>What a member of one market keeps on its disk, and shows to nobody: its mask key, the seed of its statistics'
/// blindings, the epoch's polynomial, the proof of nearness that it gave, and what it has answered. With it and the log, a
/// member that was killed goes on with the bytes that it sent before.</summary>
/// <remarks>Immutable and thread-safe until it is disposed of. A state shares its secrets with those that follow from it:
/// dispose of the last one, which overwrites them, once the market is settled.</remarks>
[DebuggerDisplay("contributor at place {Guard.Terms.Place}")]
public sealed class ContributorState : IDisposable
{
    /// <summary>The length of the seed of blindings, in bytes.</summary>
    public const int SeedBytes = StatisticsOpening.SeedSize;

    // Version 1 had no digest at its end.
    private const byte FirstEncodingVersion = 1;
    private const byte EncodingVersion = 2;

    // Label, version, key, seed, epoch and six lengths take less.
    private const int RoomForFields = 256;

    private readonly byte[] _blindingSeed;
    private readonly byte[] _polynomial;

    private ContributorState(
        MaskKey key,
        byte[] blindingSeed,
        ulong polynomialEpoch,
        byte[] polynomial,
        ReadOnlyMemory<byte> nearness,
        UnmaskGuard guard)
    {
        Key = key;
        _blindingSeed = blindingSeed;
        PolynomialEpoch = polynomialEpoch;
        _polynomial = polynomial;
        Nearness = nearness;
        Guard = guard;
    }

    /// <summary>What was answered, and so what may still be.</summary>
    public UnmaskGuard Guard { get; }

    /// <summary>K, 32 bytes, which everybody may see.</summary>
    public ReadOnlyMemory<byte> PublicKey => Key.PublicKey;

    /// <summary>The proof that was given to the validator; empty before, and where there was none.</summary>
    public ReadOnlyMemory<byte> Nearness { get; }

    internal MaskKey Key { get; }

    internal ReadOnlySpan<byte> BlindingSeed => _blindingSeed;

    /// <summary>The epoch of the polynomial; 0 before the first.</summary>
    internal ulong PolynomialEpoch { get; }

    private static ReadOnlySpan<byte> Label => "candor/contributor-state"u8;

    /// <summary>What a client knows of a market.</summary>
    /// <param name="market">The market, of which only its first event has to be known.</param>
    /// <param name="place">The client's place on the roster, from 0.</param>
    /// <returns>The terms.</returns>
    /// <exception cref="ArgumentException">The market trains nothing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The roster has no such place.</exception>
    public static GuardTerms TermsOf(MarketState market, int place)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentOutOfRangeException.ThrowIfNegative(place);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, market.Definition.Roster.Length);
        return market.Definition.Training is { Requirement: var required }
            ? new GuardTerms(market.DefinitionDigest, place, required.MinContributors, required.MinRecords)
            : throw new ArgumentException($"{market.Name} trains nothing.", nameof(market));
    }

    /// <summary>The state before anything was answered, with fresh secrets. It must be on disk before the mask key is
    /// sent.</summary>
    /// <param name="terms">What the member knows of the market.</param>
    /// <param name="rng">Source of mask key and blindings. Whoever can predict it can read the statistics.</param>
    /// <returns>The state.</returns>
    public static ContributorState Create(GuardTerms terms, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(rng);
        byte[] seed = GC.AllocateUninitializedArray<byte>(SeedBytes, pinned: true);
        rng.GetBytes(seed);
        return new ContributorState(MaskKey.Create(rng), seed, 0, [], default, UnmaskGuard.Begin(terms));
    }

    /// <summary>Reads a state back.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="terms">What the member knows of the market: a state of another market or place is refused.</param>
    /// <param name="state">The state; null where the bytes are not one.</param>
    /// <returns>Whether they are one. A member that cannot read its state must not begin another, since it does not know
    /// what it has answered.</returns>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes, GuardTerms terms, [NotNullWhen(true)] out ContributorState? state)
    {
        ArgumentNullException.ThrowIfNull(terms);
        state = null;
        var reader = new GuardReader(bytes);
        if (!reader.Bytes().Span.SequenceEqual(Label))
        {
            return false;
        }

        byte version = reader.Byte();
        if (version == EncodingVersion)
        {
            // What a disk has spoilt is found out before anything is made of it: another key or seed would still be one.
            int length = bytes.Length - SHA256.HashSizeInBytes;
            if (length < 0 || !SHA256.HashData(bytes[..length]).AsSpan().SequenceEqual(bytes[length..]))
            {
                return false;
            }

            reader = new GuardReader(bytes[..length]);
            _ = reader.Bytes();
            _ = reader.Byte();
        }
        else if (version != FirstEncodingVersion)
        {
            return false;
        }

        ReadOnlyMemory<byte> key = reader.Bytes();
        ReadOnlyMemory<byte> seed = reader.Bytes();
        ulong epoch = reader.Number();
        ReadOnlyMemory<byte> polynomial = reader.Bytes();
        ReadOnlyMemory<byte> nearness = reader.Bytes();
        ReadOnlyMemory<byte> guard = reader.Bytes();
        if (!reader.IsAtEnd
            || seed.Length != SeedBytes
            || polynomial.IsEmpty != (epoch == 0)
            || !UnmaskGuard.TryParse(guard.Span, terms, out UnmaskGuard? answered)
            || answered.Epoch != epoch
            || !MaskKey.TryImport(key.Span, out MaskKey? imported))
        {
            return false;
        }

        if (epoch != 0)
        {
            if (!SharingPolynomial.TryImport(polynomial.Span, out SharingPolynomial? drawn))
            {
                imported.Dispose();
                return false;
            }

            drawn.Dispose();
        }

        state = new ContributorState(imported, Pinned(seed.Span), epoch, Pinned(polynomial.Span), nearness, answered);
        return true;
    }

    /// <summary>Writes the state.</summary>
    /// <returns>The bytes, all of them secret: a label, a version, fields with their lengths in little-endian order, and the
    /// SHA-256 of all that.
    /// Overwrite them once they are on disk.</returns>
    /// <exception cref="ObjectDisposedException">The state was erased.</exception>
    public byte[] Encode()
    {
        byte[] key = Key.Export();
        byte[] guard = Guard.ToArray();
        var writer = new GuardWriter(RoomForFields + _polynomial.Length + Nearness.Length + guard.Length);
        writer.Bytes(Label);
        writer.Byte(EncodingVersion);
        writer.Bytes(key);
        writer.Bytes(_blindingSeed);
        writer.Number(PolynomialEpoch);
        writer.Bytes(_polynomial);
        writer.Bytes(Nearness.Span);
        writer.Bytes(guard);
        CryptographicOperations.ZeroMemory(key);
        byte[] fields = writer.ToArrayAndErase();
        byte[] encoded = [.. fields, .. SHA256.HashData(fields)];
        CryptographicOperations.ZeroMemory(fields);
        return encoded;
    }

    /// <summary>Overwrites mask key, blindings and polynomial, of this state and of those that it follows from.</summary>
    public void Dispose()
    {
        Key.Dispose();
        CryptographicOperations.ZeroMemory(_blindingSeed);
        CryptographicOperations.ZeroMemory(_polynomial);
    }

    internal ContributorState With(UnmaskGuard guard) =>
        new(Key, _blindingSeed, PolynomialEpoch, _polynomial, Nearness, guard);

    internal ContributorState WithNearness(ReadOnlyMemory<byte> proof, UnmaskGuard guard) =>
        new(Key, _blindingSeed, PolynomialEpoch, _polynomial, proof, guard);

    internal ContributorState WithPolynomial(ulong epoch, SharingPolynomial polynomial, UnmaskGuard guard)
    {
        byte[] exported = polynomial.Export();
        byte[] kept = Pinned(exported);
        CryptographicOperations.ZeroMemory(exported);
        return new(Key, _blindingSeed, epoch, kept, Nearness, guard);
    }

    /// <summary>The polynomial of its epoch, a copy of its own.</summary>
    internal SharingPolynomial GetPolynomial() => SharingPolynomial.TryImport(_polynomial, out SharingPolynomial? polynomial)
        ? polynomial
        : throw new ObjectDisposedException(nameof(ContributorState));

    private static byte[] Pinned(ReadOnlySpan<byte> secret)
    {
        byte[] kept = GC.AllocateUninitializedArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(kept);
        return kept;
    }
}
