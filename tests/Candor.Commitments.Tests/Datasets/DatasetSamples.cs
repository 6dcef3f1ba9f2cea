using System.Text;
using Candor.Commitments.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Datasets;

/// <summary>One participant's dataset, the same in every test.</summary>
internal static class DatasetSamples
{
    internal const int Size = 300;

    internal static ReadOnlyMemory<byte>[] Records { get; } = NewRecords("st-mary", Size);

    internal static RecordKey Key { get; } = NewKey(11);

    internal static TaggedDataset Dataset { get; } = Tag(Records, Key);

    internal static CommitmentOpening Opening { get; } = Samples.NewOpening(Size, 12);

    internal static DatasetTerms Terms { get; } = NewTerms(Dataset, Key, Opening);

    internal static ReadOnlyMemory<byte>[] NewRecords(string owner, int count) =>
        [.. Enumerable.Range(0, count).Select(i => NewRecord($"{owner},{i},{i * 0.5:F1}"))];

    internal static ReadOnlyMemory<byte> NewRecord(string text) => Encoding.UTF8.GetBytes(text);

    internal static RecordKey NewKey(ulong seed)
    {
        using var rng = new SeededRandom(seed);
        return RecordKey.Create(rng);
    }

    internal static TaggedDataset Tag(
        IEnumerable<ReadOnlyMemory<byte>> records, RecordKey key, bool keepRepeats = false) =>
        DatasetTagging.Tag(Samples.Context, key, records, new DatasetOptions { KeepRepeats = keepRepeats });

    internal static DatasetTerms NewTerms(TaggedDataset dataset, RecordKey key, CommitmentOpening opening) =>
        new(Samples.Context, dataset.Root, key.PublicKey, dataset.Size, opening.Commit());

    internal static byte[] AllTags(TaggedDataset dataset)
    {
        byte[] tags = new byte[dataset.Size * TagVerifier.TagSize];
        Assert.Equal((int)dataset.Size, dataset.CopyTags(0, tags));
        return tags;
    }
}
