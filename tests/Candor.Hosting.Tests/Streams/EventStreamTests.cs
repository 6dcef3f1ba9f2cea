using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Streams;
using Candor.Hosting.Tests.Storage;
using Candor.Market;
using Candor.V1;

namespace Candor.Hosting.Tests.Streams;

/// <summary>The one loop by which anything is added to a stream, on a real database.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private readonly StoreFixture _fixture = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _fixture.DisposeAsync().AsTask();

    [Fact]
    public async Task Write_LogMovedOn_CatchesUpAndDecidesAgainOnWhatIsThere()
    {
        var first = new WordStream(_fixture.Store);
        var second = new WordStream(_fixture.Store);
        await first.WriteAsync("a", "b");
        var shown = new List<int>();

        CommandResult<Words> written = await second.DecideAsync(words =>
        {
            shown.Add(words.Length);
            return new Proposal<string>([$"after {words.Length}"]);
        });

        Assert.Equal([0, 2], shown);
        Assert.Equal<string>(["a", "b", "after 2"], Assert.IsType<CommandResult<Words>.Stored>(written).State.All);
        Assert.Equal(["1 a", "2 b", "3 after 2"], await _fixture.ReadAsync(WordStream.StreamName));
        Assert.Equal((3, 2), (second.View.Version, first.View.Version));
    }

    [Fact]
    public async Task Write_MoreEventsThanStayInMemory_AreStoredAndFollowed()
    {
        var stream = new WordStream(_fixture.Store);
        string[] words = [.. Enumerable.Range(1, 100).Select(static i => $"word {i}"), "end"];

        Assert.IsType<CommandResult<Words>.Stored>(await stream.WriteAsync(words));

        var followed = new List<string>();
        await foreach (NumberedEvent<string> next in stream.FollowAsync(0, CancellationToken.None))
        {
            followed.Add(next.Event);
        }

        Assert.Equal(words, followed);
    }

    [Fact]
    public async Task Write_RejectedOnlyOnTheNewerView_StoresNothing()
    {
        await new WordStream(_fixture.Store).WriteAsync("a");
        var rejection = new Rejection(RejectionReason.InvalidRequest, "There is a word already.");
        var late = new WordStream(_fixture.Store);

        CommandResult<Words> written = await late.DecideAsync(
            words => words.IsEmpty ? new Proposal<string>(["mine"]) : new Proposal<string>([], rejection));

        Assert.Equal(rejection, Assert.IsType<CommandResult<Words>.Rejected>(written).Rejection);
        Assert.Equal(["1 a"], await _fixture.ReadAsync(WordStream.StreamName));
        Assert.Equal(1, late.View.Version);
    }

    [Fact]
    public async Task Write_ConflictThatCatchingUpDoesNotSettle_IsAFaultAfterEightAttempts()
    {
        var store = new RefusingStore(_fixture.Store, new AppendResult.VersionConflict());
        var stream = new WordStream(store);
        int decided = 0;

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => stream.DecideAsync(_ =>
        {
            decided++;
            return new Proposal<string>(["a"]);
        }));

        Assert.Equal((8, 8), (decided, store.Appends));
        Assert.Contains(WordStream.StreamName, fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.View.Version);
    }

    [Fact]
    public async Task Write_StoreUnavailable_IsRejectedAtOnceAndShowsNothing()
    {
        var store = new RefusingStore(_fixture.Store, new AppendResult.Unavailable("disk I/O error"));
        var stream = new WordStream(store);

        var refused = await Assert.ThrowsAsync<CallRejectedException>(() => stream.WriteAsync("a"));

        Assert.Equal((ErrorReason.StorageUnavailable, WordStream.StreamName), (refused.Reason, refused.Resource));
        Assert.Equal((1, 0), (store.Appends, stream.View.Version));
    }

    [Fact]
    public async Task Write_RequestThatHasAnAnswer_GivesItAndStoresNothing()
    {
        RequestRecord request = StoreFixture.Request("key", "r1", "body", "answer");
        var stream = new WordStream(_fixture.Store);
        await stream.DecideAsync(_ => new Proposal<string>(["a"]), request);

        CommandResult<Words> written = await stream.DecideAsync(
            _ => new Proposal<string>(["b"]), StoreFixture.Request("key", "r1", "body", "another answer"));

        Assert.Equal(request.Response, Assert.IsType<CommandResult<Words>.Answered>(written).Existing.Response);
        Assert.Equal(["1 a"], await _fixture.ReadAsync(WordStream.StreamName));
        Assert.Equal<string>(["a"], stream.View.State!.All);
    }

    [Fact]
    public async Task Write_NothingFollows_AppendsNothing()
    {
        var store = new RefusingStore(_fixture.Store, new AppendResult.Appended(1));

        CommandResult<Words> written = await new WordStream(store).DecideAsync(_ => Proposal<string>.Nothing);

        Assert.Null(Assert.IsType<CommandResult<Words>.Unchanged>(written).State);
        Assert.Equal(0, store.Appends);
    }

    [Fact]
    public async Task Follow_FromAnywhereInALongLog_GivesEachEventOnceAndEndsWithTheFinalOne()
    {
        // More than memory keeps and than one page holds, so that readers meet the database and then the view.
        string[] words = [.. Enumerable.Range(1, EventStream<Words, string>.PageSize + 10).Select(i => $"w{i}")];
        var stream = new WordStream(_fixture.Store);
        foreach (string[] some in words.Chunk(10))
        {
            await stream.WriteAsync(some);
        }

        Task<List<string>> all = FollowAsync(stream, 0);
        Task<List<string>> last = FollowAsync(stream, words.Length);
        var reopened = new WordStream(_fixture.Store);
        await reopened.CatchUpAsync(default);

        await stream.WriteAsync("end");
        await reopened.CatchUpAsync(default);

        string[] expected = [.. words, "end"];
        Assert.Equal(expected, await all.WithPatience());
        Assert.Equal(["end"], await last.WithPatience());
        Assert.Equal(expected[^2..], await FollowAsync(reopened, words.Length - 1).WithPatience());
        Assert.Equal<string>(stream.View.State!.All, reopened.View.State!.All);
    }

    private static async Task<List<string>> FollowAsync(WordStream stream, long after)
    {
        var words = new List<string>();
        await foreach (NumberedEvent<string> next in stream.FollowAsync(after, default))
        {
            Assert.Equal(after + words.Count + 1, next.Sequence);
            words.Add(next.Event);
        }

        return words;
    }
}
