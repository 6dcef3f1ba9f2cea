using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Candor.Client.Contributions;

/// <summary>Hashes of a set of records, by which another set is held to it: of all records where they are few, of a part of
/// them, the same part in each set, where they are many. Immutable.</summary>
/// <param name="Count">How many records the set has.</param>
/// <param name="Halvings">h: the hashes are those below 2^(64 - h), 0 to 63.</param>
/// <param name="Hashes">8 bytes of each record's SHA-256, ascending.</param>
internal sealed record RecordSample(long Count, int Halvings, ReadOnlyMemory<ulong> Hashes)
{
    /// <summary>The most hashes of a sample; sets of up to as many records are compared exactly.</summary>
    internal const int MostHashes = 1 << 17;

    private const string Format = "candor-contributed/1";
    private const int MostHalvings = 63;

    /// <summary>Looks how many records of this set are in another too.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>How many, estimated where one of the sets is sampled, and whether they are half of the smaller set or more.
    /// Where they are fewer, the sets differ by more records than the larger one has.</returns>
    internal (long Shared, bool IsHalf) CompareWith(RecordSample other)
    {
        int halvings = Math.Max(Halvings, other.Halvings);
        ReadOnlySpan<ulong> mine = Below(halvings);
        ReadOnlySpan<ulong> theirs = other.Below(halvings);
        int shared = 0;
        for (int i = 0, j = 0; i < mine.Length && j < theirs.Length;)
        {
            int order = mine[i].CompareTo(theirs[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        long smaller = Math.Min(Count, other.Count);
        long estimated = (long)Int128.Min((Int128)shared << halvings, smaller);
        return (estimated, shared > 0 && 2L * shared >= Math.Min(mine.Length, theirs.Length));
    }

    /// <summary>Writes the sample in one line.</summary>
    internal string Encode()
    {
        byte[] bytes = new byte[Hashes.Length * sizeof(ulong)];
        for (int i = 0; i < Hashes.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), Hashes.Span[i]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Format} {Count} {Halvings} {Convert.ToBase64String(bytes)}");
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    internal static bool TryDecode(string line, [NotNullWhen(true)] out RecordSample? sample)
    {
        sample = null;
        byte[] bytes = new byte[MostHashes * sizeof(ulong)];
        if (line.Split(' ') is not [Format, string count, string halvings, string content]
            || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long records)
            || !int.TryParse(halvings, NumberStyles.None, CultureInfo.InvariantCulture, out int exponent)
            || exponent > MostHalvings
            || !Convert.TryFromBase64String(content, bytes, out int length)
            || length % sizeof(ulong) != 0
            || length / sizeof(ulong) > records)
        {
            return false;
        }

        ulong[] hashes = new ulong[length / sizeof(ulong)];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)));
            if ((i > 0 && hashes[i] < hashes[i - 1]) || hashes[i] > LargestAt(exponent))
            {
                return false;
            }
        }

        sample = new RecordSample(records, exponent, hashes);
        return true;
    }

    /// <summary>The largest hash that is kept after h halvings.</summary>
    internal static ulong LargestAt(int halvings) => ulong.MaxValue >> halvings;

    private ReadOnlySpan<ulong> Below(int halvings)
    {
        ReadOnlySpan<ulong> all = Hashes.Span;
        int end = all.BinarySearch(LargestAt(halvings));
        if (end < 0)
        {
            return all[..~end];
        }

        while (end < all.Length && all[end] == LargestAt(halvings))
        {
            end++;
        }

        return all[..end];
    }
}
