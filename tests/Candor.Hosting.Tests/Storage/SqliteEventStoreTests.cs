using System.Text;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using static Candor.Hosting.Tests.Storage.StoreFixture;

namespace Candor.Hosting.Tests.Storage;

public class SqliteEventStoreTests
{
    [Fact]
    public async Task AppendAsync_NewMarket_EventsAreReadInOrderAfterReopening()
    {
        await using var fixture = new StoreFixture();
        Assert.IsType<AppendResult.Appended>(await fixture.Store.AppendAsync(Append("markets/m", 0, ["a", "b"])));
        Assert.IsType<AppendResult.Appended>(await fixture.Store.AppendAsync(Append("markets/m", 2, ["c"])));

        await fixture.ReopenAsync();

        Assert.Equal(["1 a", "2 b", "3 c"], await fixture.ReadAsync("markets/m"));
    }

    [Fact]
    public async Task ReadEventsAsync_AfterAndLimit_ReadsThePageOnly()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.AppendAsync(Append("markets/m", 0, ["a", "b", "c", "d"]));
        await fixture.Store.AppendAsync(Append("markets/n", 0, ["x"]));

        IReadOnlyList<StoredEvent> page = await fixture.Store.ReadEventsAsync("markets/m", 1, 2, default);

        Assert.Equal([2, 3], page.Select(e => e.Sequence));
        Assert.Empty(await fixture.Store.ReadEventsAsync("markets/m", 4, 2, default));
        Assert.Empty(await fixture.Store.ReadEventsAsync("markets/none", 0, 2, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AppendAsync_AnotherVersionThanExpected_ConflictsAndStoresNothing(long expected)
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.AppendAsync(Append("markets/m", 0, ["a", "b"]));
        RequestRecord request = Request("key", "r1", "body", "answer");

        AppendResult result = await fixture.Store.AppendAsync(Append("markets/m", expected, ["c"], request));

        Assert.IsType<AppendResult.VersionConflict>(result);
        Assert.Equal(["1 a", "2 b"], await fixture.ReadAsync("markets/m"));
        Assert.Null(await fixture.Store.FindRequestAsync("key", "r1", default));
    }

    [Fact]
    public async Task AppendAsync_UnknownMarketAtAVersion_Conflicts()
    {
        await using var fixture = new StoreFixture();

        Assert.IsType<AppendResult.VersionConflict>(await fixture.Store.AppendAsync(Append("markets/m", 1, ["b"])));
        Assert.Empty(await fixture.ReadAsync("markets/m"));
    }

    [Fact]
    public async Task AppendAsync_UsedRequestId_ReturnsTheFirstRecordAndStoresNothing()
    {
        await using var fixture = new StoreFixture();
        RequestRecord first = Request("key", "r1", "body", "answer");
        await fixture.Store.AppendAsync(Append("markets/m", 0, ["a"], first));

        AppendResult result = await fixture.Store.AppendAsync(
            Append("markets/m", 1, ["b"], Request("key", "r1", "other body", "other answer")));

        RequestRecord existing = Assert.IsType<AppendResult.DuplicateRequest>(result).Existing;
        Assert.Equal(first.BodySha256, existing.BodySha256);
        Assert.Equal("answer", Encoding.UTF8.GetString(existing.Response));
        Assert.Equal(["1 a"], await fixture.ReadAsync("markets/m"));
    }

    [Fact]
    public async Task AppendAsync_SameRequestIdOfAnotherActor_IsAnotherRequest()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.AppendAsync(Append("markets/m", 0, ["a"], Request("key", "r1", "body", "answer")));

        AppendResult result = await fixture.Store.AppendAsync(
            Append("markets/m", 1, ["b"], Request("another key", "r1", "body", "answer 2")));

        Assert.IsType<AppendResult.Appended>(result);
        RequestRecord? found = await fixture.Store.FindRequestAsync("another key", "r1", default);
        Assert.Equal("answer 2", Encoding.UTF8.GetString(found!.Response));
    }

