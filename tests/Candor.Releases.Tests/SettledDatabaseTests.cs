using System.Text.Json;
using Candor.Releases.Tests.Frozen;
using Candor.Releases.Tests.Today;

namespace Candor.Releases.Tests;

/// <summary>The database at its end: every call that was ever made is answered as the release's own server answers
/// it.</summary>
public sealed class SettledDatabaseTests
{
    // Calls that changed a market. The same bytes get the first answer, for ever.
    private static readonly string[] s_commands =
        ["CreateMarket", "JoinMarket", "SubmitCommitment", "SubmitReport", "SettleMarket", "CancelMarket"];

    [Fact]
    public async Task EveryRecordedCall_SentAgain_IsAnsweredByteForByte()
    {
        var clock = new SetClock(Recording.Whole.FromOpen[^1].Clock);
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Settled);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, clock);
        using var calls = new RawCalls(server.Address);

        foreach (RecordedCall call in Recording.Whole.All)
        {
            // A signature that shows who reads expires within the hour.
            clock.Set(call.Clock);
            RecordedAnswer answer = await calls.SendAsync(call.Method, call.Requests);

            Assert.Equal(call.Told(call.Final), call.Told(answer));
        }
    }

    [Fact]
    public void Recording_AcceptedCommands_HaveTheFirstAnswerAsTheFinalOne()
    {
        RecordedCall[] accepted =
            [.. Recording.Whole.All.Where(call => s_commands.Contains(call.Name) && call.Answer.Status == 0)];

        Assert.Equal(s_commands.Order(), accepted.Select(call => call.Name).Distinct().Order());
        Assert.All(accepted, call => Assert.Equal($"{call.Answer}", $"{call.Final}"));
    }

    [Theory]
    [InlineData("WatchMarket", "audited")]
    [InlineData("WatchAssignment", "audited")]
    [InlineData("WatchAssignment", "cancelled")]
    public async Task RecordedResumeToken_SentAgain_OpensTheStreamAfterItsMessage(string method, string market)
    {
        RecordedCall whole = Recording.Whole.All.Last(call => call.Name == method && call.Market == market);
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Settled);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, new SetClock(whole.Clock));
        using var calls = new RawCalls(server.Address);

        // The token's field comes last in both requests.
        int field = method == "WatchMarket" ? 2 : 3;
        byte[] token = WireMessage.Of(whole.Final.Responses[0]).Bytes(RecordedCall.ResumeToken);
        RecordedAnswer rest = await calls.SendAsync(
            whole.Method, [[.. whole.Requests[0], .. WireMessage.Field(field, token)]]);

        Assert.NotEmpty(rest.Responses);
        Assert.Equal(whole.Told(whole.Final with { Responses = [.. whole.Final.Responses.Skip(1)] }), whole.Told(rest));
    }

    [Theory]
    [InlineData("audited", "operator", "audited")]
    [InlineData("audited", "stranger", "audited-stranger")]
    [InlineData("plain", "operator", "plain")]
    [InlineData("refusing", "operator", "refusing")]
    [InlineData("cancelled", "operator", "cancelled")]
    public async Task Transcript_ReadByRawCalls_HasTheFrozenEntries(string market, string reader, string transcript)
    {
        RecordedCall reading = Recording.Whole.FromOpen.Last(
            call => call.Name == "ListEntries" && call.Market == market && call.Caller == reader);
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Settled);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, new SetClock(reading.Clock));
        using var calls = new RawCalls(server.Address);

        RecordedAnswer answer = await calls.SendAsync(reading.Method, reading.Requests);

        string[] lines = File.ReadAllLines(Release.PathOf("transcripts", $"{transcript}.jsonl"));
        WireMessage page = WireMessage.Of(Assert.Single(answer.Responses));
        Assert.Equal(lines[1..], page.All(1).Select(entry => ToLine(WireMessage.Of(entry))));
        using JsonDocument header = JsonDocument.Parse(lines[0]);
        Assert.Equal(header.RootElement.GetProperty("checkpoint").GetBytesFromBase64(), page.Bytes(2));
    }

    [Theory]
    [InlineData("audited")]
    [InlineData("plain")]
    [InlineData("refusing")]
    [InlineData("cancelled")]
    public async Task Transcript_ExportedByTodaysSdk_IsTheFrozenFile(string market)
    {
        var clock = new SetClock(Recording.Whole.FromOpen[^1].Clock);
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Settled);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, clock);

        // The operator remembers what it had seen of the market before its end.
        using var sdk = new TodaysSdk(server.Address, clock, copy, "operator");

        Assert.Equal(
            File.ReadAllBytes(Release.PathOf("transcripts", $"{market}.jsonl")), await sdk.ExportAsync(market));
    }

    // LogEntry: index, leaf hash, entry; as a transcript file writes it.
    private static string ToLine(WireMessage entry) => entry.Bytes(3) is { Length: > 0 } body
        ? $$"""{"index":{{entry.Number(1)}},"entry":"{{Convert.ToBase64String(body)}}"}"""
        : $$"""{"index":{{entry.Number(1)}},"leafHash":"{{Convert.ToBase64String(entry.Bytes(2))}}"}""";
}
