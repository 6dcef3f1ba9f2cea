using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Telemetry;
using Candor.Server.Testing;
using Microsoft.Extensions.Logging.Testing;

namespace Candor.Hosting.Tests.Storage;

/// <summary>What is stored is its owner's alone: reports lie in the database long before their market settles.</summary>
public sealed class FileModeTests : IDisposable
{
    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TemporaryFolder _folder = new();
    private readonly ServerMetrics _metrics = new();
    private readonly FakeLogger _logger = new();

    [FactWhereFilesHaveModes]
    public async Task Open_ANewDatabase_MakesEveryFileForItsOwnerAlone()
    {
        await using SqliteEventStore store = Open();
        await store.AppendAsync(StoreFixture.Append("m", 0, ["one"]));
        await store.ReadEventsAsync("m", 0, 1, default);

        Assert.Equal(
            ["600 candor.db", "600 candor.db-shm", "600 candor.db-wal", "600 candor.db.lock", "600 candor.db.marks"],
            FileModes.List(_folder.Path));
        Assert.Empty(_logger.Collector.GetSnapshot());
    }

    [FactWhereFilesHaveModes]
    public async Task Open_FilesThatOthersMayUse_AreLeftAndSaidWithTheCommandThatMendsThem()
    {
        await Open().DisposeAsync();
        string path = _folder.File("candor.db");
        FileModes.Set(path, ReadableByAll);
        FileModes.Set($"{path}.lock", ReadableByAll);

        await using SqliteEventStore store = Open();

        Assert.Equal(("644", "644"), (FileModes.Of(path), FileModes.Of($"{path}.lock")));
        Assert.Equal(
            [
                $"{path} may be used by others than its owner (mode 644), and holds what they must not see; say: "
                + $"chmod 600 '{path}'",
                $"{path}.lock may be used by others than its owner (mode 644), and holds what they must not see; say: "
                + $"chmod 600 '{path}.lock'",
            ],
            _logger.Collector.GetSnapshot().Where(record => record.Id.Id == 202).Select(record => record.Message));
    }

    [FactWhereFilesHaveModes]
    public void Replace_AFileThatOthersMayRead_IsTheOwnersAloneAfterIt()
    {
        string path = _folder.File("address");
        File.WriteAllText(path, "old");
        FileModes.Set(path, ReadableByAll);

        PrivateFile.Replace(path, "new");

        Assert.Equal(("new", "600"), (File.ReadAllText(path), FileModes.Of(path)));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _folder.Dispose();
    }

    [FactWhereFilesHaveModes]
    public void Open_AFileThatIsNoDatabase_IsRefusedWithoutAWordOfItsMode()
    {
        string path = _folder.File("candor.db");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("company,records\n", 500)));
        FileModes.Set(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Assert.Throws<StoreOpenException>(Open);

        Assert.Empty(_logger.Collector.GetSnapshot());
    }

    private SqliteEventStore Open() =>
        SqliteEventStore.Open(new SqliteSettings(_folder.File("candor.db"), StoreRole.Platform), _metrics, _logger);
}
