using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Candor.Client.Contributions;

/// <summary>What stands for a set of distinct records, in whatever order, layout or file they come: a digest of it, and a
/// sample by which it is held to others. Grows by 8 bytes a record up to <see cref="RecordSample.MostHashes"/>.</summary>
internal sealed class RecordSet
{
    private const int LaneCount = 4;

    private readonly ulong[] _lanes = new ulong[LaneCount];
    private readonly List<ulong> _hashes = [];
    private long _count;
    private int _halvings;

    /// <summary>The digest of the set, 32 bytes.</summary>
    internal ReadOnlyMemory<byte> Digest
    {
        get
        {
            byte[] content = new byte[sizeof(ulong) * (LaneCount + 1)];
            BinaryPrimitives.WriteInt64LittleEndian(content, _count);
            for (int i = 0; i < LaneCount; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan((i + 1) * sizeof(ulong)), _lanes[i]);
            }

            return SHA256.HashData(content);
        }
    }

    /// <summary>Adds a record, which is none of those before.</summary>
    /// <param name="record">Its bytes, as they are committed to.</param>
    internal void Add(ReadOnlySpan<byte> record)
    {
        // Of distinct records a sum of hashes stands for the set, in whatever order; nobody else chooses the records.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record, hash);
        for (int i = 0; i < LaneCount; i++)
        {
            _lanes[i] += BinaryPrimitives.ReadUInt64LittleEndian(hash[(i * sizeof(ulong))..]);
        }

        _count++;
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        if (first <= RecordSample.LargestAt(_halvings))
        {
            _hashes.Add(first);
        }

        while (_hashes.Count > RecordSample.MostHashes)
        {
            ulong largest = RecordSample.LargestAt(++_halvings);
            _hashes.RemoveAll(one => one > largest);
        }
    }

    /// <summary>The sample of the records so far.</summary>
    internal RecordSample Sample()
    {
        ulong[] hashes = [.. _hashes];
        Array.Sort(hashes);
        return new RecordSample(_count, _halvings, hashes);
    }
}
