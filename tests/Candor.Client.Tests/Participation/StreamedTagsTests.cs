using System.Security.Cryptography;
using Candor.Client.Participation;
using Candor.Commitments.Merkle;
using Candor.Commitments.Overlap;

namespace Candor.Client.Tests.Participation;

/// <summary>Another's tags, read twice: what the second time gives is what the first time was checked for.</summary>
public sealed class StreamedTagsTests
{
    private const int SegmentBytes = DoubleTagSegment.MaximumTags * 32;

    // Two whole segments and a bit of a third; rising as tags do, and nobody multiplies them.
    private static readonly byte[] s_tags = Rising((2 * DoubleTagSegment.MaximumTags) + 5);
    private static readonly byte[] s_root = RootOf(s_tags);

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(8_192)]
    [InlineData(40_000)]
    public async Task ReadSegments_SameTagsInAnyChunks_GivesEachSegment(int chunkTags)
    {
        StreamedTags tags = Tags(s_tags, s_tags, chunkTags);
        CommittedTags committed = await tags.ReadAsync(s_root, (ulong)s_tags.Length / 32, default);
        var read = new List<byte[]>();
        await foreach (ReadOnlyMemory<byte> segment in tags.ReadSegmentsAsync(committed, default))
        {
            read.Add(segment.ToArray());
        }

        Assert.Equal([SegmentBytes, SegmentBytes, 160], read.Select(segment => segment.Length));
        Assert.Equal(s_tags, read.SelectMany(segment => segment));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(DoubleTagSegment.MaximumTags, 1)]
    [InlineData((2 * DoubleTagSegment.MaximumTags) + 4, 2)]
    public async Task ReadSegments_ATagThatDiffersTheSecondTime_IsRefusedBeforeItsSegmentIsGiven(int changed, int before)
    {
        byte[] second = [.. s_tags];
        second[(changed * 32) + 31] ^= 1;
        Assert.Equal(before, await CountRefusedAsync(second));
    }

    [Fact]
    public async Task ReadSegments_FewerOrMoreTagsTheSecondTime_AreRefused()
    {
        Assert.Equal(2, await CountRefusedAsync(s_tags[..^32]));
        Assert.Equal(2, await CountRefusedAsync(s_tags[..(2 * SegmentBytes)]));
        Assert.Equal(0, await CountRefusedAsync([]));
        Assert.Equal(3, await CountRefusedAsync([.. s_tags, .. new byte[32]]));
    }

    [Fact]
    public async Task Read_TagsThatAreNotTheCommittedOnes_AreRefused()
    {
        ulong size = (ulong)s_tags.Length / 32;
        await RefusesAsync(s_tags[32..], size - 1, "RootMismatch");
        await RefusesAsync(s_tags[32..], size, "WrongSize");
        await RefusesAsync([.. s_tags[32..64], .. s_tags[..32]], size, "UnsortedTag");
        await RefusesAsync(s_tags, 10, "more tags");

        static async Task RefusesAsync(byte[] tags, ulong size, string because)
        {
            UnverifiedAnswerException refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
                () => Tags(tags, [], 100).ReadAsync(s_root, size, default));
            Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_TwiceAsMany_AllocatesNoSecondSegment()
    {
        // All on this thread: the stream is there at once. Both passes over one, then over three segments.
        _ = await AllocatedByAsync(Rising(DoubleTagSegment.MaximumTags));
        long one = await AllocatedByAsync(Rising(DoubleTagSegment.MaximumTags));
        long three = await AllocatedByAsync(s_tags);
        Assert.InRange(one, SegmentBytes, SegmentBytes + (64 << 10));
        Assert.InRange(three - one, 0, 64 << 10);

        static async Task<long> AllocatedByAsync(byte[] all)
        {
            byte[] root = RootOf(all);
            StreamedTags tags = Tags(all, all, 8_192);
            long before = GC.GetAllocatedBytesForCurrentThread();
            CommittedTags committed = await tags.ReadAsync(root, (ulong)all.Length / 32, default);
            await foreach (ReadOnlyMemory<byte> segment in tags.ReadSegmentsAsync(committed, default))
            {
                Assert.False(segment.IsEmpty);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static async Task<int> CountRefusedAsync(byte[] second)
    {
        StreamedTags tags = Tags(s_tags, second, 1_000);
        CommittedTags committed = await tags.ReadAsync(s_root, (ulong)s_tags.Length / 32, default);
        int given = 0;
        UnverifiedAnswerException refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(async () =>
        {
            await foreach (ReadOnlyMemory<byte> segment in tags.ReadSegmentsAsync(committed, default))
            {
                Assert.Equal(s_tags.AsSpan(given * SegmentBytes, segment.Length), segment.Span);
                given++;
            }
        });
        Assert.Equal(AnswerFault.Malformed, refused.Fault);
        Assert.Contains("the second time", refused.Message, StringComparison.Ordinal);
        return given;
    }

    private static StreamedTags Tags(byte[] first, byte[] second, int chunkTags)
    {
        int opened = 0;
        return new StreamedTags("south", _ => Stream(opened++ == 0 ? first : second));

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Stream(byte[] all)
        {
            await Task.CompletedTask;
            for (int i = 0; i < all.Length; i += chunkTags * 32)
            {
                yield return all.AsMemory(i, Math.Min(chunkTags * 32, all.Length - i));
            }
        }
    }

    private static byte[] Rising(int count)
    {
        byte[] tags = RandomNumberGenerator.GetBytes(count * 32);
        for (int i = 0; i < count; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(tags.AsSpan(i * 32), i + 1);
        }

        return tags;
    }

    private static byte[] RootOf(byte[] tags)
    {
        var tree = new MerkleAccumulator();
        for (int i = 0; i < tags.Length; i += 32)
        {
            tree.Append(tags.AsSpan(i, 32));
        }

        return tree.Root();
    }
}
