using System.Text.Json;
using Candor.Releases.Tests.Frozen;
using Candor.Releases.Tests.Today;

namespace Candor.Releases.Tests;

/// <summary>Whoever used the release's SDK goes on with this version's, on the files that were kept.</summary>
public sealed class KeptFilesTests
{
    private static readonly SetClock s_afterOpen = new(Recording.Whole.FromOpen[0].Clock);

    [Theory]
    [InlineData("plain", "south", 30u)]
    [InlineData("plain", "east", 20u)]
    [InlineData("audited", "south", 20u)]
    public async Task KeptReceipt_ReportedFrom_IsAccepted(string market, string participant, uint records)
    {
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Open);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, s_afterOpen);
        using var sdk = new TodaysSdk(server.Address, s_afterOpen, copy, participant);
        string seen = await File.ReadAllTextAsync(sdk.SeenPath);

        ulong number = await sdk.ReportAsync(market, records);

        // The first report after the database was kept comes next in its market.
        RecordedCall recorded = Recording.Whole.FromOpen.First(
            call => call.Name == "SubmitReport" && call.Market == market);
        Assert.Equal(WireMessage.Of(recorded.Answer.Responses[0]).Number(1), number);
        Assert.NotEqual(seen, await File.ReadAllTextAsync(sdk.SeenPath));
    }

    [Fact]
    public async Task KeptCheckpoints_OfAServerThatLostEvents_FindItOut()
    {
        // The market is there again as it was created; the operator has seen it cancelled.
        RecordedCall creation = Recording.Whole.UntilOpen.First(
            call => call is { Name: "CreateMarket", Market: "cancelled" });
        var clock = new SetClock(creation.Clock);
        using DatabaseCopy copy = DatabaseCopy.OfKeys();
        await using TodaysServer server = await TodaysServer.StartAsync(copy, clock);
        using var calls = new RawCalls(server.Address);
        await new FreshLife(calls, clock).SendAsync(creation);
        using var sdk = new TodaysSdk(server.Address, clock, copy, "operator");

        Assert.Equal("LogRolledBack", await sdk.FaultOfAsync("cancelled"));
    }

    [Fact]
    public async Task KeptCheckpoints_OfSomebodyElse_AreOfTheTranscriptAtItsEnd()
    {
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Settled);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, s_afterOpen);
        using var sdk = new TodaysSdk(server.Address, s_afterOpen, copy, "operator");
        using JsonDocument souths = JsonDocument.Parse(
            await File.ReadAllTextAsync(Release.PathOf("kept", "south.checkpoints.json")));
        byte[] note = souths.RootElement.GetProperty("markets").GetProperty("markets/audited")
            .GetProperty("checkpoint").GetBytesFromBase64();

        Assert.Null(await sdk.FaultOfAsync("audited"));
        Assert.Equal(
            (ulong)File.ReadLines(Release.PathOf("transcripts", "audited.jsonl")).Count() - 1,
            await sdk.CompareAsync("audited", note));
    }

    [Fact]
    public async Task EveryParticipant_FromWhereverItStands_GoesOnToItsAssignment()
    {
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Open);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, s_afterOpen);
        using var owner = new TodaysSdk(server.Address, s_afterOpen, copy, "operator");
        using var everyone = new CountdownEvent(4);
        using var failed = new CancellationTokenSource();
        var reported = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // North has reported, South is attested, East is to open its sample, West is to be audited.
        Task<(bool Kept, uint? Reported)>[] lives =
        [
            LiveAsync("north", "north.csv"),
            LiveAsync("south", "south.csv"),
            LiveAsync("east", "east.csv"),
            LiveAsync("west", "west.jsonl"),
        ];
        Task<(bool Kept, uint? Reported)[]> ends = Task.WhenAll(lives);
        if (await Task.WhenAny(reported.Task, ends) == reported.Task)
        {
            await owner.SettleAsync("audited");
        }

        Assert.Equal(new (bool, uint?)[] { (true, 30), (true, 20), (true, 15), (true, 20) }, await ends);

        async Task<(bool Kept, uint? Reported)> LiveAsync(string id, string data)
        {
            using var sdk = new TodaysSdk(server.Address, s_afterOpen, copy, id);
            try
            {
                return await sdk.GoOnAsync("audited", Release.PathOf("data", data), Reported, failed.Token);
            }
            catch
            {
                // The others would wait for this one for ever.
                await failed.CancelAsync();
                throw;
            }
        }

        void Reported()
        {
            if (everyone.Signal())
            {
                reported.SetResult();
            }
        }
    }

    [Theory]
    [InlineData("audited")]
    [InlineData("plain")]
    [InlineData("refusing")]
    [InlineData("cancelled")]
    public async Task DefinitionFile_OfTheRelease_CreatesAMarketToday(string definition)
    {
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Open);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, s_afterOpen);
        using var owner = new TodaysSdk(server.Address, s_afterOpen, copy, "operator");
        string path = Release.PathOf("definitions", $"{definition}.json");

        Assert.Equal("created", await owner.CreateAsync("another", path));
        Assert.Equal("MARKET_ALREADY_EXISTS", await owner.CreateAsync(definition, path));
    }

    [Theory]
    [InlineData("north.csv", 30u, 0, 0)]
    [InlineData("south.csv", 30u, 1, 1)]
    [InlineData("delta.csv", 8u, 8, 0)]
    [InlineData("west.jsonl", 20u, 0, 0)]
    public void DatasetAndSchema_OfTheRelease_CountWhatTheyCounted(
        string data, uint records, long broken, long repeated) => Assert.Equal(
        (records, broken, repeated),
        TodaysSdk.Count(Release.PathOf("data", data), Release.PathOf("data", "records.schema.json")));
}
