using System.Text.RegularExpressions;
using Candor.Client.Receipts;

namespace Candor.Client.Tests.Receipts;

public sealed class CommitmentReceiptTests : ClientTestBase
{
    private CommitmentReceipt _receipt = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
        await North.JoinAsync(Limit);
        _receipt = await North.CommitAsync(250, Limit);
    }

    [Fact]
    public async Task Load_SavedReceipt_ReportsAsTheFirstWould()
    {
        _receipt.Save(Folder["receipt.json"]);

        CommitmentReceipt loaded = CommitmentReceipt.Load(Folder["receipt.json"]);

        Assert.Equal(
            (
                _receipt.Market,
                _receipt.ParticipantId,
                _receipt.Records,
                _receipt.Event,
                _receipt.Time,
                _receipt.Commitment),
            (loaded.Market, loaded.ParticipantId, loaded.Records, loaded.Event, loaded.Time, loaded.Commitment));
        Assert.Equal(_receipt.Nonce.ToArray(), loaded.Nonce.ToArray());
        await North.ReportAsync(loaded, 200, Limit);
        Assert.Equal(200u, Server.Log.State!.Participants[0].Records);
    }

    [Fact]
    public void Save_AnyFile_IsReadableByItsOwnerAlone()
    {
        _receipt.Save(Folder["receipt.json"]);
        _receipt.Save(Folder["receipt.json"]);

        Assert.Equal(["receipt.json"], Directory.GetFiles(Folder.Root).Select(Path.GetFileName));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Folder["receipt.json"]));
        }
    }

    [Fact]
    public void ToString_Receipt_ShowsNoSecret()
    {
        Assert.Equal(
            $"markets/hospitals/participants/north, event 3, commitment {_receipt.Commitment}", _receipt.ToString());
    }

    [Fact]
    public void Load_BadFile_SaysWhatIsWrong()
    {
        _receipt.Save(Folder["receipt.json"]);
        string good = File.ReadAllText(Folder["receipt.json"]);

        AssertLoad(ReceiptFault.Missing, Folder["absent.json"]);
        AssertLoad(ReceiptFault.Unreadable, Folder.Root);
        AssertLoad(ReceiptFault.Damaged, Folder.Write("a.json", ""));
        AssertLoad(ReceiptFault.Damaged, Folder.Write("b.json", "{}"));
        AssertLoad(ReceiptFault.Damaged, Folder.Write("c.json", "null"));
        AssertLoad(
            ReceiptFault.Damaged,
            Folder.Write("d.json", good.Replace("\"records\": 250", "\"records\": 251", StringComparison.Ordinal)));
        AssertLoad(
            ReceiptFault.Damaged,
            Folder.Write("e.json", good.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal)));
        AssertLoad(ReceiptFault.Damaged, Folder.Write("f.json", good[..^20]));
        AssertLoad(
            ReceiptFault.Damaged,
            Folder.Write("g.json", Regex.Replace(good, "\"nonce\": \"[^\"]*\"", "\"nonce\": \"AAAA\"")));
    }

    [Fact]
    public void Read_Exported_ErasesWhatItWasReadFrom()
    {
        ReceiptDto exported = ReceiptJson.ToDto(_receipt);
        byte[] blinding = [.. exported.Blinding];

        CommitmentReceipt read = ReceiptJson.ToReceipt(exported, "receipt.json");

        Assert.Equal(new byte[32], exported.Blinding);
        Assert.Equal(blinding, read.Opening.ExportBlinding());
    }

    private static void AssertLoad(ReceiptFault expected, string path)
    {
        var refused = Assert.Throws<ReceiptException>(() => CommitmentReceipt.Load(path));
        Assert.Equal((path, expected), (path, refused.Fault));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }
}
