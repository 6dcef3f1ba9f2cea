using Candor.Commitments.Datasets;

namespace Candor.Commitments.Tests.Datasets;

public sealed class TagStreamCheckerTests
{
    private static readonly byte[][] Tags = [.. DatasetSamples.AllTags(DatasetSamples.Dataset).Chunk(32)];

    [Fact]
    public void Add_TagTwice_IsRepeatedAndNamed()
    {
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.RepeatedTag, checker.Add(Join([.. Tags.Take(9), Tags[8], .. Tags.Skip(9)])));
        Assert.Equal(9UL, checker.Size);
    }

    [Fact]
    public void Add_TagsSwapped_IsUnsortedAndStaysSo()
    {
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.UnsortedTag, checker.Add(Join([Tags[0], Tags[2], Tags[1], Tags[3]])));
        Assert.Equal(2UL, checker.Size);
        Assert.Equal(TagFailure.UnsortedTag, checker.Add(Tags[3]));
        Assert.Equal(TagFailure.UnsortedTag, checker.Finish(DatasetSamples.Dataset.Root.Span, DatasetSamples.Size));
    }

    [Fact]
    public void Add_RepeatApart_IsUnsorted()
    {
        // A repeated tag that does not stand beside its twin breaks the order instead.
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.UnsortedTag, checker.Add(Join([.. Tags.Take(20), Tags[3]])));
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
        Assert.Equal(TagFailure.WrongSize, Filled(Tags).Finish(root, DatasetSamples.Size - 1));
        Assert.Equal(TagFailure.WrongSize, Filled(Tags[1..]).Finish(root, DatasetSamples.Size));
        Assert.Equal(TagFailure.RootMismatch, Filled(Tags[1..]).Finish(root, DatasetSamples.Size - 1));
        byte[][] replaced = [.. Tags];
        replaced[^1] = [.. Enumerable.Repeat((byte)0xFF, 32)];
        Assert.Equal(TagFailure.RootMismatch, Filled(replaced).Finish(root, DatasetSamples.Size));
        Assert.Equal(TagFailure.RootMismatch, Filled(Tags).Finish(root[1..], DatasetSamples.Size));
    }

    private static TagStreamChecker Filled(byte[][] tags)
    {
        var checker = new TagStreamChecker();
        Assert.Equal(TagFailure.None, checker.Add(Join(tags)));
        return checker;
    }

    private static byte[] Join(byte[][] tags) => [.. tags.SelectMany(tag => tag)];
}
