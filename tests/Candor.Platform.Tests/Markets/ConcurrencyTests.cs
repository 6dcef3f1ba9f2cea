using Candor.Server.Testing;
using Candor.V1;

namespace Candor.Platform.Tests.Markets;

public class ConcurrencyTests
{
    [Fact]
    public async Task SubmitCommitment_TwoWritersAtOnce_BothStandInOneOrder()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync(companies: 2);
        Company[] companies = [owner.Company(0, server.Channel), owner.Company(1, server.Channel)];
        await Task.WhenAll(companies.Select(c => c.JoinAsync()));

        ulong[][] events = await Task.WhenAll(companies.Select(async company =>
        {
            var mine = new List<ulong>();
            for (int i = 0; i < 40; i++)
            {
                mine.Add((await company.CommitAsync(100)).Event);
            }

            return mine.ToArray();
        }));

        Assert.Equal(Enumerable.Range(4, 80).Select(i => (ulong)i), events.SelectMany(e => e).Order());
        Assert.All(events, mine => Assert.Equal(mine.Order(), mine));
        List<WatchMarketResponse> log = await server.Markets
            .WatchMarket(new WatchMarketRequest { Name = owner.Name }).TakeAsync(83);
        for (int i = 0; i < companies.Length; i++)
        {
            Assert.All(events[i], e => Assert.Equal(companies[i].Name, log[(int)e - 1].CommitmentAccepted.Participant));
        }
    }

    [Fact]
    public async Task JoinMarket_AnEarlierTimeThanTheLastEvents_IsOfThatTime()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync(companies: 2);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        JoinMarketResponse first = await owner.Company(0, server.Channel).JoinAsync();
        server.Time.AdjustTime(server.Time.GetUtcNow().AddSeconds(-4));
        JoinMarketResponse second = await owner.Company(1, server.Channel).JoinAsync();

        Assert.Equal(ServerTime.Start.AddSeconds(10), first.Time.ToDateTimeOffset());
        Assert.Equal(first.Time, second.Time);
        List<WatchMarketResponse> log = await server.Markets
            .WatchMarket(new WatchMarketRequest { Name = owner.Name }).TakeAsync(3);
        Assert.Equal(first.Time, log[2].Time);
    }

    [Fact]
    public async Task CreateMarket_SameNameAtOnce_ExactlyOneWins()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        MarketOwner[] owners =
            [.. Enumerable.Range(0, 8).Select(_ => new MarketOwner("m", 2, server.Time.GetUtcNow().AddHours(1)))];

        string[] outcomes = await Task.WhenAll(owners.Select(async owner =>
        {
            try
            {
                await owner.CreateAsync(server.Channel);
                return "created";
            }
            catch (Grpc.Core.RpcException e)
            {
                return RichError.From(e).Reason;
            }
        }));

        Assert.Single(outcomes, "created");
        Assert.Equal(7, outcomes.Count(o => o == "MARKET_ALREADY_EXISTS"));
        Array.ForEach(owners, owner => owner.Dispose());
    }

    [Fact]
    public async Task ManyMarkets_FewKeptInMemory_AllSettle()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { MaxIdleMarkets = 1 });
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), async (i, _) =>
        {
            using MarketOwner owner = await server.CreateMarketAsync($"m{i}", 3);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(
                c => owner.Company(c, server.Channel).ParticipateAsync(100)));
        });

        ListMarketsResponse list = await server.Markets.ListMarketsAsync(new ListMarketsRequest());
        Assert.Equal(20, list.Markets.Count(m => m.Phase == MarketPhase.Settled));
    }
}
