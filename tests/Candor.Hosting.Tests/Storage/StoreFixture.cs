using System.Security.Cryptography;
using System.Text;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Telemetry;
using Candor.Server.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Candor.Hosting.Tests.Storage;

/// <summary>A real database in a folder of its own, and appends to put into it.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoreFixture(long maxBytes = 0, int maxQueuedAppends = 8192)
    {
        Settings = new SqliteSettings(_folder.File("candor.db"), StoreRole.Platform, maxBytes, maxQueuedAppends);
        Store = SqliteEventStore.Open(Settings, Metrics, NullLogger.Instance);
    }

    public SqliteSettings Settings { get; }

    public ServerMetrics Metrics { get; } = new();

    public SqliteEventStore Store { get; private set; }

    public static Append Append(
        string market,
        long expectedVersion,
        string[] events,
        RequestRecord? request = null,
        DateTimeOffset? at = null) =>
        new(
            market,
            expectedVersion,
            [.. events.Select(e => Encoding.UTF8.GetBytes(e))],
            RootAt(market, expectedVersion + events.Length),
            Encoding.UTF8.GetBytes($"{market} with {expectedVersion + events.Length}"),
            at,
            request);

    /// <summary>The store keeps roots and does not make them; this one is any.</summary>
    public static byte[] RootAt(string market, long version) => SHA256.HashData(Encoding.UTF8.GetBytes($"{market} {version}"));

    public static RequestRecord Request(string actor, string id, string body, string response) => new(
        actor, id, SHA256.HashData(Encoding.UTF8.GetBytes(body)), Encoding.UTF8.GetBytes(response));

    public async Task<string[]> ReadAsync(string market) =>
        [.. (await Store.ReadEventsAsync(market, 0, 10_000, default))
            .Select(e => $"{e.Sequence} {Encoding.UTF8.GetString(e.Body)}")];

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = SqliteEventStore.Open(Settings, Metrics, NullLogger.Instance);
    }

    /// <summary>Opens the file as another program would.</summary>
    public SqliteConnection OpenRaw() => OpenRaw(Settings.Path);

    public static SqliteConnection OpenRaw(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Metrics.Dispose();
        _folder.Dispose();
    }
}
