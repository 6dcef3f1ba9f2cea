using System.Security.Cryptography;
using Candor.Hosting.Blobs;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Platform.Databases;
using Candor.Server.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Candor.Platform.Tests.Databases;

/// <summary>A check finds whatever is not what was written, names it, and changes nothing.</summary>
public sealed class DatabaseCheckTests : IAsyncLifetime
{
    private const string Unlocked = "DROP TRIGGER event_is_never_changed; DROP TRIGGER event_is_never_removed; ";

    private RunningServer _server = null!;
    private MarketOwner _first = null!;
    private MarketOwner _second = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _first = await _server.CreateMarketAsync("first");
        _second = await _server.CreateMarketAsync("second");
        await _first.Company(0, _server.Channel).JoinAsync();
        await PutBlobAsync(_server, "first", 3 << 20);
    }

    public async Task DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Check_BesideARunningServer_HoldsAndChangesNothing()
    {
        string before = File.ReadAllText($"{_server.Database}.log-key.marks");
        long rows = _server.CountRows();

        DatabaseReport[] reports = await CheckAsync();

        Assert.All(reports, static report => Assert.Empty(report.Findings));
        Assert.Equal(("server", 2, 3, 3, 2, 1), (
            reports[0].Role, reports[0].Streams, reports[0].Events, reports[0].Answers, reports[0].Marks, reports[0].Blobs));
        Assert.StartsWith("candor+", reports[0].Signer, StringComparison.Ordinal);
        Assert.Equal("validator", reports[1].Role);
        Assert.Equal(before, File.ReadAllText($"{_server.Database}.log-key.marks"));
        Assert.Equal(rows, _server.CountRows());

        // The server goes on, and the check sees that too.
        await _second.Company(0, _server.Channel).JoinAsync();
        Assert.Equal(4, (await CheckAsync())[0].Events);
    }

    [Theory]
    [InlineData("UPDATE event SET body = CAST('{}' AS BLOB) WHERE market = 'markets/first' AND sequence = 2",
        DatabasePart.Stream, "markets/first", "its first 2 events are not those that were signed")]
    [InlineData("DELETE FROM event WHERE market = 'markets/first' AND sequence = 1",
        DatabasePart.Stream, "markets/first", "event 1 is missing")]
    [InlineData("UPDATE market SET summary = x'00' WHERE name = 'markets/second'",
        DatabasePart.Stream, "markets/second", "the row that says where it ends is not what was written")]
    [InlineData("PRAGMA foreign_keys = OFF; DELETE FROM market WHERE name = 'markets/second'",
        DatabasePart.Stream, "markets/second", "it is missing, and 1 of its events were signed")]
    [InlineData("INSERT INTO event (market, sequence, body) VALUES ('markets/second', 2, x'00')",
        DatabasePart.Stream, "markets/second", "there are events of it that its row does not count")]
    [InlineData("UPDATE request SET response = x'00' WHERE rowid = 1",
        DatabasePart.Answer, "answer to request", "it is not what was written")]
    [InlineData("UPDATE identity SET signer = 'candor+other'", DatabasePart.Key, "candor.db.log-key", "expected candor+other")]
    [InlineData("UPDATE marks SET id = 'other'", DatabasePart.Marks, "candor.db.log-key.marks", "it is another's")]
    public async Task Check_WhatChangedInTheDatabase_IsNamed(string sql, object part, string name, string found)
    {
        using (var connection = new SqliteConnection($"Data Source={_server.Database};Pooling=False"))
        {
            connection.Open();
            connection.Execute(Unlocked + sql);
        }

        AssertFinds(await CheckAsync(), (DatabasePart)part, name, found);
    }

    [Theory]
    [InlineData(".log-key.marks", DatabasePart.Marks, "the file is not there")]
    [InlineData(".log-key", DatabasePart.Key, "the log key is not there; expected candor+")]
    [InlineData(".validator-key", DatabasePart.Key, "the validator's key is not there; expected ")]
    public async Task Check_FileThatIsGone_IsNamed(string suffix, object part, string found)
    {
        File.Move(_server.Database + suffix, _server.Database + ".away");

        AssertFinds(await CheckAsync(), (DatabasePart)part, $"candor.db{suffix}", found);

        File.Move(_server.Database + ".away", _server.Database + suffix);
    }

    [Fact]
    public async Task Check_ABlobInWhichOneBitChanged_IsNamed()
    {
        string blob = Directory.GetFiles($"{_server.Database}.blobs/first").Single();
        byte[] bytes = File.ReadAllBytes(blob);
        bytes[2 << 20] ^= 1;
        File.WriteAllBytes(blob, bytes);

        AssertFinds(await CheckAsync(), DatabasePart.Blob, "first/values-", "is damaged or is not this blob");
    }

    [Fact]
    public async Task Check_BulkOfAMarketThatIsUnknown_IsToldAndIsNoDamage()
    {
        await PutBlobAsync(_server, "elsewhere", 10);

        DatabaseReport report = (await CheckAsync())[0];

        Assert.Equal(["elsewhere"], report.UnknownBulk);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task Check_APageThatIsOverwritten_IsNamed()
    {
        DatabasePlaces places = DatabasePlaces.Of(_server.Database, StoreRole.Platform, null)[0] with
        {
            Database = $"{_server.Database}.copy",
        };
        using (SqliteArchive archive = SqliteArchive.Open(_server.Database))
        {
            archive.CopyTo(places.Database);
        }

        using (FileStream file = File.OpenWrite(places.Database))
        {
            file.Position = file.Length - 4096;
            file.Write(new byte[4096]);
        }

        DatabaseReport report = await DatabaseCheck.RunAsync(places, static _ => { }, default);

        Assert.Contains(report.Findings, static finding => finding.Part == DatabasePart.File);
    }

    [Fact]
    public async Task Check_AFileThatIsNoDatabase_IsRefused()
    {
        string path = $"{_server.Database}.text";
        File.WriteAllText(path, new string('x', 8192));

        var refused = await Assert.ThrowsAsync<StoreOpenException>(() => CheckAsync(path));
        Assert.Equal(StoreOpenFault.Corrupt, refused.Fault);
        refused = await Assert.ThrowsAsync<StoreOpenException>(() => CheckAsync($"{path}.nowhere"));
        Assert.Contains("is not there", refused.Message, StringComparison.Ordinal);
    }

    internal static async Task PutBlobAsync(RunningServer server, string market, int length)
    {
        BlobStore store = server.App.Services.GetRequiredService<BlobStore>();
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        await using BlobUpload upload = await store.BeginOrResumeAsync(
            BlobName.Of(market, "values", SHA256.HashData(content)), length, "company-0");
        await upload.AppendAsync(content, 0, default);
        await upload.CompleteAsync();
    }

    internal static async Task<DatabaseReport[]> CheckAsync(string database)
    {
        var reports = new List<DatabaseReport>();
        foreach (DatabasePlaces places in DatabasePlaces.Of(database, StoreRole.Platform, null))
        {
            reports.Add(await DatabaseCheck.RunAsync(places, static _ => { }, default));
        }

        return [.. reports];
    }

    private Task<DatabaseReport[]> CheckAsync() => CheckAsync(_server.Database);

    private static void AssertFinds(DatabaseReport[] reports, DatabasePart part, string name, string found)
    {
        DatabaseFinding[] findings = [.. reports.SelectMany(static report => report.Findings)];
        Assert.Contains(findings, finding => finding.Part == part
            && finding.Name.Contains(name, StringComparison.Ordinal)
            && finding.Found.Contains(found, StringComparison.Ordinal));

        // One fault is not told of what is whole.
        Assert.All(findings, finding => Assert.Contains(finding.Part, new[] { part, DatabasePart.Stream, DatabasePart.File }));
    }
}
