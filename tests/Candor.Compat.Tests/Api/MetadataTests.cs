using FsCheck;
using FsCheck.Fluent;
using Grpc.Core;

namespace Candor.Compat.Tests.Api;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a-b_c.9")]
    [InlineData("0")]
    public void Entry_ValidKey_IsKept(string key)
    {
        Assert.Equal(key, new Metadata.Entry(key, "v").Key);
    }

    [Fact]
    public void Entry_UpperCase_IsLowered()
    {
        Assert.Equal("request-id", new Metadata.Entry("Request-ID", "v").Key);
        Assert.Equal("request-bin", new Metadata.Entry("REQUEST-BIN", [1]).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData(":authority")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("\u212A")]
    public void Entry_InvalidKey_IsRefusedWithTheRule(string key)
    {
        ArgumentException text = Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "v"));
        ArgumentException bytes = Assert.Throws<ArgumentException>(() => new Metadata.Entry(key + "-bin ", [1]));

        Assert.Contains("letters a to z, digits", text.Message, StringComparison.Ordinal);
        Assert.Contains("letters a to z, digits", bytes.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_TextUnderBinaryKey_IsRefused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Metadata.Entry("a-BIN", "v"));

        Assert.Contains("must not end in '-bin'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_BytesUnderTextKey_AreRefused()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Metadata.Entry("a", [1]));

        Assert.Contains("must end in '-bin'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entry_Null_IsRefusedByName()
    {
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => new Metadata.Entry(null!, "v")).ParamName);
        Assert.Equal(
            "value", Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("a", (string)null!)).ParamName);
        Assert.Equal(
            "valueBytes",
            Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("a-bin", (byte[])null!)).ParamName);
    }

    [Fact]
    public void Entry_Bytes_AreCopiedInAndOut()
    {
        byte[] given = [1, 2];
        Metadata.Entry entry = new("a-bin", given);

        given[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.Equal([1, 2], entry.ValueBytes);
    }

    [Fact]
    public void Entry_Text_HasItsAsciiBytes()
    {
        Metadata.Entry entry = new("a", "xy");

        Assert.False(entry.IsBinary);
        Assert.Equal([120, 121], entry.ValueBytes);
        Assert.Equal("[Entry: key=a, value=xy]", entry.ToString());
    }

    [Fact]
    public void Entry_Binary_HasNoText()
    {
        Metadata.Entry entry = new("a-bin", [1, 2, 3]);

        Assert.True(entry.IsBinary);
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => entry.Value);
        Assert.Contains("'a-bin' is binary", e.Message, StringComparison.Ordinal);
        Assert.Equal("[Entry: key=a-bin, valueBytes=byte[3]]", entry.ToString());
    }

    [Fact]
    public void Get_SeveralOfOneKey_ReturnsTheLastInAnyCase()
    {
        Metadata metadata = new() { { "a", "1" }, { "b", "2" }, { "A", "3" }, { "c-bin", [4] } };

        Assert.Equal("3", metadata.Get("a")!.Value);
        Assert.Equal("3", metadata.GetValue("A"));
        Assert.Equal([4], metadata.GetValueBytes("C-Bin"));
        Assert.Equal(["1", "3"], metadata.GetAll("a").Select(entry => entry.Value));
    }

    [Fact]
    public void Get_NoSuchKey_ReturnsNothing()
    {
        Metadata metadata = new() { { "a", "1" } };

        Assert.Null(metadata.Get("b"));
        Assert.Null(metadata.GetValue("b"));
        Assert.Null(metadata.GetValueBytes("b"));
        Assert.Empty(metadata.GetAll("b"));
    }

    [Fact]
    public void GetValue_BinaryEntry_IsRefused()
    {
        Metadata metadata = new() { { "a-bin", [1] } };

        Assert.Throws<InvalidOperationException>(() => metadata.GetValue("a-bin"));
    }

    [Fact]
    public void List_ChangesInOrder_AreSeen()
    {
        Metadata.Entry a = new("a", "1");
        Metadata.Entry b = new("b", "2");
        Metadata.Entry c = new("c", "3");
        Metadata metadata = [a, c];

        metadata.Insert(1, b);
        Assert.Equal([a, b, c], metadata);
        Assert.Equal(2, metadata.IndexOf(c));
        metadata[2] = a;
        Assert.Equal([a, b, a], metadata);
        Assert.DoesNotContain(c, metadata);
        Assert.True(metadata.Remove(a));
        Assert.Equal([b, a], metadata);
        metadata.RemoveAt(0);
        Metadata.Entry[] copy = new Metadata.Entry[2];
        metadata.CopyTo(copy, 1);
        Assert.Equal([null!, a], copy);
        metadata.Clear();
        Assert.Empty(metadata);
        Assert.False(metadata.IsReadOnly);
    }

    [Fact]
    public void List_NullEntry_IsRefused()
    {
        Metadata metadata = new() { { "a", "1" } };

        Assert.Throws<ArgumentNullException>(() => metadata.Add(null!));
        Assert.Throws<ArgumentNullException>(() => metadata.Insert(0, null!));
        Assert.Throws<ArgumentNullException>(() => metadata[0] = null!);
        Assert.Single(metadata);
    }

    [Fact]
    public void Empty_AnyChange_IsRefused()
    {
        Metadata.Entry entry = new("a", "1");
        Action[] changes =
        [
            () => Metadata.Empty.Add(entry),
            () => Metadata.Empty.Add("a", "1"),
            () => Metadata.Empty.Add("a-bin", [1]),
            () => Metadata.Empty.Insert(0, entry),
            () => Metadata.Empty.Remove(entry),
            () => Metadata.Empty.RemoveAt(0),
            () => Metadata.Empty.Clear(),
            () => Metadata.Empty[0] = entry,
        ];

        Assert.All(changes, change => Assert.Contains(
            "read-only", Assert.Throws<InvalidOperationException>(change).Message, StringComparison.Ordinal));
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Empty(Metadata.Empty);
    }

    [Fact]
    public void Entry_AnyKey_IsTakenExactlyWhenItsCharactersAreAllowed()
    {
        const string Allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
        Gen<char> character = Gen.Frequency(
            (20, Gen.Elements(Allowed.ToCharArray())), (1, Gen.Choose(0, 0x2FFF).Select(c => (char)c)));
        Gen<string> key = character.ArrayOf().Select(characters => new string(characters));

        Prop.ForAll(key.ToArbitrary(), candidate =>
        {
            bool allowed = candidate.Length > 0 && candidate.All(c => Allowed.Contains(c, StringComparison.Ordinal));
            bool binary = candidate.EndsWith("-bin", StringComparison.OrdinalIgnoreCase);
            Exception? refusal = Record.Exception(() => new Metadata.Entry(candidate, "v"));
            return (refusal is null) == (allowed && !binary);
        }).QuickCheckThrowOnFailure();
    }
}
