using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Overlap;

/// <summary>The overlap check over tags that come twice as a stream, with segments of a few tags.</summary>
public sealed class StreamedTagsTests
{
    private const int SegmentTags = 4;
    private const int SegmentBytes = SegmentTags * TagVerifier.TagSize;

    private static readonly RecordKey s_countyKey = DatasetSamples.NewKey(61);

    private static readonly TaggedDataset s_county =
        DatasetSamples.Tag(DatasetSamples.NewRecords("county", 11), s_countyKey);

    private static readonly byte[] s_tags = DatasetSamples.AllTags(s_county).ToArray();

    private static readonly DoubleTagTerms s_terms = new(
        Samples.Context, DatasetSamples.Key.PublicKey, "county", Streamed(s_tags, s_county.Root, chunk: 5));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    public void Builder_TagsInAnyChunks_LeavesTheSegmentsOfTheCommittedTags(int chunk)
    {
        CommittedTags streamed = Streamed(s_tags, s_county.Root, chunk);
        Assert.Equal((11ul, 3), (streamed.Size, streamed.Segments));
        Assert.True(streamed.Tags.IsEmpty);
        Assert.Equal([128, 128, 96, 0], Enumerable.Range(0, 4).Select(streamed.SizeOf));
        Assert.All(Enumerable.Range(0, 3), i => Assert.True(streamed.IsSegment(i, Segment(i).Span)));
        Assert.False(streamed.IsSegment(0, Segment(1).Span));
        Assert.False(streamed.IsSegment(2, Segment(1).Span));
        Assert.False(streamed.IsSegment(3, default));
        Assert.False(streamed.IsSegment(-1, default));
    }

    [Fact]
    public void Builder_TagsThatAreNotTheCommittedOnes_LeavesNothing()
    {
        Assert.Equal(TagFailure.RootMismatch, Finish(s_tags, DatasetSamples.Dataset.Root, 11));
        Assert.Equal(TagFailure.WrongSize, Finish(s_tags, s_county.Root, 12));
        Assert.Equal(TagFailure.WrongSize, Finish(s_tags[32..], s_county.Root, 11));
        Assert.Equal(TagFailure.UnsortedTag, Finish([.. s_tags[32..64], .. s_tags[..32]], s_county.Root, 2));
        Assert.Equal(TagFailure.WrongLength, Finish(s_tags[1..], s_county.Root, 11));
    }

    [Fact]
    public void MultiplySegment_TagsThatDifferFromTheFirstTime_AreRefusedBeforeAnyIsMultiplied()
    {
        // Whatever is multiplied shows in the randomness that the proof draws, so one that throws finds out.
        using var random = new NoRandomness();
        byte[] changed = Segment(1).ToArray();
        Segment(0)[..32].CopyTo(changed);
        ReadOnlyMemory<byte>[] others = [changed, Segment(0), Segment(1)[32..], Segment(2), default];
        Assert.All(others, tags => Assert.Equal(
            "tags",
            Assert.Throws<ArgumentException>(
                () => DoubleTagging.MultiplySegment(s_terms, 1, tags, DatasetSamples.Key, random)).ParamName));
        Assert.Throws<ArgumentException>(
            () => DoubleTagging.MultiplySegment(s_terms, 3, default, DatasetSamples.Key, random));
        Assert.Throws<ArgumentException>(
            () => DoubleTagging.MultiplySegment(s_terms, 1, Segment(1), s_countyKey, random));
        Assert.Throws<NotSupportedException>(
            () => DoubleTagging.MultiplySegment(s_terms, 1, Segment(1), DatasetSamples.Key, random));
    }

