using Candor.Commitments.Datasets;
using Candor.Commitments.Group;
using Candor.Commitments.Merkle;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Overlap;

[Trait("Category", "Slow")]
public sealed class OverlapStatementTests
{
    private static readonly StatementContext s_county = Samples.Context with { Participant = "county" };
    private static readonly RecordKey s_countyKey = DatasetSamples.NewKey(61);

    // Three of st-mary's records, and twenty of its own.
    private static readonly TaggedDataset s_countyDataset = DatasetSamples.Tag(
        [
            DatasetSamples.Records[7],
            .. DatasetSamples.NewRecords("county", 20),
            DatasetSamples.Records[0],
            DatasetSamples.Records[299],
        ],
        s_countyKey);

    private static readonly DoubleTagTerms s_byMary = new(
        Samples.Context, DatasetSamples.Key.PublicKey, "county", CommittedTags.Of(s_countyDataset));

    private static readonly DoubleTagTerms s_byCounty = new(
        s_county, s_countyKey.PublicKey, "st-mary", CommittedTags.Of(DatasetSamples.Dataset));

    private static readonly DoubleTagSegment s_segment = Multiply(s_byMary, DatasetSamples.Key).Single();

    [Fact]
    public void SharedWith_BothSides_NameTheSharedRecords()
    {
        DoubleTags ofCounty = Check(s_byMary, Multiply(s_byMary, DatasetSamples.Key));
        DoubleTags ofMary = Check(s_byCounty, Multiply(s_byCounty, s_countyKey));
        Assert.Equal(
            [0L, 7, 299],
            ofMary.SharedWith(ofCounty).Select(DatasetSamples.Dataset.RecordPosition).Order());
        Assert.Equal([0L, 21, 22], ofCounty.SharedWith(ofMary).Select(s_countyDataset.RecordPosition).Order());
        Assert.Equal(s_countyDataset.Size, ofCounty.Size);
    }

    [Fact]
    public void SharedWith_DisjointDatasets_IsEmpty()
    {
        TaggedDataset other = DatasetSamples.Tag(DatasetSamples.NewRecords("city", 30), s_countyKey);
        DoubleTagTerms byMary = s_byMary with { OtherTags = CommittedTags.Of(other) };
        DoubleTags ofCity = Check(byMary, Multiply(byMary, DatasetSamples.Key));
        DoubleTags ofMary = Check(s_byCounty, Multiply(s_byCounty, s_countyKey));
        Assert.Empty(ofCity.SharedWith(ofMary));
        Assert.Empty(ofMary.SharedWith(ofCity));
    }

    [Fact]
    public void Add_SeveralSegments_AreCheckedInOrder()
    {
        // Only multiples of the basepoint are needed for tags: encodings of distinct elements in their order.
        const int Count = DoubleTagSegment.MaximumTags + 3;
        DoubleTagTerms terms = s_byMary with { OtherTags = Commit(SortedMultiples(Count)) };
        DoubleTagSegment[] segments = [.. Multiply(terms, DatasetSamples.Key)];
        Assert.Equal([DoubleTagSegment.MaximumTags, 3], segments.Select(segment => segment.DoubleTags.Length / 32));
        Assert.Equal((ulong)Count, Check(terms, segments).Size);

        var verifier = new DoubleTagVerifier(terms);
        Assert.Equal(DoubleTagFailure.WrongCount, verifier.Add(segments[1]));
        verifier = new(terms);
        Assert.Equal(DoubleTagFailure.None, verifier.Add(segments[0]));
        Assert.Equal(DoubleTagFailure.Incomplete, verifier.Finish(out DoubleTags? none));
        Assert.Null(none);
    }

    [Fact]
    public void Add_OneWrongDoubleTag_IsRefused()
    {
        for (int i = 0; i < (int)s_countyDataset.Size; i += 6)
        {
            byte[] changed = s_segment.DoubleTags.ToArray();
            Assert.True(RistrettoPoint.TryParse(changed.AsSpan(32 * i, 32), out RistrettoPoint point));
            (point + RistrettoPoint.Basepoint).WriteBytes(changed.AsSpan(32 * i));
            AssertRefused(DoubleTagFailure.NotTheKeysMultiples, s_byMary, s_segment with { DoubleTags = changed });
        }
    }

    [Fact]
    public void Add_DoubleTagsSwapped_IsRefused()
    {
        byte[] tags = s_segment.DoubleTags.ToArray();
        byte[] swapped = [.. tags[32..64], .. tags[..32], .. tags[64..]];
        AssertRefused(DoubleTagFailure.NotTheKeysMultiples, s_byMary, s_segment with { DoubleTags = swapped });
    }

    [Fact]
    public void Add_AnotherKey_IsRefused()
    {
        // Overlap hides behind a key that is not the committed one.
        RecordKey fresh = DatasetSamples.NewKey(62);
        DoubleTagSegment hidden = Multiply(s_byMary with { RecordKey = fresh.PublicKey }, fresh).Single();
        AssertRefused(DoubleTagFailure.NotTheKeysMultiples, s_byMary, hidden);
        Assert.Throws<ArgumentException>(() => Multiply(s_byMary, fresh));
    }

