using System.Runtime.CompilerServices;
using Candor.Commitments.Datasets;
using Candor.Commitments.Group;
using Candor.Commitments.Merkle;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Datasets;

public sealed class DatasetTaggingTests
{
    [Fact]
    public void Tag_EveryRecord_IsTheKeyTimesItsElement()
    {
        var map = new RecordMap(Samples.Context);
        byte[] tags = DatasetSamples.AllTags(DatasetSamples.Dataset);
        var seen = new HashSet<long>();
        for (int i = 0; i < DatasetSamples.Size; i++)
        {
            long record = DatasetSamples.Dataset.RecordPosition((ulong)i);
            RistrettoPoint point = map.Point(DatasetSamples.Records[record].Span);
            byte[] expected = SecretMultiplication.Multiply(DatasetSamples.Key.Secret, point).ToArray();
            Assert.Equal(expected, tags[(32 * i)..(32 * (i + 1))]);
            Assert.True(seen.Add(record));
        }

        Assert.Empty(DatasetSamples.Dataset.Repeats);
    }

    [Fact]
    public void Tag_Stream_PassesTheValidatorsCheck()
    {
        var verifier = new TagVerifier();
        byte[] buffer = new byte[7 * TagVerifier.TagSize];
        ulong sent = 0;
        while (DatasetSamples.Dataset.CopyTags(sent, buffer) is > 0 and int count)
        {
            Assert.Equal(TagFailure.None, verifier.Add(buffer.AsSpan(0, count * TagVerifier.TagSize)));
            sent += (ulong)count;
        }

        Assert.Equal(TagFailure.None, verifier.Finish(DatasetSamples.Dataset.Root.Span, DatasetSamples.Size));
    }

    [Fact]
    public void Tag_AnyOrderThreadsOrBatches_GivesTheSameRoot()
    {
        ReadOnlyMemory<byte>[] records = DatasetSamples.NewRecords("many", TagStore.BlockSize + 100);
        byte[] root = DatasetSamples.Tag(records, DatasetSamples.Key).Root.ToArray();
        Assert.Equal(root, DatasetSamples.Tag(records.Reverse(), DatasetSamples.Key).Root);
        TaggedDataset single = DatasetTagging.Tag(
            Samples.Context, DatasetSamples.Key, records, new DatasetOptions { Threads = 1 });
        Assert.Equal(root, single.Root);
        Assert.NotEqual(root, DatasetSamples.Tag(records.Skip(1), DatasetSamples.Key).Root);
    }

    [Fact]
    public void Tag_RepeatedRecords_AreReportedByPositionAndLeftOut()
    {
        ReadOnlyMemory<byte>[] records =
        [
            .. DatasetSamples.Records,
            DatasetSamples.Records[5],
            DatasetSamples.NewRecord("new"),
            DatasetSamples.Records[5],
            DatasetSamples.NewRecord("new"),
        ];
        TaggedDataset dataset = DatasetSamples.Tag(records, DatasetSamples.Key);
        Assert.Equal(
            [
                new(DatasetSamples.Size, 5),
                new(DatasetSamples.Size + 2, 5),
                new(DatasetSamples.Size + 3, DatasetSamples.Size + 1),
            ],
            dataset.Repeats);
        Assert.Equal((ulong)DatasetSamples.Size + 1, dataset.Size);
        Assert.Equal(dataset.Root, DatasetSamples.Tag(records[..^2], DatasetSamples.Key).Root);
    }

    [Fact]
    public void Tag_RepeatsKept_AreRefusedByTheValidator()
    {
        TaggedDataset dataset = DatasetSamples.Tag(
            [.. DatasetSamples.Records, DatasetSamples.Records[5]], DatasetSamples.Key, keepRepeats: true);
        Assert.Equal((ulong)DatasetSamples.Size + 1, dataset.Size);
        Assert.Equal(TagFailure.RepeatedTag, new TagVerifier().Add(DatasetSamples.AllTags(dataset)));
    }

