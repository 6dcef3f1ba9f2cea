using Candor.Releases.Tests.Frozen;
using Candor.Releases.Tests.Today;

namespace Candor.Releases.Tests;

/// <summary>What the release's SDK sent is decided anew, and accepted as it was.</summary>
public sealed class FreshLifeTests
{
    [Theory]
    [InlineData(Release.Open)]
    [InlineData(Release.Settled)]
    public async Task Database_WithItsKeys_IsServedUnderTheSameLogKeyAndValidatorKey(string database)
    {
        RecordedCall[] asked = [.. Recording.Whole.All.Where(call => call.Name is "GetLogKey" or "GetValidator")];
        using DatabaseCopy copy = DatabaseCopy.Of(database);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, new SetClock(asked[0].Clock));
        using var calls = new RawCalls(server.Address);

        Assert.Equal(2, asked.Length);
        foreach (RecordedCall call in asked)
        {
            Assert.Equal(call.Told(call.Answer), call.Told(await calls.SendAsync(call.Method, call.Requests)));
        }
    }

    [Fact]
    public async Task OpenDatabase_TheCallsThatFollowed_AreAcceptedAsTheyWere()
    {
        IReadOnlyList<RecordedCall> followed = Recording.Whole.FromOpen;
        var clock = new SetClock(followed[0].Clock);
        using DatabaseCopy copy = DatabaseCopy.Of(Release.Open);
        await using TodaysServer server = await TodaysServer.StartAsync(copy, clock);
        using var calls = new RawCalls(server.Address);
        var life = new FreshLife(calls, clock);

        // West's audit was opened after the database was kept, so this server draws a sample of its own, and the
        // recorded openings answer another. What came after them is left out, but for the settlement.
        RecordedCall[] until = [.. followed.TakeWhile(call => call is not { Name: "SubmitOpenings", Caller: "west" })];
        foreach (RecordedCall call in until.Where(call => !call.IsWatch || call is { Name: "WatchAssignment" }))
        {
            await life.SendAsync(call);
        }

        string[] decided =
            ["SubmitReport", "OpenAudit", "SubmitTags", "SubmitOpenings", "ReadTags", "SubmitDoubleTags"];
        Assert.Empty(decided.Except(until.Select(call => call.Name)));
        RecordedCall settlement = followed.Single(call => call.Name == "SettleMarket");
        clock.Set(settlement.Clock);
        Assert.Equal(0, (await calls.SendAsync(settlement.Method, settlement.Requests)).Status);
    }

    [Fact]
    public async Task EmptyServerWithTheSameKeys_CreatingJoiningCommitting_AreAcceptedAsTheyWere()
    {
        IReadOnlyList<RecordedCall> calls = Recording.Whole.UntilOpen;
        var clock = new SetClock(calls[0].Clock);
        using DatabaseCopy copy = DatabaseCopy.OfKeys();
        await using TodaysServer server = await TodaysServer.StartAsync(copy, clock);
        using var raw = new RawCalls(server.Address);
        var life = new FreshLife(raw, clock);

        foreach (RecordedCall call in calls.Where(call => call.Name is "GetLogKey" or "GetValidator" or "CreateMarket"
            or "JoinMarket" or "SubmitCommitment" or "CancelMarket"))
        {
            await life.SendAsync(call);
        }
    }
}
