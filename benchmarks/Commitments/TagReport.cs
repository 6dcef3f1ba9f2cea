using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;

namespace Candor.Benchmarks.Commitments;

/// <summary>Datasets from ten thousand to a million records: tagged on two threads, what they hold in memory, and their
/// tags checked as a validator checks them.</summary>
internal static class TagReport
{
    private const int RecordBytes = 64;
    private const int ChunkBytes = 1 << 18;

    internal static void Run(TextWriter output)
    {
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        var context = new StatementContext("markets/benchmark", new byte[32], "p0", new byte[91]);
        RecordKey key = RecordKey.Create(random);
        Tag(context, key, 20_000);
        double baseline = 0;
        foreach (int records in (int[])[10_000, 100_000, 1_000_000])
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            long start = Stopwatch.GetTimestamp();
            TaggedDataset dataset = Tag(context, key, records);
            double tagging = Stopwatch.GetElapsedTime(start).TotalSeconds;
            long held = GC.GetTotalMemory(forceFullCollection: true) - before;
            double checking = Check(dataset);
            baseline = baseline == 0 ? tagging / records : baseline;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{records,9:N0} records: tagged in {tagging,6:F2} s, {records / tagging,8:N0} a second, "
                + $"{tagging / records / baseline:F2} x the first a record; {held / (double)records:F1} bytes held a "
                + $"record; tags checked in {checking:F3} s"));
            GC.KeepAlive(dataset);
        }
    }

    private static TaggedDataset Tag(StatementContext context, RecordKey key, int records) =>
        DatasetTagging.Tag(context, key, Records(records), new DatasetOptions { Threads = 2 });

    private static double Check(TaggedDataset dataset)
    {
        byte[] chunk = new byte[ChunkBytes];
        var checker = new TagVerifier();
        long start = Stopwatch.GetTimestamp();
        for (ulong sent = 0; sent < dataset.Size;)
        {
            int copied = dataset.CopyTags(sent, chunk);
            checker.Add(chunk.AsSpan(0, copied * TagVerifier.TagSize));
            sent += (ulong)copied;
        }

        TagFailure failure = checker.Finish(dataset.Root.Span, dataset.Size);
        return failure == TagFailure.None
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"The tags are rejected: {failure}.");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Records(int count)
    {
        byte[] record = new byte[RecordBytes];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(record, i);
            yield return record;
        }
    }
}