    [Fact]
    public void Add_OtherTerms_IsRefused()
    {
        DoubleTagTerms[] variants =
        [
            .. Variants.Of(s_byMary.Context).Select(context => s_byMary with { Context = context }),
            s_byMary with { OtherParticipant = "city" },
            s_byMary with { RecordKey = s_countyKey.PublicKey },
        ];
        Assert.All(variants, terms => AssertRefused(DoubleTagFailure.NotTheKeysMultiples, terms, s_segment));
    }

    [Fact]
    public void Add_MalformedParts_AreNamed()
    {
        byte[] identity = [.. new byte[32], .. s_segment.DoubleTags[32..].Span];
        AssertRefused(DoubleTagFailure.MalformedDoubleTag, s_byMary, s_segment with { DoubleTags = identity });
        AssertRefused(
            DoubleTagFailure.WrongCount, s_byMary, s_segment with { DoubleTags = s_segment.DoubleTags[32..] });
        AssertRefused(DoubleTagFailure.WrongCount, s_byMary, s_segment with { DoubleTags = s_segment.DoubleTags[1..] });
        AssertRefused(DoubleTagFailure.MalformedProof, s_byMary, s_segment with { Proof = s_segment.Proof[1..] });
        AssertRefused(DoubleTagFailure.MalformedKey, s_byMary with { RecordKey = new byte[32] }, s_segment);
        var complete = new DoubleTagVerifier(s_byMary);
        Assert.Equal(DoubleTagFailure.None, complete.Add(s_segment));
        Assert.Equal(DoubleTagFailure.WrongCount, complete.Add(s_segment));
    }

    [Fact]
    public void Add_CommittedTagThatIsNoElement_IsNamed()
    {
        // Its owner's fault, not the multiplier's.
        byte[] tags = [.. SortedMultiples(3), .. Enumerable.Repeat((byte)0xFF, 32)];
        DoubleTagTerms terms = s_byMary with { OtherTags = Commit(tags) };
        AssertRefused(DoubleTagFailure.MalformedTag, terms, s_segment with { DoubleTags = tags });
        ArgumentException thrown = Assert.Throws<ArgumentException>(
            () => Multiply(terms, DatasetSamples.Key).ToArray());
        Assert.Contains("Tag 3 ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CommittedTags_TagsThatAreNotTheCommittedOnes_AreRefused()
    {
        ReadOnlyMemory<byte> tags = DatasetSamples.AllTags(s_countyDataset);
        Assert.Equal(TagFailure.None, CommittedTags.TryCreate(tags, s_countyDataset.Root, out _));
        Assert.Equal(
            TagFailure.RootMismatch,
            CommittedTags.TryCreate(tags[32..], s_countyDataset.Root, out CommittedTags? none));
        Assert.Null(none);
        Assert.Equal(
            TagFailure.RootMismatch, CommittedTags.TryCreate(tags, DatasetSamples.Dataset.Root, out _));
        byte[] repeated = [.. tags[..32].Span, .. tags.Span];
        Assert.Equal(TagFailure.RepeatedTag, CommittedTags.TryCreate(repeated, s_countyDataset.Root, out _));
        Assert.Equal(TagFailure.WrongLength, CommittedTags.TryCreate(tags[1..], s_countyDataset.Root, out _));
    }

    private static void AssertRefused(DoubleTagFailure expected, DoubleTagTerms terms, DoubleTagSegment segment)
    {
        var verifier = new DoubleTagVerifier(terms);
        Assert.Equal(expected, verifier.Add(segment));
        Assert.Equal(expected, verifier.Finish(out DoubleTags? none));
        Assert.Null(none);
    }

    private static DoubleTags Check(DoubleTagTerms terms, IEnumerable<DoubleTagSegment> segments)
    {
        var verifier = new DoubleTagVerifier(terms);
        Assert.All(segments, segment => Assert.Equal(DoubleTagFailure.None, verifier.Add(segment)));
        Assert.Equal(DoubleTagFailure.None, verifier.Finish(out DoubleTags? doubleTags));
        return doubleTags!;
    }

    private static IEnumerable<DoubleTagSegment> Multiply(DoubleTagTerms terms, RecordKey key) =>
        DoubleTagging.Multiply(terms, key, new SeededRandom(63));

    private static CommittedTags Commit(byte[] tags)
    {
        var tree = new MerkleAccumulator();
        foreach (byte[] tag in tags.Chunk(32))
        {
            tree.Append(tag);
        }

        Assert.Equal(TagFailure.None, CommittedTags.TryCreate(tags, tree.Root(), out CommittedTags? committed));
        return committed!;
    }

    private static byte[] SortedMultiples(int count)
    {
        var points = new RistrettoPoint[count];
        points[0] = RistrettoPoint.Basepoint;
        for (int i = 1; i < count; i++)
        {
            points[i] = points[i - 1] + RistrettoPoint.Basepoint;
        }

        byte[] encodings = new byte[count * 32];
        BatchEncoding.WriteDoubles(points, encodings);
        var byBytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));
        return [.. encodings.Chunk(32).Order(byBytes).SelectMany(encoding => encoding)];
    }
}
