using Candor.Hosting.Scheduling;
using Candor.Server.Testing;
using Candor.V1;

namespace Candor.Platform.Tests.Markets;

public class DeadlineTests
{
    [Fact]
    public async Task Deadline_Passes_MarketSettlesWithoutThoseWhoDidNotReport()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        await owner.Company(0, server.Channel).ParticipateAsync(100);
        Task<List<WatchMarketResponse>> watching =
            server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync();

        server.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal(MarketPhase.Open, await PhaseAsync(server, owner.Name));
        server.Time.Advance(TimeSpan.FromTicks(1));

        WatchMarketResponse last = (await watching)[^1];
        Assert.Equal(SettlementCause.Deadline, last.MarketSettled.Cause);
        Assert.Equal(
            ["markets/m/participants/company-1", "markets/m/participants/company-2"], last.MarketSettled.Out);
    }

    [Fact]
    public async Task Deadline_PassesAfterARestart_MarketSettles()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        await server.RestartAsync();

        Task<List<WatchMarketResponse>> watching =
            server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync();
        server.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(SettlementCause.Deadline, (await watching)[^1].MarketSettled.Cause);
    }

    [Fact]
    public async Task Deadline_PassedWhileNoServerRan_MarketSettlesAtTheStart()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        await server.StopAsync();
        server.Time.Advance(TimeSpan.FromDays(2));
        await server.StartAsync();

        List<WatchMarketResponse> events =
            await server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync();

        Assert.Equal(SettlementCause.Deadline, events[^1].MarketSettled.Cause);
        Assert.Equal(ServerTime.Start.AddDays(2), events[^1].Time.ToDateTimeOffset());
    }

    [Fact]
    public async Task Deadline_BeyondWhatATimerHolds_IsReachedInSteps()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var owner = new MarketOwner("far", 2, server.Time.GetUtcNow().AddDays(360));
        await owner.CreateAsync(server.Channel);
        Task<List<WatchMarketResponse>> watching =
            server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync();

        for (TimeSpan passed = TimeSpan.Zero; passed < TimeSpan.FromDays(360); passed += DueQueue.LongestWait)
        {
            server.Time.Advance(DueQueue.LongestWait);
        }

        Assert.Equal(SettlementCause.Deadline, (await watching)[^1].MarketSettled.Cause);
        Assert.Equal(DueQueue.LongestWait, server.Time.LongestWait);
    }

    [Fact]
    public async Task Deadline_ManyMarketsAtOnce_AllSettle()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { MaxIdleMarkets = 3 });
        for (int i = 0; i < 40; i++)
        {
            (await server.CreateMarketAsync($"m{i}", 2)).Dispose();
        }

        server.Time.Advance(TimeSpan.FromHours(1));

        for (int i = 0; i < 40; i++)
        {
            List<WatchMarketResponse> events =
                await server.Markets.WatchMarket(new WatchMarketRequest { Name = $"markets/m{i}" }).ToListAsync();
            Assert.Equal(2, events.Count);
        }
    }

    [Fact]
    public async Task Deadline_OfASettledMarket_ChangesNothing()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        await server.Markets.SettleMarketAsync(owner.SettleRequest());
        long rows = server.CountRows();

        server.Time.Advance(TimeSpan.FromHours(2));
        await server.RestartAsync();

        Assert.Equal(rows, server.CountRows());
    }

    private static async Task<MarketPhase> PhaseAsync(RunningServer server, string name) =>
        (await server.Markets.GetMarketAsync(new GetMarketRequest { Name = name })).Market.Phase;
}
