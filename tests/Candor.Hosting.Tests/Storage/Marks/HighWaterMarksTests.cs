using System.Text;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Marks;
using Candor.Server.Testing;

namespace Candor.Hosting.Tests.Storage.Marks;

/// <summary>The file of high-water marks by itself.</summary>
public sealed class HighWaterMarksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File_ => _folder.File("marks");

    [Fact]
    public void Line_IsFrozen()
    {
        var chain = new MarkChain();
        byte[] first = MarkLine.First("0123456789abcdef0123456789abcdef", chain);
        byte[] second = MarkLine.Of([Mark("markets/a", 3), Mark("markets/b/participants/x/audits/1", 12)], chain);

        Assert.Equal(
            "candor-marks/1 0123456789abcdef0123456789abcdef 48447667ed30978e\n"
            + $"markets/a 3 {Digits(3)} markets/b/participants/x/audits/1 12 {Digits(12)} 44829ff04488683a\n",
            Encoding.ASCII.GetString([.. first, .. second]));
    }

    [Fact]
    public void Open_WhatWasWritten_HasTheLastMarkOfEach()
    {
        using (HighWaterMarks made = HighWaterMarks.Create(File_, [Mark("a", 1)]))
        {
            made.Write([Mark("a", 2), Mark("b", 1)]);
            made.Write([Mark("a", 5)]);
        }

        using HighWaterMarks opened = Open();
        Assert.Equal([Mark("a", 5), Mark("b", 1)], opened.All.OrderBy(static mark => mark.Key));
        opened.Write([Mark("b", 2)]);
        opened.Dispose();
        using HighWaterMarks again = Open();
        Assert.Equal(Mark("b", 2).Value, again.Of("b"));
        Assert.Null(again.Of("c"));
        Assert.Equal(opened.Id, again.Id);
    }

    [Fact]
    public void Open_CutAnywhere_HasEveryWholeLineOrIsRefusedInItsFirst()
    {
        using (HighWaterMarks made = HighWaterMarks.Create(File_, []))
        {
            made.Write([Mark("a", 1)]);
            made.Write([Mark("a", 2)]);
        }

        byte[] whole = File.ReadAllBytes(File_);
        int firstLine = Array.IndexOf(whole, (byte)'\n') + 1;
        int secondLine = Array.IndexOf(whole, (byte)'\n', firstLine) + 1;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(File_, whole[..length]);
            bool isOpen = HighWaterMarks.TryOpen(File_, out HighWaterMarks? opened, out string? fault);
            Assert.Equal(length >= firstLine, isOpen);
            Assert.Equal(
                length < secondLine ? null : length < whole.Length ? 1 : 2, opened?.Of("a")?.Version);
            Assert.True(isOpen || fault!.Contains("first line is damaged", StringComparison.Ordinal));
            opened?.Dispose();
        }
    }

    [Fact]
    public void Open_AnyBitFlippedBeforeTheEnd_IsRefused()
    {
        using (HighWaterMarks made = HighWaterMarks.Create(File_, []))
        {
            made.Write([Mark("a", 1)]);
            made.Write([Mark("a", 2)]);
        }

        byte[] whole = File.ReadAllBytes(File_);
        for (int bit = 0; bit < 8 * (whole.Length - 1); bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(File_, flipped);
            Assert.False(HighWaterMarks.TryOpen(File_, out HighWaterMarks? opened, out _), $"bit {bit}");
            Assert.Null(opened);
        }
    }

    [Fact]
    public void Open_LastLineWithAHole_IsWithoutIt()
    {
        using (HighWaterMarks made = HighWaterMarks.Create(File_, [Mark("a", 1)]))
        {
            made.Write([Mark("a", 2)]);
        }

        byte[] torn = File.ReadAllBytes(File_);
        torn.AsSpan(torn.Length - 40, 20).Clear();
        File.WriteAllBytes(File_, torn);

        using HighWaterMarks opened = Open();
        Assert.Equal(1, opened.Of("a")!.Value.Version);
    }

    [Fact]
    public void Write_ManyTimes_IsWrittenAnewAndStaysSmall()
    {
        using (HighWaterMarks made = HighWaterMarks.Create(File_, []))
        {
            KeyValuePair<string, StreamHead>[] many = [.. Enumerable.Range(0, 2000).Select(i => Mark($"markets/{i}", 1))];
            for (int i = 0; i < 40; i++)
            {
                made.Write(many);
            }
        }

        Assert.InRange(new FileInfo(File_).Length, 1, 6 << 20);
        using HighWaterMarks opened = Open();
        Assert.Equal(2000, opened.All.Count);
    }

    [Fact]
    public void Write_DiskThatRefuses_MovesNoMark()
    {
        using HighWaterMarks made = HighWaterMarks.Create(File_, [Mark("a", 1)]);
        made.Dispose();
        Directory.CreateDirectory(File_ + ".new");

        Assert.ThrowsAny<IOException>(() => made.Write([Mark("a", 2)]));
        Assert.Equal(1, made.Of("a")!.Value.Version);

        Directory.Delete(File_ + ".new");
        made.Write([Mark("a", 2)]);
        made.Dispose();
        using HighWaterMarks opened = Open();
        Assert.Equal(2, opened.Of("a")!.Value.Version);
    }

    public void Dispose() => _folder.Dispose();

    private HighWaterMarks Open()
    {
        Assert.True(HighWaterMarks.TryOpen(File_, out HighWaterMarks? opened, out string? fault), fault);
        return opened;
    }

    private static KeyValuePair<string, StreamHead> Mark(string stream, long version) =>
        new(stream, new StreamHead(version, Convert.FromHexString(Digits(version))));

    private static string Digits(long version) => new((char)('0' + (version % 10)), 64);
}
