using Candor.Commitments.Datasets;

namespace Candor.Commitments.Tests.Datasets;

public sealed class TagStreamCheckerTests
{
    private static readonly byte[][] s_tags = [.. DatasetSamples.AllTags(DatasetSamples.Dataset).Chunk(32)];

    [Fact]
    public void Add_TagTwice_IsRepeatedAndNamed()
    {
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.RepeatedTag, checker.Add(Join([.. s_tags.Take(9), s_tags[8], .. s_tags.Skip(9)])));
        Assert.Equal(9UL, checker.Size);
    }

    [Fact]
    public void Add_TagsSwapped_IsUnsortedAndStaysSo()
    {
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.UnsortedTag, checker.Add(Join([s_tags[0], s_tags[2], s_tags[1], s_tags[3]])));
        Assert.Equal(2UL, checker.Size);
        Assert.Equal(TagFailure.UnsortedTag, checker.Add(s_tags[3]));
        Assert.Equal(TagFailure.UnsortedTag, checker.Finish(DatasetSamples.Dataset.Root.Span, DatasetSamples.Size));
    }

    [Fact]
    public void Add_RepeatApart_IsUnsorted()
    {
        // A repeated tag that does not stand beside its twin breaks the order instead.
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.UnsortedTag, checker.Add(Join([.. s_tags.Take(20), s_tags[3]])));
    }

    [Fact]
    public void Add_IdentityFirst_IsRefused() =>
        Assert.Equal(TagFailure.IdentityTag, new TagStreamChecker().Add(new byte[32]));

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(33)]
    public void Add_PartOfATag_IsWrongLength(int length) =>
        Assert.Equal(TagFailure.WrongLength, new TagStreamChecker().Add(new byte[length]));

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

    private static TagStreamChecker Filled(byte[][] tags)
    {
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.None, checker.Add(Join(tags)));
        return checker;
    }

    private static byte[] Join(byte[][] tags) => [.. tags.SelectMany(tag => tag)];
}
