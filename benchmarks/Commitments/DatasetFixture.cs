using System.Buffers.Binary;
using System.Security.Cryptography;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;

namespace Candor.Benchmarks.Commitments;

/// <summary>Records of 64 bytes to be tagged, and tags to be checked as they stream in.</summary>
internal sealed class DatasetFixture
{
    private const int RecordSize = 64;
    private const int ChunkTags = 1024;

    private readonly StatementContext _context = new("markets/benchmark", new byte[32], "participant", new byte[91]);
    private readonly RecordKey _key;
    private readonly byte[] _tags;

    /// <param name="records">Records to be tagged.</param>
    /// <param name="streamedTags">
    /// Tags to be streamed: rising numbers, since the check does not decode what it is sent.
    /// </param>
    internal DatasetFixture(int records, int streamedTags)
    {
        using RandomNumberGenerator rng = RandomNumberGenerator.Create();
        _key = RecordKey.Create(rng);
        Records = records;
        _tags = new byte[streamedTags * TagVerifier.TagSize];
        for (int i = 0; i < streamedTags; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(_tags.AsSpan(i * TagVerifier.TagSize), i + 1);
        }
    }

    internal int Records { get; }

    internal TaggedDataset Tag(int threads) =>
        DatasetTagging.Tag(_context, _key, NewRecords(), new DatasetOptions { Threads = threads });

    internal byte[] CheckStream()
    {
        var checker = new TagVerifier();
        int chunk = ChunkTags * TagVerifier.TagSize;
        for (int start = 0; start < _tags.Length; start += chunk)
        {
            TagFailure failure = checker.Add(_tags.AsSpan(start, Math.Min(chunk, _tags.Length - start)));
            if (failure != TagFailure.None)
            {
                throw new InvalidOperationException($"The stream is rejected: {failure}.");
            }
        }

        return checker.Root();
    }

    private IEnumerable<ReadOnlyMemory<byte>> NewRecords()
    {
        byte[] record = new byte[RecordSize];
        for (int i = 0; i < Records; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(record, i);
            yield return record;
        }
    }
}
