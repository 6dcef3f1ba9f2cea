using System.Diagnostics;
using Candor.Server.Testing;
using Candor.V1;

namespace Candor.Platform.Tests.Faults;

/// <summary>The server is killed (SIGKILL) at random moments under load and started again on the same
/// database.</summary>
[Trait("Category", "Slow")]
public sealed class KillTests : IDisposable
{
    private const int Kills = 50;
    private const int Lanes = 2;
    private const int KillsPerMarket = 5;
    private const int Companies = 5;
    private const int Seed = 20261122;

    private static readonly DateTimeOffset s_deadline = DateTimeOffset.UtcNow.AddHours(2);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    [Trait("Category", "Kill")]
    public async Task Server_KilledAtRandomMoments_KeepsEveryAcknowledgedMessageOnceAndSettlesAlike()
    {
        await using var server = new RestartingServer(_folder.File("candor.db"));
        await server.StartAsync();
        using CancellationTokenSource stop = Patience.Start();

        // In each lane one market after the other, each living through a few kills, so that kills meet creations,
        // joins, commitments, reports and settlements alike.
        var markets = new List<MarketUnderFire>();
        Task over = Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            for (int n = 0; server.Kills < Kills; n++)
            {
                var market = new MarketUnderFire($"lane-{lane}-{n}", Companies, server, s_deadline);
                lock (markets)
                {
                    markets.Add(market);
                }

                int until = Math.Min(Kills, server.Kills + KillsPerMarket);
                await market.RunAsync(() => server.Kills < until);
            }
        }));
        await KillAgainAndAgainAsync(server, over, stop.Token);
        await over.WaitAsync(stop.Token);

        Assert.Equal(Kills, server.Kills);
        foreach (MarketUnderFire market in markets)
        {
            await AssertWholeAsync(market);
        }

        await AssertSettledAlikeAsync(server, markets);
        markets.ForEach(market => market.Dispose());
    }

    public void Dispose() => _folder.Dispose();

    private static async Task KillAgainAndAgainAsync(RestartingServer server, Task over, CancellationToken stop)
    {
        var random = new Random(Seed);
        while (server.Kills < Kills)
        {
            // Some kills come before the first answer, some in the middle of a stretch of work; the odd fraction of a
            // millisecond moves them about between receiving, deciding, writing and answering.
            int answers = random.Next(0, 25);
            long spin = random.Next(0, (int)(Stopwatch.Frequency / 500));
            await server.WaitForAnswersAsync(answers, over).WaitAsync(stop);
            if (over.IsCompleted)
            {
                return;
            }

            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() - start < spin)
            {
                Thread.SpinWait(10);
            }

            await server.KillAsync();
            await server.StartAsync();
        }
    }

    private static async Task AssertWholeAsync(MarketUnderFire market)
    {
        List<WatchMarketResponse> log = await market.ReadLogAsync();

        // Every acknowledged message is there once, where its answer said; and since every message was sent until it
        // was answered, nothing else is there but the settlement.
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (ulong)i), log.Select(e => e.Sequence));
        Assert.Equal("settled", MarketUnderFire.Describe(log[^1]));
        Assert.Equal(
            market.Ledger.OrderBy(e => e.Key).Select(e => $"{e.Key} {e.Value}"),
            log.SkipLast(1).Select(e => $"{e.Sequence} {MarketUnderFire.Describe(e)}"));

        // The stream that lived through the kills missed nothing and told nothing twice.
        Assert.Equal(log, market.Seen);
    }

    // The same reports in a run that nothing disturbs.
    private async Task AssertSettledAlikeAsync(RestartingServer server, List<MarketUnderFire> markets)
    {
        DateTimeOffset expiry = DateTimeOffset.UtcNow.AddMinutes(30);
        await using var calm = new RestartingServer(_folder.File("calm.db"));
        await calm.StartAsync();
        using var undisturbed = new MarketUnderFire("calm", Companies, calm, s_deadline);
        await undisturbed.RunAsync(() => false);
        Assignment[] expected = await undisturbed.ReadAssignmentsAsync(expiry);
        foreach (MarketUnderFire market in markets)
        {
            Assignment[] assignments = await market.ReadAssignmentsAsync(expiry);
            for (int i = 0; i < Companies; i++)
            {
                assignments[i].Participant = expected[i].Participant;
                Assert.Equal(expected[i], assignments[i]);
            }
        }

        Assert.Equal(0, calm.Kills);
        Assert.Equal(Kills, server.Kills);
    }
}
