using Candor.Client.Transcripts;
using Candor.V1;

namespace Candor.Client.Tests.Receipts;

public sealed class ReceiptPlaceTests : ClientTestBase
{
    // Names that are free, in folders that are there, and that no file can be made at or kept beside.
    public static TheoryData<string> Unwritable =>
        OperatingSystem.IsLinux() ? [new string('r', 240), "/proc/candor.receipt"] : [new string('r', 240)];

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
    }

    [Theory]
    [MemberData(nameof(Unwritable))]
    public async Task Participate_ReceiptThatCannotBeWritten_SendsNothing(string name)
    {
        var options = new ParticipationOptions { ReceiptPath = Path.Combine(Folder.Root, name) };

        var refused = await Assert.ThrowsAsync<ReceiptException>(() => ParticipateAsync(North, options, Limit));

        Assert.Equal(ReceiptFault.Unwritable, refused.Fault);
        Assert.Empty(Server.Faults.RequestsOf<JoinMarketRequest>());
        Assert.Empty(Directory.GetFiles(Folder.Root));
    }

    [Theory]
    [MemberData(nameof(Unwritable))]
    public async Task Participate_CheckpointsThatCannotBeWritten_SendsNothing(string name)
    {
        await using CandorClient client = Keeping(Path.Combine(Folder.Root, name));
        ParticipantHandle north = client.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0]);

        var refused = await Assert.ThrowsAsync<CheckpointStoreException>(() => ParticipateAsync(north, new(), Limit));
        await Assert.ThrowsAsync<CheckpointStoreException>(() => north.JoinAsync(Limit));

        Assert.Equal(CheckpointStoreFault.Unwritable, refused.Fault);
        Assert.Empty(Server.Faults.RequestsOf<JoinMarketRequest>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("notes\n")]
    public async Task Participate_CheckpointsFileThatIsSomethingElse_IsLeftAndNothingIsSent(string text)
    {
        await using CandorClient client = Keeping(Folder.Write("notes.txt", text));
        ParticipantHandle north = client.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0]);

        var refused = await Assert.ThrowsAsync<CheckpointStoreException>(() => ParticipateAsync(north, new(), Limit));

        Assert.Equal(CheckpointStoreFault.Damaged, refused.Fault);
        Assert.Contains("It is left as it is", refused.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(Folder["notes.txt"]));
        Assert.Empty(Server.Faults.RequestsOf<JoinMarketRequest>());
    }

    [Fact]
    public async Task Save_OverAnythingElse_LeavesItAsItIs()
    {
        await North.JoinAsync(Limit);
        CommitmentReceipt receipt = await North.CommitAsync(250, Limit);
        receipt.Save(Folder["good.receipt"]);
        string good = File.ReadAllText(Folder["good.receipt"]);
        foreach (string text in new[] { "", "notes", good[..^20], "{ \"version\": 1 }" })
        {
            var refused = Assert.Throws<ReceiptException>(() => receipt.Save(Folder.Write("other", text)));

            Assert.Equal(ReceiptFault.Damaged, refused.Fault);
            Assert.Contains("It is left as it is", refused.Message, StringComparison.Ordinal);
            Assert.Equal(text, File.ReadAllText(Folder["other"]));
        }

        Assert.Equal(ReceiptFault.Unreadable, Assert.Throws<ReceiptException>(() => receipt.Save(Folder.Root)).Fault);
        var lost = Assert.Throws<ReceiptException>(
            () => TranscriptReceiptFile.Save(receipt.Transcript!, Folder["good.receipt"]));
        Assert.Equal(ReceiptFault.Damaged, lost.Fault);
        Assert.Equal(good, File.ReadAllText(Folder["good.receipt"]));
    }

    [Fact]
    public async Task Save_ThroughALink_WritesWhatTheLinkNames()
    {
        await North.JoinAsync(Limit);
        (await North.CommitAsync(250, Limit)).Save(Folder["real.receipt"]);
        File.CreateSymbolicLink(Folder["link.receipt"], Folder["real.receipt"]);

        (await North.CommitAsync(300, Limit)).Save(Folder["link.receipt"]);

        Assert.Equal(Folder["real.receipt"], new FileInfo(Folder["link.receipt"]).LinkTarget);
        Assert.Equal(300u, CommitmentReceipt.Load(Folder["real.receipt"]).Records);
    }

    private CandorClient Keeping(string checkpoints) =>
        Server.Client(Clock, seen: new FileCheckpointStore(checkpoints));

    private static async Task ParticipateAsync(ParticipantHandle participant, ParticipationOptions options, CancellationToken limit)
    {
        await foreach (ParticipationProgress _ in participant.ParticipateAsync(
            Dataset.Counted(250, "warehouse"), options, limit))
        {
        }
    }
}