    [Fact]
    public async Task ListStreamsAsync_Pages_GivesEveryStreamOnceByName()
    {
        await using var fixture = new StoreFixture();
        foreach (string name in (string[])["markets/c", "markets/a", "markets/d", "markets/b"])
        {
            await fixture.Store.AppendAsync(Append(name, 0, ["created"]));
        }

        await fixture.Store.AppendAsync(Append("markets/b", 1, ["joined"]));

        var first = await fixture.Store.ListStreamsAsync("", 3, default);
        var second = await fixture.Store.ListStreamsAsync(first[^1].Name, 3, default);
        Assert.Equal(["markets/a", "markets/b", "markets/c"], first.Select(m => m.Name));
        Assert.Equal(["markets/d"], second.Select(m => m.Name));
        Assert.Equal("markets/b with 2", Encoding.UTF8.GetString(first[1].Summary));
    }

    [Fact]
    public async Task ListDueAsync_OpenAndFinalMarkets_GivesTheOpenOnesEarliestFirst()
    {
        await using var fixture = new StoreFixture();
        var late = new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        DateTimeOffset early = late.AddDays(-1).AddTicks(1);
        await fixture.Store.AppendAsync(Append("markets/late", 0, ["a"], at: late));
        await fixture.Store.AppendAsync(Append("markets/final", 0, ["a"], at: late));
        await fixture.Store.AppendAsync(Append("markets/final", 1, ["settled"]));
        await fixture.Store.AppendAsync(Append("markets/early", 0, ["a"], at: early));

        var deadlines = await fixture.Store.ListDueAsync(default);

        Assert.Equal(["markets/early", "markets/late"], deadlines.Select(d => d.Name));
        Assert.Equal(late, deadlines[1].At);
        Assert.Equal(late.AddDays(-1).AddMilliseconds(1), deadlines[0].At);
    }

    [Fact]
    public async Task AppendAsync_ManyMarketsAtOnce_ShareACommitAndAConflictFailsNobodyElse()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.AppendAsync(Append("markets/old", 0, ["a"]));
        Task<AppendResult>[] appends;
        using (SqliteConnection other = fixture.OpenRaw())
        {
            // While another connection holds the write lock the appends can only gather.
            using SqliteTransaction blocking = other.BeginTransaction(deferred: false);
            appends = [.. Enumerable.Range(0, 200).Select(i => fixture.Store.AppendAsync(
                i % 10 == 3 ? Append("markets/old", 7, ["conflict"]) : Append($"markets/{i:D3}", 0, ["a"])))];
            Assert.DoesNotContain(appends, task => task.IsCompleted);
        }

        AppendResult[] results = await Task.WhenAll(appends);

