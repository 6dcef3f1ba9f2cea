using Candor.Hosting.Scrubbing;
using Candor.Hosting.Storage.Sqlite;
using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Candor.V1;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform.Tests.Markets;

/// <summary>A market of which the disk has changed something is closed and named; the others go on, and nothing of what has
/// changed is signed or shown.</summary>
public sealed class DamagedMarketTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private MarketOwner _damaged = null!;
    private MarketOwner _other = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _damaged = await _server.CreateMarketAsync("damaged");
        _other = await _server.CreateMarketAsync("other");
        await _damaged.Company(0, _server.Channel).JoinAsync();
    }

    public async Task DisposeAsync()
    {
        _damaged.Dispose();
        _other.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task AnyCall_OfAMarketThatIsDamaged_IsRefusedAndOthersGoOn()
    {
        Change("UPDATE event SET body = CAST(replace(CAST(body AS TEXT), 'company-0', 'company-1') AS BLOB) WHERE sequence = 2");
        await _server.RestartAsync();

        for (int time = 0; time < 2; time++)
        {
            RichError error = await _server.RefusesAsync(
                ErrorReason.MarketDamaged,
                async () => await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = _damaged.Name }));
            Assert.Contains("markets/damaged is damaged", error.Message, StringComparison.Ordinal);
        }

        await _server.RefusesAsync(
            ErrorReason.MarketDamaged,
            async () => await _server.Transcripts.GetCheckpointAsync(new GetCheckpointRequest { Name = _damaged.Name }));
        await _server.RefusesAsync(
            ErrorReason.MarketDamaged, () => _damaged.Company(1, _server.Channel).JoinAsync());
        Assert.Single(_server.Log.GetSnapshot(), static entry => entry.Id.Id == 203);

        JoinMarketResponse joined = await _other.Company(0, _server.Channel).JoinAsync();
        (await _server.KeyAsync()).AssertHolds(joined.Receipt, _other.Name, events: 1);
    }

    [Fact]
    public async Task ListEntries_AnEntryThatChangesWhileTheServerRuns_IsNotShown()
    {
        // The market is in memory; only the disk changes under it.
        Change("UPDATE event SET body = CAST('{}' AS BLOB) WHERE sequence = 1");

        await _server.RefusesAsync(
            ErrorReason.MarketDamaged,
            async () => await _server.Transcripts.ListEntriesAsync(TranscriptReading.Request(_damaged, _damaged.Key)));
    }

    [Fact]
    public async Task Scrub_AMarketThatChangesWhileItIsInMemory_IsClosedAndOthersGoOn()
    {
        Change("UPDATE event SET body = CAST('{}' AS BLOB) WHERE sequence = 1");
        LogScrub scrub = _server.App.Services.GetServices<IHostedService>().OfType<LogScrub>().First();

        Task<DateTimeOffset> pass = scrub.RunAsync(default);
        while (!pass.IsCompleted)
        {
            _server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await _server.RefusesAsync(
            ErrorReason.MarketDamaged,
            async () => await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = _damaged.Name }));
        await _server.RefusesAsync(
            ErrorReason.MarketDamaged, () => _damaged.Company(1, _server.Channel).JoinAsync());
        Assert.Single(_server.Log.GetSnapshot(), static entry => entry.Id.Id == 203);
        await _other.Company(0, _server.Channel).JoinAsync();
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_server.Database};Pooling=False");
        connection.Open();
        connection.Execute("DROP TRIGGER event_is_never_changed");
        connection.Execute($"{sql} AND market = 'markets/damaged'");
    }
}
