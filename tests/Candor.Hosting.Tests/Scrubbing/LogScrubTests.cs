using Candor.Hosting.Scrubbing;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Streams;
using Candor.Hosting.Telemetry;
using Candor.Hosting.Tests.Storage;
using Candor.Hosting.Tests.Streams;
using Candor.Server.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Hosting.Tests.Scrubbing;

/// <summary>What a disk changes is found by reading everything again, stream by stream, without anybody's asking.</summary>
public sealed class LogScrubTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerMetrics _metrics = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<LogScrub> _logger = new();
    private readonly List<StreamDamagedException> _closed = [];
    private readonly TaskCompletionSource _closedOne = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteEventStore _store = null!;

    private string Database => _folder.File("candor.db");

    public async Task InitializeAsync()
    {
        _store = SqliteEventStore.Open(new SqliteSettings(Database, StoreRole.Platform), _metrics, _logger);
        await new WordStream(_store).DecideAsync(
            static _ => new Proposal<string>(["one", "two", "three"]),
            StoreFixture.Request("key", "r1", "body", "answer"));
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _metrics.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_WhereAllIsAsWritten_SaysHowMuchWasRead()
    {
        await RunAsync();

        Assert.Empty(_closed);
        Assert.Equal(205, _logger.LatestRecord.Id.Id);
        Assert.StartsWith(
            "Read the database again: 1 streams with 3 events, 1 stored answers, 17 bytes in ",
            _logger.LatestRecord.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("0 are not what was written", _logger.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE event SET body = x'00' WHERE sequence = 2", "its first 3 events are not those that were signed")]
    [InlineData("DELETE FROM event WHERE sequence = 3", "event 3 of 3 is missing")]
    [InlineData("UPDATE market SET deadline = 7", "the row that says where it ends is not what was written")]
    [InlineData("UPDATE market SET root = NULL", "the row that says where it ends is not what was written")]
    public async Task Run_AStreamThatChangedOnTheDisk_IsClosedWithWhatWasFound(string sql, string found)
    {
        Change(sql);

        await RunAsync();

        StreamDamagedException closed = Assert.Single(_closed);
        Assert.Equal(("words", found), (closed.Stream, closed.Found));
        Assert.EndsWith("1 are not what was written", _logger.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnAnswerThatChangedOnTheDisk_IsNamed()
    {
        Change("UPDATE request SET response = x'00'");

        await RunAsync();

        Assert.Empty(_closed);
        FakeLogRecord named = Assert.Single(_logger.Collector.GetSnapshot(), static entry => entry.Id.Id == 204);
        Assert.StartsWith("The stored answer to request 'r1' of key 'key' is damaged", named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhileTheStreamGrows_FindsNothing()
    {
        var stream = new WordStream(_store);
        await stream.CatchUpAsync(default);
        using LogScrub scrub = Make();
        Task<DateTimeOffset> run = scrub.RunAsync(default);
        while (!run.IsCompleted)
        {
            await stream.WriteAsync("more");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await run;
        Assert.Empty(_closed);
    }

    [Fact]
    public async Task Start_AMinuteLater_TheFirstPassFindsWhatChanged()
    {
        Change("UPDATE event SET body = x'00' WHERE sequence = 1");
        using LogScrub scrub = Make();
        await scrub.StartAsync(default);

        _time.Advance(LogScrub.FirstWait - TimeSpan.FromSeconds(1));
        Assert.Empty(_closed);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _closedOne.Task;

        await scrub.StopAsync(default);
        Assert.Single(_closed);
    }

    [Fact]
    public async Task Run_Ended_BeginsAgainADayLater()
    {
        DateTimeOffset next = await RunAsync();

        Assert.Equal(_time.GetUtcNow() + LogScrub.Rest, next);
    }

    [Fact]
    public async Task Pace_WhileSomebodyWrites_IsAnEighth()
    {
        long appends = 0;
        var pace = new ScrubPace(_time, () => appends);

        Task idle = pace.WaitAsync(ScrubPace.IdleRate, default);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(idle.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await idle;

        appends = 1;
        Task busy = pace.WaitAsync(ScrubPace.IdleRate, default);
        _time.Advance(TimeSpan.FromMilliseconds(7999));
        Assert.False(busy.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await busy;

        // Small pages wait together.
        Assert.True(pace.WaitAsync(1, default).IsCompletedSuccessfully);
    }

    private async Task<DateTimeOffset> RunAsync()
    {
        using LogScrub scrub = Make();
        Task<DateTimeOffset> run = scrub.RunAsync(default);
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await run;
    }

    private LogScrub Make() => new(
        _store,
        damaged =>
        {
            _closed.Add(damaged);
            _closedOne.TrySetResult();
        },
        _metrics,
        _time,
        _logger);

    private void Change(string sql)
    {
        using SqliteConnection other = StoreFixture.OpenRaw(Database);
        other.Execute($"DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed; {sql}");
    }
}
