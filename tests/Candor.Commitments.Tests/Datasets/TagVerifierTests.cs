using Candor.Commitments.Datasets;

namespace Candor.Commitments.Tests.Datasets;

public sealed class TagVerifierTests
{
    private static readonly byte[][] s_tags = [.. DatasetSamples.AllTags(DatasetSamples.Dataset).Chunk(32)];

    [Fact]
    public void Add_TagTwice_IsRepeatedAndNamed()
    {
        var verifier = new TagVerifier();
        Assert.Equal(TagFailure.RepeatedTag, verifier.Add(Join([.. s_tags.Take(9), s_tags[8], .. s_tags.Skip(9)])));
        Assert.Equal(9UL, verifier.Size);
    }

    [Fact]
    public void Add_TagsSwapped_IsUnsortedAndStaysSo()
    {
        var verifier = new TagVerifier();
        Assert.Equal(TagFailure.UnsortedTag, verifier.Add(Join([s_tags[0], s_tags[2], s_tags[1], s_tags[3]])));
        Assert.Equal(2UL, verifier.Size);
        Assert.Equal(TagFailure.UnsortedTag, verifier.Add(s_tags[3]));
        Assert.Equal(TagFailure.UnsortedTag, verifier.Finish(DatasetSamples.Dataset.Root.Span, DatasetSamples.Size));
    }

    [Fact]
    public void Add_RepeatApart_IsUnsorted()
    {
        // A repeated tag that does not stand beside its twin breaks the order instead.
        var verifier = new TagVerifier();
        Assert.Equal(TagFailure.UnsortedTag, verifier.Add(Join([.. s_tags.Take(20), s_tags[3]])));
    }

    [Fact]
    public void Add_IdentityFirst_IsRefused() =>
        Assert.Equal(TagFailure.IdentityTag, new TagVerifier().Add(new byte[32]));

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    public void Add_PartOfATag_IsWrongLength(int length) =>
        Assert.Equal(TagFailure.WrongLength, new TagVerifier().Add(new byte[length]));

    [Fact]
    public void Finish_AnotherSizeOrRoot_IsRefused()
    {
        ReadOnlySpan<byte> root = DatasetSamples.Dataset.Root.Span;
        Assert.Equal(TagFailure.WrongSize, Filled(s_tags).Finish(root, DatasetSamples.Size - 1));
        Assert.Equal(TagFailure.WrongSize, Filled(s_tags[1..]).Finish(root, DatasetSamples.Size));
        Assert.Equal(TagFailure.RootMismatch, Filled(s_tags[1..]).Finish(root, DatasetSamples.Size - 1));
        byte[][] replaced = [.. s_tags];
        replaced[^1] = [.. Enumerable.Repeat((byte)0xFF, 32)];
        Assert.Equal(TagFailure.RootMismatch, Filled(replaced).Finish(root, DatasetSamples.Size));
        Assert.Equal(TagFailure.RootMismatch, Filled(s_tags).Finish(root[1..], DatasetSamples.Size));
    }

    private static TagVerifier Filled(byte[][] tags)
    {
        var verifier = new TagVerifier();
        Assert.Equal(TagFailure.None, verifier.Add(Join(tags)));
        return verifier;
    }

    private static byte[] Join(byte[][] tags) => [.. tags.SelectMany(tag => tag)];
}
