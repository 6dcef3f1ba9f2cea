using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Telemetry;
using Candor.Hosting.Tests.Streams;
using Candor.Server.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Testing;

namespace Candor.Hosting.Tests.Storage;

/// <summary>What is read is what was written, or is refused: rows that changed, events that are gone, and databases that were
/// put back.</summary>
public sealed class IntegrityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerMetrics _metrics = new();
    private readonly FakeLogger _logger = new();

    private string Database => _folder.File("candor.db");

    [Theory]
    [InlineData("UPDATE event SET body = CAST('X' AS BLOB) WHERE sequence = 2", "its first 3 events are not")]
    [InlineData("UPDATE event SET body = CAST('X' AS BLOB) WHERE sequence = 3", "its first 3 events are not")]
    [InlineData("DELETE FROM event WHERE sequence = 1", "event 1 is missing")]
    [InlineData("DELETE FROM event WHERE sequence = 2", "event 2 is missing")]
    [InlineData("DELETE FROM event WHERE sequence = 3", "event 3 of 3 is missing")]
    [InlineData("UPDATE event SET sequence = 4 WHERE sequence = 3", "event 3 is missing")]
    [InlineData("UPDATE event SET body = CAST('unreadable' AS BLOB) WHERE sequence = 1", "cannot be read: no word")]
    [InlineData("UPDATE market SET root = zeroblob(32)", "the row that says where it ends")]
    [InlineData("UPDATE market SET version = 2", "the row that says where it ends")]
    [InlineData("UPDATE market SET summary = CAST('other' AS BLOB)", "the row that says where it ends")]
    [InlineData("UPDATE market SET deadline = 1", "the row that says where it ends")]
    [InlineData("UPDATE market SET checksum = zeroblob(16)", "the row that says where it ends")]
    public async Task CatchUp_WhatChangedOnTheDisk_IsNamedAndNothingOfItIsShown(string change, string found)
    {
        await WriteWordsAsync();
        Change($"DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed; {change} {(
            change.Contains("WHERE", StringComparison.Ordinal) ? "AND market = 'words'" : "WHERE name = 'words'")}");

        await using SqliteEventStore store = Open();
        var stream = new WordStream(store);
        var damaged = await Assert.ThrowsAsync<StreamDamagedException>(() => stream.CatchUpAsync(default));

        Assert.Equal("words", damaged.Stream);
        Assert.Contains(found, damaged.Message, StringComparison.Ordinal);
        Assert.Equal(0, stream.View.Version);
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(StoreFixture.Append("other", 1, ["goes on"])));
    }

    [Fact]
    public async Task FindRequest_AnswerThatChangedOnTheDisk_IsRefused()
    {
        await using (SqliteEventStore store = Open())
        {
            await store.AppendAsync(
                StoreFixture.Append("other", 0, ["a"], StoreFixture.Request("key", "r1", "body", "answer")));
        }

        Change("UPDATE request SET response = CAST('lies' AS BLOB)");

        await using SqliteEventStore again = Open();
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => again.FindRequestAsync("key", "r1", default));
        Assert.Contains("'r1' of key 'key' is damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_WithADamagedRow_GoOnWithoutItAndSaySo()
    {
        DateTimeOffset due = DateTimeOffset.UnixEpoch.AddYears(60);
        await using (SqliteEventStore store = Open())
        {
            await store.AppendAsync(StoreFixture.Append("a", 0, ["x"], at: due));
            await store.AppendAsync(StoreFixture.Append("b", 0, ["x"], at: due));
        }

        Change("UPDATE market SET deadline = 1 WHERE name = 'a'");

        await using SqliteEventStore again = Open();
        Assert.Equal(["b"], (await again.ListSummariesAsync("", 10, default)).Select(static listed => listed.Name));
        Assert.Equal(["b"], (await again.ListDueAsync(default)).Select(static listed => listed.Name));
        Assert.Contains("a is damaged and closed", _logger.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_DatabaseOfBefore_IsRefusedAndSaysWhichAndHowMuch()
    {
        await WriteWordsAsync();
        File.Copy(Database, Database + ".backup");
        await using (SqliteEventStore store = Open())
        {
            await store.AppendAsync(StoreFixture.Append("new", 0, ["x"]));
            await store.AppendAsync(StoreFixture.Append("other", 1, ["y", "z"]));
        }

        File.Delete(Database);
        File.Move(Database + ".backup", Database);

        AssertRefused(
            StoreOpenFault.SetBack,
            "is behind what was signed of it: new is missing, 1 event was signed; other has 1 events, 3 were signed");
    }

    [Fact]
    public async Task Open_DatabaseThatIsGone_IsRefusedUntilItsMarksGoToo()
    {
        await WriteWordsAsync();
        File.Delete(Database);

        AssertRefused(StoreOpenFault.SetBack, "words is missing, 3 were signed");

        File.Delete(Database);
        File.Delete(Database + ".marks");
        await Open().DisposeAsync();
    }

    [Fact]
    public async Task Open_MarksThatAreGone_IsRefused()
    {
        await WriteWordsAsync();
        File.Delete(Database + ".marks");

        AssertRefused(StoreOpenFault.MarksUnusable, $"'{Database}.marks' is not there");
    }

    [Fact]
    public async Task Open_MarksOfAnotherDatabase_IsRefused()
    {
        await WriteWordsAsync();
        var settings = new SqliteSettings(_folder.File("other.db"), StoreRole.Platform);
        await SqliteEventStore.Open(settings, _metrics, _logger).DisposeAsync();
        File.Copy(_folder.File("other.db.marks"), Database + ".marks", overwrite: true);

        AssertRefused(StoreOpenFault.MarksUnusable, "which is another database's");
    }

    [Fact]
    public async Task Open_MarksThatAreDamaged_IsRefused()
    {
        await WriteWordsAsync();
        File.WriteAllText(Database + ".marks", "something else\n");

        AssertRefused(StoreOpenFault.MarksUnusable, "is not a file of marks");
    }

    [Fact]
    public async Task Open_ANameThatChangedOnTheDisk_ClosesThatStreamAlone()
    {
        await WriteWordsAsync();
        Change("PRAGMA foreign_keys = OFF; UPDATE market SET name = 'wordz' WHERE name = 'words'");

        await using SqliteEventStore store = Open();
        await Assert.ThrowsAsync<StreamDamagedException>(() => new WordStream(store).CatchUpAsync(default));
        Assert.IsType<AppendResult.Appended>(await store.AppendAsync(StoreFixture.Append("other", 1, ["goes on"])));
    }

    [Fact]
    public async Task CatchUp_OtherEventsThanWereSigned_IsDamaged()
    {
        // Everything in the database agrees with itself; only the mark knows that the second event was another.
        await using (SqliteEventStore store = Open())
        {
            await new WordStream(store).WriteAsync("one");
        }

        File.Copy(Database, Database + ".backup");
        await using (SqliteEventStore store = Open())
        {
            var stream = new WordStream(store);
            await stream.CatchUpAsync(default);
            await stream.WriteAsync("two");
        }

        byte[] marks = File.ReadAllBytes(Database + ".marks");
        File.Move(Database + ".backup", Database, overwrite: true);
        File.Delete(Database + ".marks");
        Change("DELETE FROM marks");
        await using (SqliteEventStore store = Open())
        {
            var stream = new WordStream(store);
            await stream.CatchUpAsync(default);
            await stream.WriteAsync("other", "third");
        }

        File.WriteAllBytes(Database + ".marks", marks);
        Change("DELETE FROM marks");
        await using SqliteEventStore last = Open();
        var damaged = await Assert.ThrowsAsync<StreamDamagedException>(() => new WordStream(last).CatchUpAsync(default));
        Assert.Contains("first 2 events are not those that were signed", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CatchUp_EventsBeyondTheMark_MovesItBeforeTheyAreShown()
    {
        await WriteWordsAsync();
        string[] lines = File.ReadAllLines(Database + ".marks");
        int words = Array.FindIndex(lines, static line => line.StartsWith("words ", StringComparison.Ordinal));

        // A crash between the commit and the mark leaves a database that is ahead.
        File.WriteAllLines(Database + ".marks", lines[..words]);
        await using SqliteEventStore store = Open();
        Assert.Null(store.MarkOf("words"));

        var stream = new WordStream(store);
        await stream.CatchUpAsync(default);

        Assert.Equal(stream.View.Head, store.MarkOf("words"));
        Assert.Equal(3, stream.View.Version);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _folder.Dispose();
    }

    private async Task WriteWordsAsync()
    {
        await using SqliteEventStore store = Open();
        await new WordStream(store).WriteAsync("one", "two", "three");
        await store.AppendAsync(StoreFixture.Append("other", 0, ["x"]));
    }

    private void Change(string sql)
    {
        using SqliteConnection other = StoreFixture.OpenRaw(Database);
        other.Execute(sql);
    }

    private SqliteEventStore Open() =>
        SqliteEventStore.Open(new SqliteSettings(Database, StoreRole.Platform), _metrics, _logger);

    private void AssertRefused(StoreOpenFault fault, string expected)
    {
        var refused = Assert.Throws<StoreOpenException>(Open);
        Assert.Equal(fault, refused.Fault);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, Assert.Throws<StoreOpenException>(Open).Message);
    }
}
