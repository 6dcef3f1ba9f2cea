using Candor.Hosting;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Platform.Databases;
using Candor.Server.Testing;
using Candor.V1;
using Microsoft.Data.Sqlite;

namespace Candor.Platform.Tests.Databases;

/// <summary>A copy that is made while a server runs opens, holds what was there when it was begun, and is whole or not
/// there.</summary>
public sealed class DatabaseBackupTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer _server = null!;
    private MarketOwner _owner = null!;

    private string Copy => _folder.File("copy");

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = await _server.CreateMarketAsync("kept", companies: 3);
        await _owner.Company(0, _server.Channel).JoinAsync();
        await DatabaseCheckTests.PutBlobAsync(_server, "kept", 3 << 20);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Backup_OfARunningServer_IsAServerThatGoesOn()
    {
        BackupReport report = await BackupAsync(withKeys: true);

        Assert.Empty(report.Findings);
        Assert.Equal(1, report.Blobs);
        Assert.Equal(
            ["candor.db", "candor.db.blobs", "candor.db.log-key", "candor.db.log-key.marks", "candor.db.validator",
                "candor.db.validator-key", "candor.db.validator-key.marks"],
            Directory.GetFileSystemEntries(Copy).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in Directory.GetFiles(Copy))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        await using RunningServer again = await OpenCopyAsync();
        Assert.Equal(2, await LastEventAsync(again));
        await _owner.Company(1, again.Channel).JoinAsync();
        Assert.All(await DatabaseCheckTests.CheckAsync(Path.Combine(Copy, "candor.db")), static looked => Assert.Empty(looked.Findings));
    }

    [Fact]
    public async Task Backup_WhatIsWrittenBetweenMarksAndDatabase_LeavesTheMarksBehindIt()
    {
        // The moment at which the other order would leave marks that are ahead.
        string moment = $"copying {_server.Database}";
        BackupReport report = await DatabaseBackup.RunAsync(
            Sources(),
            new BackupOptions(Copy, WithKeys: true, KeepDamaged: false),
            step =>
            {
                if (step == moment)
                {
                    _owner.Company(1, _server.Channel).JoinAsync().GetAwaiter().GetResult();
                }
            },
            default);

        Assert.Empty(report.Findings);
        Assert.Equal(3, report.Reports[0].Events);
        string marks = File.ReadAllText(Path.Combine(Copy, "candor.db.log-key.marks"));
        Assert.Contains($"{_owner.Name} 2 ", marks, StringComparison.Ordinal);
        Assert.DoesNotContain($"{_owner.Name} 3 ", marks, StringComparison.Ordinal);
        await using RunningServer again = await OpenCopyAsync();
        Assert.Equal(3, await LastEventAsync(again));
    }

    [Fact]
    public async Task Backup_UnderLoad_EachOpensAndHoldsEverythingAnsweredBefore()
    {
        using var done = new CancellationTokenSource();
        int created = 0;
        Task load = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                using MarketOwner owner = await _server.CreateMarketAsync($"m{created}", companies: 2);
                await owner.Company(0, _server.Channel).JoinAsync();
                Interlocked.Increment(ref created);
            }
        });
        for (int i = 0; i < 5; i++)
        {
            int answered = Volatile.Read(ref created);
            BackupReport report = await DatabaseBackup.RunAsync(
                Sources(), new BackupOptions($"{Copy}{i}", WithKeys: true, KeepDamaged: false), static _ => { }, default);

            Assert.Empty(report.Findings);
            Assert.True(report.Reports[0].Events >= 2 + (2 * answered));
            await using SqliteEventStore store = SqliteEventStore.Open(
                new SqliteSettings(
                    Path.Combine($"{Copy}{i}", "candor.db"),
                    StoreRole.Platform,
                    MarksPath: Path.Combine($"{Copy}{i}", "candor.db.log-key.marks")),
                new Hosting.Telemetry.ServerMetrics(),
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            Assert.True((await store.ListNamesAsync(default)).Count >= 1 + answered);
        }

        await done.CancelAsync();
        await load;
    }

    [Fact]
    public async Task Backup_WithoutKeys_HasNoneAndNoServerGoesOnFromIt()
    {
        BackupReport report = await BackupAsync(withKeys: false);

        Assert.Empty(report.Findings);
        Assert.DoesNotContain(Directory.GetFiles(Copy), static file => file.EndsWith("-key", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<CandorServerException>(OpenCopyAsync);
        Assert.Contains("candor.db.log-key' is not there", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_FolderThatIsThere_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(Copy);
        File.WriteAllText(Path.Combine(Copy, "own"), "precious");

        var refused = await Assert.ThrowsAsync<CandorServerException>(() => BackupAsync(withKeys: false));

        Assert.Equal(
            $"'{Copy}' is there already; expected the name of a new folder, since a copy never overwrites another.",
            refused.Message);
        Assert.Equal("precious", File.ReadAllText(Path.Combine(Copy, "own")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Backup_IntoTheBulkThatIsCopied_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<CandorServerException>(() => DatabaseBackup.RunAsync(
            Sources(), new BackupOptions($"{_server.Database}.blobs/copy", false, false), static _ => { }, default));

        Assert.Contains("which is copied; expected another place", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Backup_OfAMarketThatIsDamaged_IsKeptOnlyWhereThatIsAskedFor(bool isAsked)
    {
        using (var connection = new SqliteConnection($"Data Source={_server.Database};Pooling=False"))
        {
            connection.Open();
            connection.Execute("UPDATE market SET summary = x'00'");
        }

        BackupReport report = await DatabaseBackup.RunAsync(
            Sources(), new BackupOptions(Copy, WithKeys: false, KeepDamaged: isAsked), static _ => { }, default);

        DatabaseFinding finding = Assert.Single(report.Findings);
        Assert.Equal((DatabasePart.Stream, "markets/kept"), (finding.Part, finding.Name));
        Assert.Equal((isAsked, isAsked), (report.IsKept, Directory.Exists(Copy)));
        Assert.Equal(isAsked ? 1 : 0, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public async Task Backup_ABlobThatIsDamaged_IsNamed()
    {
        string blob = Directory.GetFiles($"{_server.Database}.blobs/kept").Single();
        byte[] bytes = File.ReadAllBytes(blob);
        bytes[1 << 20] ^= 1;
        File.WriteAllBytes(blob, bytes);

        BackupReport report = await BackupAsync(withKeys: false);

        Assert.False(report.IsKept);
        Assert.Contains("is damaged or is not this blob", Assert.Single(report.Findings).Found, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Backup_ThatIsStopped_LeavesNothing()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DatabaseBackup.RunAsync(
            Sources(),
            new BackupOptions(Copy, WithKeys: false, KeepDamaged: false),
            step =>
            {
                if (step.EndsWith(".blobs", StringComparison.Ordinal))
                {
                    stop.Cancel();
                }
            },
            stop.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private async Task<int> LastEventAsync(RunningServer server) =>
        (int)(await server.Markets.GetMarketAsync(new GetMarketRequest { Name = _owner.Name })).Market.LastEvent;

    private IReadOnlyList<DatabasePlaces> Sources() => DatabasePlaces.Of(_server.Database, StoreRole.Platform, null);

    private Task<BackupReport> BackupAsync(bool withKeys) => DatabaseBackup.RunAsync(
        Sources(), new BackupOptions(Copy, withKeys, KeepDamaged: false), static _ => { }, default);

    private Task<RunningServer> OpenCopyAsync() =>
        RunningServer.StartAsync(options => options with { DatabasePath = Path.Combine(Copy, "candor.db") });
}