        Assert.All(results.Index(), r => Assert.Equal(r.Index % 10 == 3, r.Item is AppendResult.VersionConflict));
        Assert.Equal(181, (await fixture.Store.ListStreamsAsync("", 1000, default)).Count);
        // One for the market that was there, one for the append the writer had begun with, one for all the others.
        Assert.InRange(fixture.Metrics.Commits, 2, 3);
        Assert.Equal(201, fixture.Metrics.Appends);
    }

    [Fact]
    public async Task AppendAsync_TwoWritersAtTheSameVersion_ExactlyOneWins()
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.AppendAsync(Append("markets/m", 0, ["a"]));

        for (int round = 1; round <= 50; round++)
        {
            AppendResult[] results = await Task.WhenAll(Enumerable.Range(0, 2).Select(writer => Task.Run(
                () => fixture.Store.AppendAsync(Append("markets/m", round, [$"{writer}"])))));
            Assert.Single(results, r => r is AppendResult.Appended);
            Assert.Single(results, r => r is AppendResult.VersionConflict);
        }

        Assert.Equal(51, (await fixture.ReadAsync("markets/m")).Length);
    }

    [Fact]
    public async Task AppendAsync_FullQueue_IsOverloadedAtOnce()
    {
        await using var fixture = new StoreFixture(maxQueuedAppends: 1);
        var appends = new List<Task<AppendResult>>();
        using (SqliteConnection other = fixture.OpenRaw())
        {
            using SqliteTransaction blocking = other.BeginTransaction(deferred: false);
            while (appends.Count <= SqliteWriter.MaxBatch + 1 && !appends.Exists(a => a.IsCompleted))
            {
                appends.Add(fixture.Store.AppendAsync(Append($"markets/{appends.Count}", 0, ["a"])));
            }
        }

        AppendResult[] results = await Task.WhenAll(appends);

        Assert.IsType<AppendResult.Overloaded>(results[^1]);
        Assert.All(results[..^1], r => Assert.IsType<AppendResult.Appended>(r));
        Assert.Equal(results.Length - 1, (await fixture.Store.ListStreamsAsync("", 1000, default)).Count);
    }

    [Fact]
    public async Task AppendAsync_DatabaseFull_IsUnavailableStoresNothingAndStillReads()
    {
        await using var fixture = new StoreFixture(maxBytes: 100 * 1024);
        await fixture.Store.AppendAsync(Append("markets/m", 0, ["a"]));
        RequestRecord request = Request("key", "r1", "body", "answer");
        string large = new('x', 200 * 1024);

        AppendResult refused = await fixture.Store.AppendAsync(Append("markets/m", 1, ["b", large], request));
        AppendResult small = await fixture.Store.AppendAsync(Append("markets/m", 1, ["c"], request));

        Assert.Contains("full", Assert.IsType<AppendResult.Unavailable>(refused).Cause, StringComparison.Ordinal);
        Assert.IsType<AppendResult.Appended>(small);
        Assert.Equal(["1 a", "2 c"], await fixture.ReadAsync("markets/m"));
    }

    [Fact]
    public async Task AppendAsync_LockedByAnotherProgram_IsUnavailableAndRecovers()
    {
        await using var fixture = new StoreFixture();
        using (SqliteConnection other = fixture.OpenRaw())
        {
            using SqliteTransaction blocking = other.BeginTransaction(deferred: false);
            AppendResult refused = await fixture.Store.AppendAsync(Append("markets/m", 0, ["a"]));
            Assert.Contains("locked", Assert.IsType<AppendResult.Unavailable>(refused).Cause, StringComparison.Ordinal);
        }

        Assert.IsType<AppendResult.Appended>(await fixture.Store.AppendAsync(Append("markets/m", 0, ["b"])));
        Assert.Equal(["1 b"], await fixture.ReadAsync("markets/m"));
    }

    [Fact]
    public async Task DisposeAsync_AppendsQueued_FinishesThemFirst()
    {
        await using var fixture = new StoreFixture();
        Task<AppendResult>[] appends =
            [.. Enumerable.Range(0, 100).Select(i => fixture.Store.AppendAsync(Append($"markets/{i}", 0, ["a"])))];

        await fixture.ReopenAsync();

        Assert.All(appends, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.All(await Task.WhenAll(appends), r => Assert.IsType<AppendResult.Appended>(r));
        Assert.Equal(100, (await fixture.Store.ListStreamsAsync("", 1000, default)).Count);
    }

    [Theory]
    [InlineData("UPDATE event SET body = x'00'", "an event is never changed")]
    [InlineData("DELETE FROM event", "an event is never removed")]
    public async Task Event_ChangedByAnyProgram_IsRefused(string sql, string expected)
    {
        await using var fixture = new StoreFixture();
        await fixture.Store.AppendAsync(Append("markets/m", 0, ["a"]));
        using SqliteConnection other = fixture.OpenRaw();

        var e = Assert.Throws<SqliteException>(() => other.Execute(sql));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Equal(["1 a"], await fixture.ReadAsync("markets/m"));
    }
}
