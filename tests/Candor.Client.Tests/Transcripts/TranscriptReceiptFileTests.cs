using System.Text;
using Candor.Client.Transcripts;

namespace Candor.Client.Tests.Transcripts;

/// <summary>Receipts as files: one form for ever, and never half a receipt.</summary>
public sealed class TranscriptReceiptFileTests : IDisposable
{
    private static readonly string s_golden = Path.Combine(
        AppContext.BaseDirectory, "golden", "receipts", "message-receipt-v1.json");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_GoldenReceipt_IsWrittenAgainByteForByte()
    {
        TranscriptReceipt receipt = Assert.Single(TranscriptReceiptFile.Load(s_golden));

        Assert.Equal(4ul, receipt.Index);
        Assert.StartsWith(
            "{\"type\":\"commitment-accepted/1\"", Encoding.UTF8.GetString(receipt.Entry.Span), StringComparison.Ordinal);
        Assert.StartsWith(
            "candor.example/markets/golden\n11\n", Encoding.UTF8.GetString(receipt.Checkpoint.Span), StringComparison.Ordinal);
        Assert.Equal([32, 32, 32, 32], receipt.InclusionProof.Select(hash => hash.Length));
        TranscriptReceiptFile.Save(receipt, _folder["again.json"]);
        Assert.Equal(File.ReadAllBytes(s_golden), File.ReadAllBytes(_folder["again.json"]));
    }

    [Fact]
    public void Save_AnyFile_IsReadableByItsOwnerAlone()
    {
        TranscriptReceipt receipt = TranscriptReceiptFile.Load(s_golden)[0];
        TranscriptReceiptFile.Save(receipt, _folder["receipt.json"]);
        TranscriptReceiptFile.Save(receipt, _folder["receipt.json"]);

        Assert.Equal(["receipt.json"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["receipt.json"]));
        }
    }

    [Fact]
    public void Load_FileThatKeepsReceiptsBesideOtherThings_FindsThemAll()
    {
        const string One = """{"index":1,"entry":"AA==","checkpoint":"AQ==","inclusionProof":[]}""";
        const string Two = """{"index":2,"entry":"AA==","checkpoint":"AQ==","inclusionProof":["Ag=="]}""";
        string path = _folder.Write(
            "kept.json", $$"""{"version":2,"blinding":"AA==","transcript":{{One}},"messages":[{{Two}},"x",{{One}}]}""");

        Assert.Equal([1ul, 2, 1], TranscriptReceiptFile.Load(path).Select(receipt => receipt.Index));
    }

    [Fact]
    public void Load_BadFile_SaysWhatIsWrong()
    {
        string good = File.ReadAllText(s_golden);

        AssertLoad(ReceiptFault.Missing, _folder["absent.json"]);
        AssertLoad(ReceiptFault.Missing, _folder["absent/absent.json"]);
        AssertLoad(ReceiptFault.Unreadable, _folder.Root);
        AssertLoad(ReceiptFault.Damaged, _folder.Write("a.json", ""));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("b.json", "[]"));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("c.json", "{}"));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("d.json", good[..^20]));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("e.json", Replace("receipt/1", "receipt/2")));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("f.json", Replace("\"index\": 4", "\"index\": -4")));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("g.json", Replace("\"index\": 4", "\"index\": 4, \"index\": 5")));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("h.json", Replace("\"index\": 4,", "")));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("i.json", Replace("\"index\": 4,", "\"index\": 4, \"more\": 1,")));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("j.json", Replace("\"entry\": \"", "\"entry\": \"!")));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("k.json", Replace("candor-message-receipt/1", "\\ud800")));
        AssertLoad(ReceiptFault.Damaged, _folder.Write("l.json", "{\"\\ud800\":1}"));
        Assert.Equal(
            ReceiptFault.Unwritable,
            Assert.Throws<ReceiptException>(() => TranscriptReceiptFile.Save(
                TranscriptReceiptFile.Load(s_golden)[0], _folder["absent/receipt.json"])).Fault);

        string Replace(string old, string with) => good.Replace(old, with, StringComparison.Ordinal);
    }

    private static void AssertLoad(ReceiptFault fault, string path)
    {
        ReceiptException error = Assert.Throws<ReceiptException>(() => TranscriptReceiptFile.Load(path));
        Assert.Equal(fault, error.Fault);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }
}
