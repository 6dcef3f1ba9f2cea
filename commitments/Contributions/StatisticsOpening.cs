using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Commitments.Hashing;
using Candor.Commitments.Statements;

namespace Candor.Commitments.Contributions;

/// <summary>
/// What opens a contributor's commitments: the coordinates x_j of its statistics, and the blindings r_j, which follow
/// from a seed of 32 bytes. It is the contributor's secret.
/// </summary>
/// <remarks>
/// <para>
/// The blindings are derived from seed, market, participant and coordinates: seed and coordinates are all that a client
/// saves, and a seed that serves twice gives other blindings for other coordinates. The price is that commitments hide
/// as well as AES-256 does, not perfectly.
/// </para>
/// <para>Safe for use from many threads until it is disposed of, which overwrites it; not while it is.</para>
/// </remarks>
[DebuggerDisplay("opening of statistics")]
public sealed class StatisticsOpening : IDisposable
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = ScalarStream.KeySize;

    // Doubles are encoded so many at a time, with one inversion.
    private const int EncodedAtOnce = 64;

    private readonly long[] _coordinates;
    private readonly byte[] _seed;
    private readonly SecretScalars _blindings;

    /// <summary>Restores the opening of coordinates under a seed that was saved.</summary>
    /// <param name="context">The market and the contributor.</param>
    /// <param name="shape">How many coordinates there are.</param>
    /// <param name="coordinates">x_j, exact sums in the order of the shape; copied.</param>
    /// <param name="seed">What <see cref="ExportSeed"/> returned, 32 bytes; copied.</param>
    /// <exception cref="ArgumentException">Another number of coordinates, or a seed of another length.</exception>
    public StatisticsOpening(
        StatementContext context, StatisticsShape shape, ReadOnlySpan<long> coordinates, ReadOnlySpan<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(shape);
        if (coordinates.Length != shape.Coordinates)
        {
            throw new ArgumentException(
                $"There are {coordinates.Length} coordinates; the shape has {shape.Coordinates}.", nameof(coordinates));
        }

        if (seed.Length != SeedSize)
        {
            throw new ArgumentException($"A seed has {SeedSize} bytes, not {seed.Length}.", nameof(seed));
        }

        Shape = shape;
        _coordinates = GC.AllocateUninitializedArray<long>(coordinates.Length, pinned: true);
        coordinates.CopyTo(_coordinates);
        _seed = GC.AllocateUninitializedArray<byte>(SeedSize, pinned: true);
        seed.CopyTo(_seed);
        _blindings = DeriveBlindings(context);
    }

    /// <summary>How many coordinates there are.</summary>
    public StatisticsShape Shape { get; }

    /// <summary>x_j.</summary>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    internal ReadOnlySpan<long> Coordinates
    {
        get
        {
            ObjectDisposedException.ThrowIf(_blindings.AreErased, this);
            return _coordinates;
        }
    }

    /// <summary>r_j.</summary>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    internal ReadOnlySpan<Scalar> Blindings
    {
        get
        {
            ObjectDisposedException.ThrowIf(_blindings.AreErased, this);
            return _blindings.Span;
        }
    }

    /// <summary>An opening under a fresh seed.</summary>
    /// <param name="context">The market and the contributor.</param>
    /// <param name="shape">How many coordinates there are.</param>
    /// <param name="coordinates">x_j, exact sums in the order of the shape; copied.</param>
    /// <param name="rng">Source of the seed. Whoever can predict it can recover the statistics.</param>
    /// <exception cref="ArgumentException">Another number of coordinates than the shape has.</exception>
    public static StatisticsOpening Create(
        StatementContext context, StatisticsShape shape, ReadOnlySpan<long> coordinates, RandomNumberGenerator rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        Span<byte> seed = stackalloc byte[SeedSize];
        rng.GetBytes(seed);
        try
        {
            return new(context, shape, coordinates, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>C_j = x_j·B + r_j·B̃ for every coordinate.</summary>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public StatisticsCommitments Commit(CancellationToken cancellationToken = default)
    {
        // Halves are committed to and their doubles encoded, which takes no square root.
        Scalar half = Scalar.FromUInt64(2).Invert();
        byte[] encodings = new byte[Shape.Coordinates * RistrettoPoint.Size];
        Span<RistrettoPoint> points = new RistrettoPoint[EncodedAtOnce];
        ReadOnlySpan<Scalar> blindings = Blindings;
        for (int start = 0; start < Shape.Coordinates; start += EncodedAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(EncodedAtOnce, Shape.Coordinates - start);
            for (int i = 0; i < count; i++)
            {
                points[i] = PedersenGenerators.Commit(
                    half * Scalar.FromInt64(_coordinates[start + i]), half * blindings[start + i]);
            }

            BatchEncoding.WriteDoubles(points[..count], encodings.AsSpan(start * RistrettoPoint.Size));
        }

        points.Clear();
        return new(Shape, encodings);
    }

    /// <summary>The seed's 32 bytes, to be saved where only the contributor can read them.</summary>
    /// <exception cref="ObjectDisposedException">The opening was erased.</exception>
    public byte[] ExportSeed()
    {
        ObjectDisposedException.ThrowIf(_blindings.AreErased, this);
        return [.. _seed];
    }

    /// <summary>Overwrites coordinates, seed and blindings.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(_coordinates.AsSpan()));
        CryptographicOperations.ZeroMemory(_seed);
        _blindings.Dispose();
    }

    private SecretScalars DeriveBlindings(StatementContext context)
    {
        // The salt lets whoever has it test guesses of the coordinates: it is overwritten as the key is.
        Span<byte> salt = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> key = stackalloc byte[ScalarStream.KeySize];
        HashCoordinates(salt);
        byte[] info = new PrefixedFields(ProtocolLabels.Statistics)
            .Add(context.MarketBytes)
            .Add(context.DefinitionDigest.Span)
            .Add(context.ParticipantBytes)
            .ToArray();
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _seed, key, salt, info);
        using var stream = new ScalarStream(key);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(salt);
        var blindings = new SecretScalars(_coordinates.Length);
        foreach (ref Scalar blinding in blindings.Span)
        {
            blinding = stream.Next();
        }

        return blindings;
    }

    private void HashCoordinates(Span<byte> digest)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        foreach (long coordinate in _coordinates)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, coordinate);
            hash.AppendData(bytes);
        }

        hash.GetHashAndReset(digest);
        CryptographicOperations.ZeroMemory(bytes);
    }
}
