using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Market.Settlement;
using TemporaryFolder = Candor.Server.Testing.TemporaryFolder;

namespace Candor.Samples.Tests;

/// <summary>The samples in one market, each as a process: what their READMEs say is what happens.</summary>
public sealed class MarketOfSamplesTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Samples_InOneMarket_SettleItAcrossRestarts()
    {
        using var folder = new TemporaryFolder();
        await using SampleServer server = await SampleServer.StartAsync(folder.File("candor.db"));
        await BuildOperatorAsync(folder);
        using SigningKey operatorKey = SavedKey(folder, "operator");
        string[] roster = [.. new[] { "north", "south", "east", "west" }.Select(id => Invite(folder, id))];
        await using SampleProcess script = SampleProcess.Start(
            folder.Path,
            "dotnet",
            ["run", "--no-build", "-c", SampleFiles.Configuration, SampleFiles.Operator, "--", server.Address, "hospitals",
                "operator.pem", "3", .. roster]);
        await script.LineAsync("Created markets/hospitals");

        string[] ofFirstNorth = await RunUntilAsync(
            StartParticipant(folder, server, "north", SampleFiles.NorthData), "Waiting.", "INT", 130);
        await RunUntilAsync(StartWorker(folder, server), "Committed. Receipt: markets/hospitals", "TERM", 0);
        var receipt = CommitmentReceipt.Load(folder.File("south/receipt.json"));
        await using SampleProcess north = StartParticipant(folder, server, "north", SampleFiles.NorthData);
        await using SampleProcess worker = StartWorker(folder, server);
        await north.LineAsync("Has reported. Waiting.");
        await worker.LineAsync("Reported. Waiting");
        await using SampleProcess east = StartParticipant(folder, server, "east", await EastDataAsync(folder));

        string[] ofNorth = await SucceedAsync(north);
        string[] ofWorker = await SucceedAsync(worker);
        string[] ofEast = await SucceedAsync(east);
        string[] ofScript = await SucceedAsync(script);
        ParticipantAssignment[] assigned = await AssignmentsAsync(server, operatorKey);
        Assert.Equal([62u, 45u, 62u, null], assigned.Select(one => one.Records));
        Assert.All(assigned[..3], one => Assert.True(one.AllocatedQuality > one.OwnQuality && one.PaymentMicros != 0));
        Assert.EndsWith(
            "62 records of 64 rows (1 broken, 1 repeated)", ofFirstNorth[0], StringComparison.Ordinal);
        Assert.Contains("Joined.", ofFirstNorth);
        Assert.Contains("Audited and attested.", ofFirstNorth);
        Assert.Contains(ofFirstNorth, line => line.StartsWith(
            "Committed. Receipt: markets/hospitals/participants/north, event ", StringComparison.Ordinal));
        Assert.Contains(ofFirstNorth, line => line.StartsWith("Reported 62 records, entry ", StringComparison.Ordinal));
        Assert.Contains(PrintedOf(assigned[0]), ofNorth);
        Assert.Contains(ofWorker, line => line.EndsWith(PrintedOf(assigned[1]), StringComparison.Ordinal));
        Assert.Contains(PrintedOf(assigned[2]), ofEast);
        Assert.All(assigned[..3], one => Assert.Contains(
            $"{one.Participant}: {one.Records} records, quality {one.AllocatedQuality}, "
                + $"payment {one.PaymentMicros / 1e6m} EUR.",
            ofScript));
        Assert.Contains("west: out.", ofScript);
        Assert.StartsWith("Verified hospitals.transcript", ofScript[^1], StringComparison.Ordinal);

        // What was done before the restart was not done again.
        var kept = CommitmentReceipt.Load(folder.File("south/receipt.json"));
        Assert.Equal((receipt.Event, receipt.Commitment, receipt.Time), (kept.Event, kept.Commitment, kept.Time));
        Assert.DoesNotContain(ofWorker.Concat(ofNorth), line => line.EndsWith("Joined.", StringComparison.Ordinal));
        Assert.DoesNotContain(ofWorker.Concat(ofNorth), line => line.Contains("Committed.", StringComparison.Ordinal));
    }

    private static SampleProcess StartParticipant(TemporaryFolder folder, SampleServer server, string id, string data) =>
        SampleProcess.Start(
            folder.Path, SampleFiles.Participant, server.Address, "hospitals", id, $"{id}.pem", data);

    private static SampleProcess StartWorker(TemporaryFolder folder, SampleServer server) => SampleProcess.Start(
        folder.Path,
        SampleFiles.Worker,
        "--Candor:Server",
        server.Address,
        "--Candor:Market=hospitals",
        "--Candor:Participant=south",
        "--Candor:KeyFile=south.pem",
        $"--Candor:DataFile={SampleFiles.SouthData}",
        "--Candor:StateFolder=south");

    // Stops a process in good order when it has printed something: its last line says how it goes on.
    private static async Task<string[]> RunUntilAsync(SampleProcess started, string part, string signal, int exitCode)
    {
        await using SampleProcess process = started;
        await process.LineAsync(part);
        await process.SignalAsync(signal);
        (int ended, string[] lines) = await process.FinishAsync();
        Assert.Equal(exitCode, ended);
        Assert.Contains(lines, line => line.Contains("Stopped.", StringComparison.Ordinal));
        return lines;
    }

    private static async Task<string[]> SucceedAsync(SampleProcess process)
    {
        (int exitCode, string[] lines) = await process.FinishAsync();
        Assert.True(exitCode == 0, string.Join('\n', lines));
        return lines;
    }

    // The script is built against the client that is there, which other tests use at the same time.
    private static async Task BuildOperatorAsync(TemporaryFolder folder)
    {
        (int exitCode, string[] lines) = await SampleProcess.RunAsync(
            folder.Path, "dotnet", "build", SampleFiles.Operator, "-c", SampleFiles.Configuration, "-v", "q",
            "-p:BuildProjectReferences=false");
        Assert.True(exitCode == 0, string.Join('\n', lines));
    }

    private static SigningKey SavedKey(TemporaryFolder folder, string id)
    {
        var key = SigningKey.Create();
        key.Save(folder.File($"{id}.pem"));
        return key;
    }

    private static string Invite(TemporaryFolder folder, string id)
    {
        using SigningKey key = SavedKey(folder, id);
        return $"{id}={key.PublicKey}";
    }

    private static async Task<string> EastDataAsync(TemporaryFolder folder)
    {
        string path = folder.File("east.csv");
        string north = await File.ReadAllTextAsync(SampleFiles.NorthData);
        await File.WriteAllTextAsync(path, north.Replace("NO", "EA", StringComparison.Ordinal));
        return path;
    }

    private static async Task<ParticipantAssignment[]> AssignmentsAsync(SampleServer server, SigningKey reader)
    {
        await using var client = new CandorClient(server.Address);
        using var transcript = new MemoryStream();
        await client.ExportTranscriptAsync("hospitals", reader, transcript);
        transcript.Position = 0;
        TranscriptVerification verification = TranscriptVerifier.Verify(transcript);
        Assert.True(verification.Holds && verification.IsLogKeyVouchedFor);
        return [.. verification.State!.Outcome!.Assignments];
    }

    private static string PrintedOf(ParticipantAssignment assignment) =>
        $"Assigned a model of quality {assignment.AllocatedQuality} (own {assignment.OwnQuality}) "
        + $"for {assignment.PaymentMicros / 1e6m} EUR.";
}
