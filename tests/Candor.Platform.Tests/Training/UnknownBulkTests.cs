using Candor.Hosting.Blobs;
using Candor.Platform.Training;
using Candor.Server.Testing;
using Candor.Wire.Names;
using Microsoft.Extensions.DependencyInjection;

namespace Candor.Platform.Tests.Training;

/// <summary>Bulk of markets that the database does not know: an older copy of it may have been put back, so that nothing is
/// deleted before no market could still keep it.</summary>
public class UnknownBulkTests
{
    [Fact]
    public async Task Start_WithBulkOfUnknownMarkets_WarnsOfThemAndKeepsIt()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        for (int i = 0; i < 7; i++)
        {
            await LeaveAsync(server, $"lost-{i}", ServerTime.Start);
        }

        await server.RestartAsync();

        string told = Assert.Single(server.Log.GetSnapshot(), entry => entry.Id.Id == 307).Message;
        Assert.Contains("7 folders", told, StringComparison.Ordinal);
        Assert.Contains("'lost-0', 'lost-1', 'lost-2', 'lost-3', 'lost-4' and others; 1568 bytes", told, StringComparison.Ordinal);
        Assert.Contains($"{server.Database}.blobs", told, StringComparison.Ordinal);
        Assert.Contains("put back the newest one", told, StringComparison.Ordinal);
        Assert.Equal(ServerTime.Start.AddDays(400), await DueAsync(server, "lost-0"));
        Assert.Equal(7, StoreOf(server).ListMarkets().Count);
    }

    [Fact]
    public async Task Unknown_WhenNoMarketCouldKeepItAnyMore_IsDeletedAndLogged()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await LeaveAsync(server, "lost", ServerTime.Start);
        server.Time.Advance(TimeSpan.FromDays(400) - TimeSpan.FromTicks(1));
        Assert.Equal(ServerTime.Start.AddDays(400), await DueAsync(server, "lost"));
        Assert.Equal(["lost"], StoreOf(server).ListMarkets());

        server.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Null(await DueAsync(server, "lost"));
        Assert.Empty(StoreOf(server).ListMarkets());
        Assert.Contains("does not know it; its uploads and models were deleted after 400 days, 1 files, 224 bytes", Assert.Single(
            server.Log.GetSnapshot(), entry => entry.Id.Id == 308).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_OlderThanTheDatabasesFile_IsKeptAsLongAsThatIsYoung()
    {
        // The database was put back from a copy just now; all bulk is older than its file.
        await using RunningServer server = await RunningServer.StartAsync(
            configure: static builder => builder.Services.AddSingleton(TimeProvider.System));
        DateTimeOffset made = new(File.GetCreationTimeUtc(server.Database));
        await LeaveAsync(server, "lost", made.AddDays(-2000));

        await server.RestartAsync();

        DateTimeOffset? due = await DueAsync(server, "lost");
        Assert.True(due >= made.AddDays(400), $"It would be deleted at {due:O}.");
        Assert.Equal(["lost"], StoreOf(server).ListMarkets());
        Assert.Single(server.Log.GetSnapshot(), entry => entry.Id.Id == 307);
    }

    [Fact]
    public async Task Start_WithBulkOfKnownMarketsAlone_WarnsOfNothing()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AnswerAsync(0);

        await setting.Server.RestartAsync();

        Assert.Equal(["m"], StoreOf(setting.Server).ListMarkets());
        Assert.DoesNotContain(setting.Server.Log.GetSnapshot(), entry => entry.Id.Id is 307 or 308);
    }

    private static BlobStore StoreOf(RunningServer server) => server.App.Services.GetRequiredService<BlobStore>();

    private static Task<DateTimeOffset?> DueAsync(RunningServer server, string market) =>
        server.App.Services.GetRequiredService<BulkRetention>().DeleteAsync(MarketName.Of(market), CancellationToken.None);

    // An upload of 32 bytes that ended.
    private static async Task LeaveAsync(RunningServer server, string market, DateTimeOffset written)
    {
        var name = BlobName.Of(market, "commitments", new byte[32]);
        await using (BlobUpload upload = await StoreOf(server).BeginOrResumeAsync(name, 32, "ash"))
        {
            await upload.AppendAsync(new byte[32], 0, default);
            await upload.CompleteAsync();
        }

        File.SetLastWriteTimeUtc(Path.Combine($"{server.Database}.blobs", market, name.FileName), written.UtcDateTime);
    }
}
