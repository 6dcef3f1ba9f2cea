using Candor.Commitments.Datasets;
using Candor.Commitments.Disjointness;
using Candor.Commitments.Group;
using Candor.Commitments.Merkle;
using Candor.Commitments.Statements;
using Candor.Commitments.Tests.Datasets;
using Candor.Commitments.Tests.Statements;

namespace Candor.Commitments.Tests.Disjointness;

public sealed class DisjointnessTests
{
    private static readonly StatementContext County = Samples.Context with { Participant = "county" };
    private static readonly RecordKey CountyKey = DatasetSamples.NewKey(61);

    // Three of st-mary's records, and twenty of its own.
    private static readonly TaggedDataset CountyDataset = DatasetSamples.Tag(
        [
            DatasetSamples.Records[7],
            .. DatasetSamples.NewRecords("county", 20),
            DatasetSamples.Records[0],
            DatasetSamples.Records[299],
        ],
        CountyKey);

    private static readonly DoubleTagTerms ByMary = new(
        Samples.Context, DatasetSamples.Key.PublicKey, "county", CommittedTags.Of(CountyDataset));

    private static readonly DoubleTagTerms ByCounty = new(
        County, CountyKey.PublicKey, "st-mary", CommittedTags.Of(DatasetSamples.Dataset));

    private static readonly DoubleTagSegment Segment = Multiply(ByMary, DatasetSamples.Key).Single();

    [Fact]
    public void SharedWith_BothSides_NameTheSharedRecords()
    {
        DoubleTags ofCounty = Check(ByMary, Multiply(ByMary, DatasetSamples.Key));
        DoubleTags ofMary = Check(ByCounty, Multiply(ByCounty, CountyKey));
        Assert.Equal(
            [0L, 7, 299],
            ofMary.SharedWith(ofCounty).Select(DatasetSamples.Dataset.RecordPosition).Order());
        Assert.Equal([0L, 21, 22], ofCounty.SharedWith(ofMary).Select(CountyDataset.RecordPosition).Order());
        Assert.Equal(CountyDataset.Size, ofCounty.Size);
    }

    [Fact]
    public void SharedWith_DisjointDatasets_IsEmpty()
    {
        TaggedDataset other = DatasetSamples.Tag(DatasetSamples.NewRecords("city", 30), CountyKey);
        DoubleTagTerms byMary = ByMary with { OtherTags = CommittedTags.Of(other) };
        DoubleTags ofCity = Check(byMary, Multiply(byMary, DatasetSamples.Key));
        DoubleTags ofMary = Check(ByCounty, Multiply(ByCounty, CountyKey));
        Assert.Empty(ofCity.SharedWith(ofMary));
        Assert.Empty(ofMary.SharedWith(ofCity));
    }

    [Fact]
    public void Add_SeveralSegments_AreCheckedInOrder()
    {
        // Only multiples of the basepoint are needed for tags: encodings of distinct elements in their order.
        const int Count = DoubleTagSegment.MaximumTags + 3;
        DoubleTagTerms terms = ByMary with { OtherTags = Commit(SortedMultiples(Count)) };
        DoubleTagSegment[] segments = [.. Multiply(terms, DatasetSamples.Key)];
        Assert.Equal([DoubleTagSegment.MaximumTags, 3], segments.Select(segment => segment.DoubleTags.Length / 32));
        Assert.Equal((ulong)Count, Check(terms, segments).Size);

        var checker = new DoubleTagChecker(terms);
        Assert.Equal(DoubleTagFailure.WrongCount, checker.Add(segments[1]));
        checker = new(terms);
        Assert.Equal(DoubleTagFailure.None, checker.Add(segments[0]));
        Assert.Equal(DoubleTagFailure.Incomplete, checker.Finish(out DoubleTags? none));
        Assert.Null(none);
    }

    [Fact]
    public void Add_OneWrongDoubleTag_IsRefused()
    {
        for (int i = 0; i < (int)CountyDataset.Size; i += 6)
        {
            byte[] changed = Segment.DoubleTags.ToArray();
            Assert.True(RistrettoPoint.TryParse(changed.AsSpan(32 * i, 32), out RistrettoPoint point));
            (point + RistrettoPoint.Basepoint).WriteBytes(changed.AsSpan(32 * i));
            AssertRefused(DoubleTagFailure.NotTheKeysMultiples, ByMary, Segment with { DoubleTags = changed });
        }
    }

    [Fact]
    public void Add_DoubleTagsSwapped_IsRefused()
    {
        byte[] tags = Segment.DoubleTags.ToArray();
        byte[] swapped = [.. tags[32..64], .. tags[..32], .. tags[64..]];
        AssertRefused(DoubleTagFailure.NotTheKeysMultiples, ByMary, Segment with { DoubleTags = swapped });
    }

