using System.Text;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Streams;
using Candor.Hosting.Telemetry;
using Candor.Hosting.Tests.Streams;
using Candor.Server.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Candor.Hosting.Tests.Storage;

/// <summary>A database of version 1 opens, keeps what it has, and is held against roots from then on.</summary>
public sealed class SqliteUpgradeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServerMetrics _metrics = new();

    private string Database => _folder.File("candor.db");

    [Fact]
    public async Task Open_Version1_HasEverythingAndGoesOn()
    {
        MakeVersion1();

        await using (SqliteEventStore store = Open())
        {
            var stream = new WordStream(store);
            await stream.CatchUpAsync(default);
            Assert.Equal<string>(["one", "two"], stream.View.State!.All);
            Assert.Equal(stream.View.Head, store.MarkOf(WordStream.StreamName));

            RequestRecord answer = (await store.FindRequestAsync("key", "r1", default))!;
            Assert.Equal(("answer", null), (Encoding.UTF8.GetString(answer.Response), answer.Event));
            Assert.Equal(["words"], (await store.ListSummariesAsync("", 10, default)).Select(static listed => listed.Name));
            Assert.IsType<CommandResult<Words>.Stored>(await stream.WriteAsync("three"));
        }

        await using SqliteEventStore again = Open();
        var reopened = new WordStream(again);
        await reopened.CatchUpAsync(default);
        Assert.Equal<string>(["one", "two", "three"], reopened.View.State!.All);
    }

    [Fact]
    public void Open_Version1ThatCannotBeUpgraded_IsLeftAsItIs()
    {
        MakeVersion1();
        using (SqliteConnection other = StoreFixture.OpenRaw(Database))
        {
            other.Execute("CREATE TABLE marks (other INTEGER)");
        }

        string refused = Assert.Throws<StoreOpenException>(Open).Message;
        Assert.True(refused.Contains("already exists", StringComparison.Ordinal), refused);

        using SqliteConnection after = StoreFixture.OpenRaw(Database);
        Assert.Equal(1, after.ReadInteger("PRAGMA user_version"));
        Assert.Equal(0, after.ReadInteger("SELECT count(*) FROM pragma_table_info('market') WHERE name = 'root'"));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _folder.Dispose();
    }

    private SqliteEventStore Open() =>
        SqliteEventStore.Open(new SqliteSettings(Database, StoreRole.Platform), _metrics, NullLogger.Instance);

    private void MakeVersion1()
    {
        using SqliteConnection connection = StoreFixture.OpenRaw(Database);
        connection.Execute($"""
            {SqliteSchema.Create}
            {SqliteIdentity.Create}
            INSERT INTO identity (one, role) VALUES (1, 'server');
            INSERT INTO market (name, version, deadline, summary) VALUES ('words', 2, NULL, CAST('line' AS BLOB));
            INSERT INTO event (market, sequence, body) VALUES ('words', 1, CAST('one' AS BLOB)), ('words', 2, CAST('two' AS BLOB));
            INSERT INTO request (actor, request_id, body_sha256, response)
                VALUES ('key', 'r1', zeroblob(32), CAST('answer' AS BLOB));
            PRAGMA application_id = {SqliteSchema.ApplicationId};
            PRAGMA user_version = 1;
            """);
    }
}
