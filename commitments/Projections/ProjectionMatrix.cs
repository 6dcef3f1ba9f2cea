using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Commitments.Contributions;
using Candor.Commitments.Group;
using Candor.Commitments.Hashing;

namespace Candor.Commitments.Projections;

/// <summary>
/// ρ: rows of entries -1, 0 and 1, with 1/4, 1/2 and 1/4, half of the rows for each block of the statistics. It follows
/// from a seed of 32 bytes, which the validator keeps secret until the statistics are committed to.
/// </summary>
/// <remarks>
/// With entries of ±1 alone, (ℓ + 1)/2 added to two coordinates changed every projection by a small integer, since twice
/// it is 1; here a row has a zero for one of the two and not for the other every second time. Immutable; safe for use
/// from many threads.
/// </remarks>
public sealed class ProjectionMatrix
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = 32;

    /// <summary>The largest magnitude of a coordinate of one record's statistics: a product of two of at most 2^15.</summary>
    public const long MaximumOfRecord = 1L << 30;

    // Two bits an entry, so a coordinate's entries in all rows of its block are one word.
    private readonly ulong[] _entries;
    private readonly byte[] _seed;

    /// <summary>The matrix of a seed.</summary>
    /// <param name="seed">32 bytes; copied.</param>
    /// <param name="shape">How many coordinates each block has.</param>
    /// <param name="policy">How many rows there are for each.</param>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public ProjectionMatrix(ReadOnlySpan<byte> seed, StatisticsShape shape, ProjectionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(policy);
        Shape = shape;
        Policy = policy;
        _seed = seed.ToArray();
        KeccakSponge sponge = KeccakSponge.Shake256(FieldsOf(seed));
        _entries = new ulong[shape.Coordinates];
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        foreach (ref ulong entries in _entries.AsSpan())
        {
            sponge.Squeeze(word);
            entries = BinaryPrimitives.ReadUInt64LittleEndian(word);
        }
    }

    /// <summary>How many coordinates each block has.</summary>
    public StatisticsShape Shape { get; }

    /// <summary>How many rows there are for each block.</summary>
    public ProjectionPolicy Policy { get; }

    /// <summary>The seed, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Seed => _seed;

    /// <summary>The digest of a seed, by which the validator is bound to it before it shows it.</summary>
    /// <param name="seed">32 bytes.</param>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static byte[] DigestOf(ReadOnlySpan<byte> seed) => SHA256.HashData(FieldsOf(seed));

    /// <summary>An entry: -1, 0 or 1; 0 outside the row's block.</summary>
    internal int Entry(int row, int coordinate) =>
        row / Policy.PerBlock == (coordinate < Shape.GramCoordinates ? 0 : 1)
            ? EntryOf(_entries[coordinate] >> (2 * (row % Policy.PerBlock)))
            : 0;

    /// <summary>The projections of one record's statistics.</summary>
    internal long[] ProjectRecord(ReadOnlySpan<long> statistics)
    {
        RequireCoordinates(statistics.Length, nameof(statistics));
        long[] sums = new long[Policy.Rows];
        for (int j = 0; j < statistics.Length; j++)
        {
            // 2^20 coordinates of at most 2^30 leave room in 64 bits.
            long x = statistics[j];
            if (x is > MaximumOfRecord or < -MaximumOfRecord)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(statistics), x, $"Coordinate {j} of a record's statistics is beyond ±2^30.");
            }

            ulong entries = _entries[j];
            foreach (ref long sum in RowsOf(sums.AsSpan(), j))
            {
                sum += x * EntryOf(entries);
                entries >>= 2;
            }
        }

        return sums;
    }

    /// <summary>The projections D of a contributor's statistics.</summary>
    internal void Project(ReadOnlySpan<long> statistics, Span<Int128> sums)
    {
        sums.Clear();
        for (int j = 0; j < statistics.Length; j++)
        {
            ulong entries = _entries[j];
            foreach (ref Int128 sum in RowsOf(sums, j))
            {
                sum += (Int128)statistics[j] * EntryOf(entries);
                entries >>= 2;
            }
        }
    }

    /// <summary>The projections of the blindings.</summary>
    internal void Project(ReadOnlySpan<Scalar> blindings, Span<Scalar> sums)
    {
        sums.Clear();
        for (int j = 0; j < blindings.Length; j++)
        {
            ulong entries = _entries[j];
            foreach (ref Scalar sum in RowsOf(sums, j))
            {
                int entry = EntryOf(entries);
                sum = entry == 0 ? sum : entry > 0 ? sum + blindings[j] : sum - blindings[j];
                entries >>= 2;
            }
        }
    }

    /// <summary>The projections of commitments: commitments to the projections.</summary>
    internal RistrettoPoint[] Project(StatisticsCommitments commitments)
    {
        var sums = new RistrettoPoint[Policy.Rows];
        sums.AsSpan().Fill(RistrettoPoint.Identity);
        var block = new RistrettoPoint[Math.Min(StatisticsCommitments.BlockSize, Shape.Coordinates)];
        for (int start = 0; start < Shape.Coordinates; start += block.Length)
        {
            Span<RistrettoPoint> points = block.AsSpan(0, Math.Min(block.Length, Shape.Coordinates - start));
            commitments.Decode(start, points);
            for (int i = 0; i < points.Length; i++)
            {
                var point = new CachedPoint(points[i]);
                ulong entries = _entries[start + i];
                foreach (ref RistrettoPoint sum in RowsOf(sums.AsSpan(), start + i))
                {
                    AddMultiple(ref sum, point, EntryOf(entries));
                    entries >>= 2;
                }
            }
        }

        return sums;
    }

    private static void AddMultiple(ref RistrettoPoint sum, in CachedPoint point, int entry)
    {
        if (entry > 0)
        {
            RistrettoPoint.Add(sum, point, out sum);
        }
        else if (entry < 0)
        {
            RistrettoPoint.Subtract(sum, point, out sum);
        }
    }

    private static int EntryOf(ulong entries) => (int)(entries & 1) - (int)((entries >> 1) & 1);

    private static byte[] FieldsOf(ReadOnlySpan<byte> seed) => seed.Length == SeedSize
        ? new PrefixedFields(ProtocolLabels.Projections).Add(seed).ToArray()
        : throw new ArgumentException($"A seed has {SeedSize} bytes, not {seed.Length}.", nameof(seed));

    private Span<T> RowsOf<T>(Span<T> sums, int coordinate) =>
        sums.Slice(coordinate < Shape.GramCoordinates ? 0 : Policy.PerBlock, Policy.PerBlock);

    private void RequireCoordinates(int count, string name)
    {
        if (count != Shape.Coordinates)
        {
            throw new ArgumentException($"There are {count} coordinates; the shape has {Shape.Coordinates}.", name);
        }
    }
}