    [Fact]
    public void Verifier_SegmentsOfStreamedTags_AreCheckedLikeHeldOnes()
    {
        DoubleTagSegment[] segments = [.. Enumerable.Range(0, 3).Select(Multiply)];
        byte[] held = DoubleTagging.Multiply(
            s_terms with { OtherTags = CommittedTags.Of(s_county) }, DatasetSamples.Key, new SeededRandom(2))
            .Single().DoubleTags.ToArray();
        Assert.Equal(held, segments.SelectMany(segment => segment.DoubleTags.ToArray()));

        var verifier = new DoubleTagVerifier(s_terms);
        for (int i = 0; i < segments.Length; i++)
        {
            Assert.Equal(DoubleTagFailure.Incomplete, Unfinished(i));
            Assert.Equal(s_terms.OtherTags.SizeOf(i), verifier.NextSize);
            Assert.Equal(DoubleTagFailure.None, verifier.Add(Segment(i), segments[i]));
        }

        Assert.Equal((DoubleTagFailure.None, 0), (verifier.Finish(), verifier.NextSize));
        Assert.Equal(DoubleTagFailure.WrongCount, verifier.Add(default, segments[0]));

        DoubleTagFailure Unfinished(int count)
        {
            var fewer = new DoubleTagVerifier(s_terms);
            for (int i = 0; i < count; i++)
            {
                fewer.Add(Segment(i), segments[i]);
            }

            return fewer.Finish();
        }
    }

    [Fact]
    public void Verifier_WrongSegmentOfStreamedTags_IsRefused()
    {
        DoubleTagSegment first = Multiply(0);
        Assert.Equal(
            DoubleTagFailure.NotTheKeysMultiples,
            new DoubleTagVerifier(s_terms).Add(Segment(0), Multiply(1)));
        Assert.Equal(
            DoubleTagFailure.WrongCount,
            new DoubleTagVerifier(s_terms).Add(Segment(0), first with { DoubleTags = first.DoubleTags[32..] }));
        Assert.Throws<ArgumentException>(() => new DoubleTagVerifier(s_terms).Add(Segment(1), first));
        Assert.Throws<InvalidOperationException>(() => new DoubleTagVerifier(s_terms).Add(first));
        Assert.Throws<InvalidOperationException>(() => new DoubleTagVerifier(s_terms).Finish(out _));
        Assert.Throws<InvalidOperationException>(
            () => DoubleTagging.Multiply(s_terms, DatasetSamples.Key, new SeededRandom(2)).ToArray());
    }

    [Fact]
    public void Builder_TagsOfAnyNumber_TakesAHashASegmentAndNoMore()
    {
        // One tag after the other in rising order; nobody multiplies them.
        const int Few = 1 << 10;
        const int Many = 1 << 14;
        long few = AllocatedBy(Few);
        long many = AllocatedBy(Many);
        long segments = (Many - Few) / 256;

        // A list that grows, a hash and its array for each segment, and the levels of the tree: but no tags.
        Assert.InRange(many - few, 0, segments * 256);
        Assert.True(segments * 256 < (Many - Few) * TagVerifier.TagSize / 8);

        static long AllocatedBy(int count)
        {
            byte[] tag = new byte[TagVerifier.TagSize];
            long before = GC.GetAllocatedBytesForCurrentThread();
            using var builder = new CommittedTagsBuilder(segmentTags: 256);
            for (int i = 1; i <= count; i++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(tag, i);
                builder.Add(tag);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static DoubleTagSegment Multiply(int segment) => DoubleTagging.MultiplySegment(
        s_terms, segment, Segment(segment), DatasetSamples.Key, new SeededRandom(7));

    private static ReadOnlyMemory<byte> Segment(int i) =>
        s_tags.AsMemory(i * SegmentBytes, Math.Min(SegmentBytes, s_tags.Length - (i * SegmentBytes)));

    private static CommittedTags Streamed(byte[] tags, ReadOnlyMemory<byte> root, int chunk)
    {
        using var builder = new CommittedTagsBuilder(SegmentTags);
        foreach (byte[] part in tags.Chunk(chunk * TagVerifier.TagSize))
        {
            Assert.Equal(TagFailure.None, builder.Add(part));
        }

        Assert.Equal(TagFailure.None, builder.Finish(root, (ulong)(tags.Length / 32), out CommittedTags? committed));
        return committed!;
    }

    private static TagFailure Finish(byte[] tags, ReadOnlyMemory<byte> root, ulong size)
    {
        using var builder = new CommittedTagsBuilder(SegmentTags);
        builder.Add(tags);
        TagFailure failure = builder.Finish(root, size, out CommittedTags? none);
        Assert.Null(none);
        return failure;
    }

    private sealed class NoRandomness : System.Security.Cryptography.RandomNumberGenerator
    {
        public override void GetBytes(byte[] data) => throw new NotSupportedException();

        public override void GetBytes(Span<byte> data) => throw new NotSupportedException();
    }
}
