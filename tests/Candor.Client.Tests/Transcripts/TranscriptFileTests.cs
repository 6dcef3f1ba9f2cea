using System.Text;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;

namespace Candor.Client.Tests.Transcripts;

public sealed class TranscriptFileTests
{
    private static readonly byte[] s_golden = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "golden", "transcripts", "transcript-v1.jsonl"));

    private static readonly string[] s_lines = Encoding.UTF8.GetString(s_golden).TrimEnd('\n').Split('\n');

    // The entries as the golden file's README words them.
    private static readonly byte[][] s_entries =
    [
        """{"type":"one/1"}"""u8.ToArray(),
        """{"type":"two/1","text":"ü"}"""u8.ToArray(),
        [.. Enumerable.Range(0, 256).Select(i => (byte)i)],
        "\n"u8.ToArray(),
        """{"type":"five/1"}"""u8.ToArray(),
    ];

    [Fact]
    public void Read_GoldenFile_HasItsEntriesUnderItsSignedCheckpoint()
    {
        TranscriptFileReader file = TranscriptFile.Read(new MemoryStream(s_golden));
        TranscriptEntry[] entries = [.. file.ReadEntries()];

        Assert.Equal("markets/hospitals", file.Header.Market);
        Assert.Equal("candor.example/markets/hospitals", file.Header.Origin);
        byte[] secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        NoteKey key = new NoteSigner("candor.example", secret).Key;
        Assert.Equal(key.ToString(), file.Header.LogKey);
        Assert.Equal(
            NoteFailure.None,
            Checkpoint.TryOpen(file.Header.Checkpoint.Span, file.Header.Origin, key, out Checkpoint? checkpoint));
        var tree = new MerkleAccumulator();
        foreach ((TranscriptEntry entry, int i) in entries.Select((entry, i) => (entry, i)))
        {
            Assert.Equal((ulong)i, entry.Index);
            Assert.Equal(i == 3 ? null : s_entries[i], entry.Entry?.ToArray());
            Assert.Equal(MerkleHash.Leaf(s_entries[i]), entry.LeafHash.ToArray());
            tree.AppendHash(entry.LeafHash.Span);
        }

        Assert.Equal(checkpoint!.Size, tree.Size);
        Assert.Equal(checkpoint.Root.ToArray(), tree.Root());
    }

    [Fact]
    public async Task Write_WhatWasRead_IsTheGoldenFileByteForByte()
    {
        TranscriptFileReader file = TranscriptFile.Read(new MemoryStream(s_golden));
        TranscriptEntry[] entries = [.. file.ReadEntries()];
        using var written = new MemoryStream();
        using var writtenSlowly = new MemoryStream();

        TranscriptFile.Write(written, file.Header, entries);
        await TranscriptFile.WriteAsync(writtenSlowly, file.Header, entries.ToAsyncEnumerable());

        Assert.Equal(s_golden, written.ToArray());
        Assert.Equal(s_golden, writtenSlowly.ToArray());
    }

    [Fact]
    public void Read_StreamThatGivesOneByteAtATime_IsTheSame() =>
        Assert.Equal(5, TranscriptFile.Read(new TricklingStream(s_golden)).ReadEntries().Count());

    [Theory]
    [InlineData("", TranscriptFileFault.Truncated)]
    [InlineData("\n", TranscriptFileFault.NotJson)]
    [InlineData("[]\n", TranscriptFileFault.NotJson)]
    [InlineData("{\n", TranscriptFileFault.NotJson)]
    [InlineData("{} {}\n", TranscriptFileFault.NotJson)]
    [InlineData("{} // comment\n", TranscriptFileFault.NotJson)]
    [InlineData("{\"type\":\"\xff\"}\n", TranscriptFileFault.UnknownType)]
    [InlineData("{}\n", TranscriptFileFault.Members)]
    [InlineData("{\"type\":1}\n", TranscriptFileFault.Value)]
    [InlineData("{\"type\":\"\\ud800\"}\n", TranscriptFileFault.Value)]
    [InlineData("{\"\\ud800\":1}\n", TranscriptFileFault.NotJson)]
    [InlineData("{\"type\":\"candor-transcript/2\"}\n", TranscriptFileFault.UnknownType)]
    public void Read_FirstLineIsNoHeader_IsRefused(string text, TranscriptFileFault expected) =>
        AssertRefused(Encoding.UTF8.GetBytes(text), expected, 1);

    [Theory]
    [InlineData("\"market\":\"markets/hospitals\"", "\"market\":\"hospitals\"", TranscriptFileFault.Value)]
    [InlineData("\"market\":\"markets/hospitals\"", "\"market\":\"markets/Hospitals\"", TranscriptFileFault.Value)]
    [InlineData("\"market\":\"markets/hospitals\"", "\"market\":null", TranscriptFileFault.Value)]
    [InlineData("example/markets/hospitals\"", "example/markets/other\"", TranscriptFileFault.Value)]
    [InlineData("\"logKey\":\"candor", "\"logKey\":\"rodnac", TranscriptFileFault.Value)]
    [InlineData("\"checkpoint\":\"", "\"checkpoint\":\" ", TranscriptFileFault.Value)]
    [InlineData("\"checkpoint\":\"", "\"checkpoint\":\"\",\"more\":\"", TranscriptFileFault.Members)]
    [InlineData("\"checkpoint\":\"", "\"checkpoint\":\"\",\"checkpoint\":\"", TranscriptFileFault.NotJson)]
    [InlineData("\"checkpoint\":\"", "\"check\":\"", TranscriptFileFault.Members)]
    public void Read_HeaderThatIsWrong_IsRefused(string from, string to, TranscriptFileFault expected) =>
        AssertRefused(Lines([s_lines[0].Replace(from, to, StringComparison.Ordinal), .. s_lines[1..]]), expected, 1);

    [Theory]
    [InlineData("{\"index\":2,\"entry\":\"AA==\"}", TranscriptFileFault.OutOfOrder)]
    [InlineData("{\"index\":0,\"entry\":\"AA==\"}", TranscriptFileFault.OutOfOrder)]
    [InlineData("{\"index\":-1,\"entry\":\"AA==\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1.5,\"entry\":\"AA==\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":\"1\",\"entry\":\"AA==\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1,\"entry\":\"\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1,\"entry\":\"\\ud800\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1,\"entry\":\"AA\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1,\"entry\":\"AB==\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1,\"entry\":\"A A==\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1,\"leafHash\":\"AA==\"}", TranscriptFileFault.Value)]
    [InlineData("{\"index\":1}", TranscriptFileFault.Members)]
    [InlineData("{\"entry\":\"AA==\"}", TranscriptFileFault.Members)]
    [InlineData("{\"index\":1,\"entry\":\"AA==\",\"leafHash\":\"AA==\"}", TranscriptFileFault.Members)]
    [InlineData("{\"index\":1,\"entry\":\"AA==\",\"entry\":\"AA==\"}", TranscriptFileFault.NotJson)]
    [InlineData("{\"index\":1,\"entry\":{\"a\":1}}", TranscriptFileFault.NotJson)]
    [InlineData("{\"index\":1,\"\\udc00\":\"AA==\"}", TranscriptFileFault.NotJson)]
    [InlineData("", TranscriptFileFault.NotJson)]
    [InlineData("null", TranscriptFileFault.NotJson)]
    public void Read_EntryThatIsWrong_IsRefusedWithItsLine(string line, TranscriptFileFault expected) =>
        AssertRefused(Lines([.. s_lines[..2], line, .. s_lines[3..]]), expected, 3);

    [Fact]
    public void Read_NotUtf8_IsRefused() => AssertRefused(
        [.. Lines(s_lines[..2]), .. "{\"index\":1,\"entry\":\""u8, 0xff, .. "\"}\n"u8], TranscriptFileFault.NotJson, 3);

    [Fact]
    public void Read_EndsWithinALine_IsRefused() =>
        AssertRefused(s_golden[..^1], TranscriptFileFault.Truncated, 6);

    [Fact]
    public void Read_LineBeyondTheLimit_IsRefusedBeforeItsEnd()
    {
        var endless = new EndlessStream(Lines(s_lines[..1]));
        TranscriptFileReader file = TranscriptFile.Read(endless);

        var refused = Assert.Throws<TranscriptFileException>(() => file.ReadEntries().Count());

        Assert.Equal((TranscriptFileFault.LineTooLong, 2), (refused.Fault, refused.Line));
        Assert.True(endless.Given < 4L * TranscriptFile.MaxLineBytes);
    }

    private static void AssertRefused(byte[] file, TranscriptFileFault expected, long line)
    {
        var refused = Assert.Throws<TranscriptFileException>(
            () => TranscriptFile.Read(new MemoryStream(file)).ReadEntries().Count());

        Assert.Equal((expected, line), (refused.Fault, refused.Line));
        Assert.StartsWith($"line {line}: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static byte[] Lines(string[] lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private sealed class TricklingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }

    /// <summary>Some bytes, and then digits without end.</summary>
    private sealed class EndlessStream(byte[] first) : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = Given == 0 ? first.Length : count;
            if (Given == 0)
            {
                first.CopyTo(buffer, offset);
            }
            else
            {
                buffer.AsSpan(offset, count).Fill((byte)'1');
            }

            Given += given;
            return given;
        }
    }
}