    [Fact]
    public void Tag_AnotherMarketOrKey_SharesNoTag()
    {
        HashSet<string> tags = Split(DatasetSamples.Dataset);
        TaggedDataset otherMarket = DatasetTagging.Tag(
            Samples.Context with { Market = "markets/banks" }, DatasetSamples.Key, DatasetSamples.Records);
        TaggedDataset otherKey = DatasetSamples.Tag(DatasetSamples.Records, DatasetSamples.NewKey(99));
        Assert.False(tags.Overlaps(Split(otherMarket)));
        Assert.False(tags.Overlaps(Split(otherKey)));
    }

    [Fact]
    public void Tag_AnotherParticipantUnderTheSameKey_HasTheSameTags() => Assert.Equal(
        DatasetSamples.Dataset.Root,
        DatasetTagging.Tag(
            Samples.Context with { Participant = "county" }, DatasetSamples.Key, DatasetSamples.Records).Root);

    [Fact]
    public async Task TagAsync_SourceThatReusesItsBuffer_GivesTheSameDataset()
    {
        var reported = new Counts();
        TaggedDataset dataset = await DatasetTagging.TagAsync(
            Samples.Context, DatasetSamples.Key, OneBuffer(CancellationToken.None), progress: reported);
        Assert.Equal(DatasetSamples.Dataset.Root, dataset.Root);
        Assert.Equal([DatasetSamples.Size], reported.Values);
    }

    [Fact]
    public void Tag_CancelledAfterTheFirstBatch_Stops()
    {
        using var source = new CancellationTokenSource();
        var cancel = new Counts(_ => source.Cancel());
        Assert.Throws<OperationCanceledException>(() => DatasetTagging.Tag(
            Samples.Context,
            DatasetSamples.Key,
            DatasetSamples.NewRecords("many", TagStore.BlockSize + 1),
            progress: cancel,
            cancellationToken: source.Token));
        Assert.Equal([TagStore.BlockSize], cancel.Values);
    }

    [Fact]
    public void Tag_NoRecords_IsTheEmptyTree()
    {
        TaggedDataset dataset = DatasetSamples.Tag([], DatasetSamples.Key);
        Assert.Equal(0UL, dataset.Size);
        Assert.Equal(MerkleHash.EmptyRoot(), dataset.Root);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.RecordPosition(0));
    }

    [Fact]
    public void ProveInclusion_EveryTag_Verifies()
    {
        byte[] tags = DatasetSamples.AllTags(DatasetSamples.Dataset);
        for (int i = 0; i < DatasetSamples.Size; i += 13)
        {
            Assert.Equal(
                MerkleFailure.None,
                MerkleProof.VerifyInclusion(
                    MerkleHash.Leaf(tags.AsSpan(32 * i, 32)),
                    (ulong)i,
                    DatasetSamples.Size,
                    DatasetSamples.Dataset.ProveInclusion((ulong)i),
                    DatasetSamples.Dataset.Root.Span));
        }
    }

    [Fact]
    public void RecordKey_ExportedOrNot_IsRestoredOrRefused()
    {
        Assert.True(RecordKey.TryImport(DatasetSamples.Key.Export(), out RecordKey? restored));
        Assert.Equal(DatasetSamples.Key.PublicKey, restored.PublicKey);
        Assert.False(RecordKey.TryImport(new byte[32], out _));
        Assert.False(RecordKey.TryImport(new byte[31], out _));
        Assert.False(RecordKey.TryImport(Generators.Bytes(Generators.Order, 32), out _));
    }

    private static HashSet<string> Split(TaggedDataset dataset) =>
        [.. DatasetSamples.AllTags(dataset).Chunk(32).Select(Convert.ToHexString)];

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OneBuffer(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64];
        foreach (ReadOnlyMemory<byte> record in DatasetSamples.Records)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            record.CopyTo(buffer);
            yield return buffer.AsMemory(0, record.Length);
        }
    }

    private sealed class Counts(Action<long>? then = null) : IProgress<long>
    {
        internal List<long> Values { get; } = [];

        public void Report(long value)
        {
            Values.Add(value);
            then?.Invoke(value);
        }
    }
}
