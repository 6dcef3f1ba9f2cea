using System.Diagnostics;
using System.Globalization;
using Candor.Client;
using Candor.Server.Testing;
using Xunit.Abstractions;

namespace Candor.Platform.Tests.Faults;

/// <summary>The server's process is killed (SIGKILL) again and again while a market trains: in uploads, messages, comparisons
/// and sums alike. Nobody falls, and each member ends with the same model of all records.</summary>
/// <remarks><c>CANDOR_SCHEDULES=20</c> runs as many schedules of kills instead of the usual two.</remarks>
[Trait("Category", "Slow")]
public sealed class TrainingKillTests(ITestOutputHelper output)
{
    private const int Kills = 6;
    private const int MostAnswersBetween = 20;

    // The first schedule is always the same, so that a failure is met again.
    public static TheoryData<int> Schedules { get; } = [.. Enumerable.Range(0, int.Parse(
        Environment.GetEnvironmentVariable("CANDOR_SCHEDULES") is { Length: > 0 } asked ? asked : "2",
        CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Schedules))]
    [Trait("Category", "Kill")]
    public async Task Server_KilledWhileAMarketTrains_LosesNobodyAndTheModelIsOfAllRecords(int schedule)
    {
        using CancellationTokenSource limit = Patience.Start();
        using var folder = new TemporaryFolder();
        await using var server = new RestartingServer(folder.File("candor.db"));
        await server.StartAsync();
        await using var market = new TrainingUnderFire(server, folder);
        await market.CreateAsync(limit.Token);

        Task<List<ParticipationProgress>>[] members =
            [.. TrainingMarkets.Members.Select((_, index) => Task.Run(() => market.RunAsync(index, limit.Token)))];
        Task over = Task.WhenAll(members);
        await Task.WhenAny(market.Trains, over).WaitAsync(limit.Token);
        await KillAsync(server, over, new Random(schedule), limit.Token);
        List<ParticipationProgress>[] lives = await Task.WhenAll(members).WaitAsync(limit.Token);

        // A market that trains quickly may be over before the last one.
        output.WriteLine($"Killed {server.Kills} times while the market trained.");
        Assert.True(server.Kills > 0);
        Assert.All(lives, steps => Assert.Empty(steps.OfType<ParticipationFell>()));
        Assert.All(lives, steps => Assert.IsType<ParticipationTranscriptVerified>(steps[^1]));
        ReceivedModel[] models = [.. lives.Select(steps => steps.OfType<ParticipationDelivered>().Single().Model!)];
        Assert.All(models, model => Assert.Equal(
            TrainingMarkets.Members.Length * TrainingUnderFire.Records, model.Records));
        Assert.All(models, model => Assert.Equal(models[0].File.ToArray(), model.File.ToArray()));
    }

    // The odd part of a millisecond moves a kill about between receiving, storing, computing and answering.
    private static async Task KillAsync(RestartingServer server, Task over, Random random, CancellationToken stop)
    {
        while (server.Kills < Kills)
        {
            await server.WaitForAnswersAsync(random.Next(1, MostAnswersBetween), over).WaitAsync(stop);
            if (over.IsCompleted)
            {
                return;
            }

            long spin = random.Next(0, (int)(Stopwatch.Frequency / 100));
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetTimestamp() - start < spin)
            {
                Thread.SpinWait(10);
            }

            await server.KillAsync();
            await server.StartAsync();
        }
    }
}