    [Fact]
    public void Add_AnotherKey_IsRefused()
    {
        // Overlap hides behind a key that is not the committed one.
        RecordKey fresh = DatasetSamples.NewKey(62);
        DoubleTagSegment hidden = Multiply(ByMary with { RecordKey = fresh.PublicKey }, fresh).Single();
        AssertRefused(DoubleTagFailure.NotTheKeysMultiples, ByMary, hidden);
        Assert.Throws<ArgumentException>(() => Multiply(ByMary, fresh));
    }

    [Fact]
    public void Add_OtherTerms_IsRefused()
    {
        DoubleTagTerms[] variants =
        [
            .. Variants.Of(ByMary.Context).Select(context => ByMary with { Context = context }),
            ByMary with { OtherParticipant = "city" },
            ByMary with { RecordKey = CountyKey.PublicKey },
        ];
        Assert.All(variants, terms => AssertRefused(DoubleTagFailure.NotTheKeysMultiples, terms, Segment));
    }

    [Fact]
    public void Add_MalformedParts_AreNamed()
    {
        byte[] identity = [.. new byte[32], .. Segment.DoubleTags[32..].Span];
        AssertRefused(DoubleTagFailure.MalformedDoubleTag, ByMary, Segment with { DoubleTags = identity });
        AssertRefused(DoubleTagFailure.WrongCount, ByMary, Segment with { DoubleTags = Segment.DoubleTags[32..] });
        AssertRefused(DoubleTagFailure.WrongCount, ByMary, Segment with { DoubleTags = Segment.DoubleTags[1..] });
        AssertRefused(DoubleTagFailure.MalformedProof, ByMary, Segment with { Proof = Segment.Proof[1..] });
        AssertRefused(DoubleTagFailure.MalformedKey, ByMary with { RecordKey = new byte[32] }, Segment);
        var complete = new DoubleTagChecker(ByMary);
        Assert.Equal(DoubleTagFailure.None, complete.Add(Segment));
        Assert.Equal(DoubleTagFailure.WrongCount, complete.Add(Segment));
    }

    [Fact]
    public void Add_CommittedTagThatIsNoElement_IsNamed()
    {
        // Its owner's fault, not the multiplier's.
        byte[] tags = [.. SortedMultiples(3), .. Enumerable.Repeat((byte)0xFF, 32)];
        DoubleTagTerms terms = ByMary with { OtherTags = Commit(tags) };
        AssertRefused(DoubleTagFailure.MalformedTag, terms, Segment with { DoubleTags = tags });
        ArgumentException thrown = Assert.Throws<ArgumentException>(
            () => Multiply(terms, DatasetSamples.Key).ToArray());
        Assert.Contains("Tag 3 ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CommittedTags_TagsThatAreNotTheCommittedOnes_AreRefused()
    {
        ReadOnlyMemory<byte> tags = DatasetSamples.AllTags(CountyDataset);
        Assert.Equal(TagFailure.None, CommittedTags.TryCreate(tags, CountyDataset.Root, out _));
        Assert.Equal(
            TagFailure.RootMismatch, CommittedTags.TryCreate(tags[32..], CountyDataset.Root, out CommittedTags? none));
        Assert.Null(none);
        Assert.Equal(
            TagFailure.RootMismatch, CommittedTags.TryCreate(tags, DatasetSamples.Dataset.Root, out _));
        byte[] repeated = [.. tags[..32].Span, .. tags.Span];
        Assert.Equal(TagFailure.RepeatedTag, CommittedTags.TryCreate(repeated, CountyDataset.Root, out _));
        Assert.Equal(TagFailure.WrongLength, CommittedTags.TryCreate(tags[1..], CountyDataset.Root, out _));
    }

    private static void AssertRefused(DoubleTagFailure expected, DoubleTagTerms terms, DoubleTagSegment segment)
    {
        var checker = new DoubleTagChecker(terms);
        Assert.Equal(expected, checker.Add(segment));
        Assert.Equal(expected, checker.Finish(out DoubleTags? none));
        Assert.Null(none);
    }

    private static DoubleTags Check(DoubleTagTerms terms, IEnumerable<DoubleTagSegment> segments)
    {
        var checker = new DoubleTagChecker(terms);
        Assert.All(segments, segment => Assert.Equal(DoubleTagFailure.None, checker.Add(segment)));
        Assert.Equal(DoubleTagFailure.None, checker.Finish(out DoubleTags? doubleTags));
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
