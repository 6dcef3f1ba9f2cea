using System.Diagnostics;
using System.Globalization;
using Candor.Server.Testing;
using Candor.V1;
using Grpc.Net.Client;

namespace Candor.Benchmarks.Server;

/// <summary>
/// Two servers' worth of clients at once: 200 participants in one market, then 200 markets of 5, over one server
/// process with its real database. Every participant signs, commits with an opening proof, reports with a range proof
/// and holds its own stream open until its assignment comes. The clients run beside the server on the same machine, so
/// the server's own processor time is printed too.
/// </summary>
public static class LoadRun
{
    private const int Channels = 8;

    /// <summary>Runs both scenarios and prints time, throughput and memory.</summary>
    /// <param name="output">Where to print.</param>
    /// <param name="participants">Participants of the one market.</param>
    /// <param name="markets">How many small markets.</param>
    /// <param name="companies">Participants of each small market.</param>
    /// <returns>Completes when every market has settled.</returns>
    public static async Task RunAsync(TextWriter output, int participants = 200, int markets = 200, int companies = 5)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var folder = new TemporaryFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(folder.File("candor.db"));
        GrpcChannel[] channels =
            [.. Enumerable.Range(0, Channels).Select(_ => GrpcChannel.ForAddress(server.Address))];

        // The first market pays for just-in-time compilation on both sides and is not counted.
        await SettleAsync("warm-up", 10, channels);
        await MeasureAsync(
            output, server, $"{participants} participants in one market", (3 * participants) + 1,
            () => SettleAsync("one", participants, channels));
        await MeasureAsync(
            output, server, $"{markets} markets of {companies}", markets * ((3 * companies) + 1),
            () => Task.WhenAll(Enumerable.Range(0, markets).Select(i => SettleAsync($"m-{i}", companies, channels))));
        await CheckAsync(channels[0], markets + 2);
        foreach (GrpcChannel channel in channels)
        {
            channel.Dispose();
        }
    }

    private static async Task MeasureAsync(
        TextWriter output, ServerProcess server, string name, int messages, Func<Task> run)
    {
        server.Process.Refresh();
        TimeSpan processorBefore = server.Process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await run();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        server.Process.Refresh();
        TimeSpan processor = server.Process.TotalProcessorTime - processorBefore;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: all settled in {elapsed.TotalSeconds:F1} s; {messages} messages stored, "
            + $"{messages / elapsed.TotalSeconds:F0} a second; "
            + $"server: {processor.TotalSeconds:F1} s of processor time, "
            + $"{processor.TotalMilliseconds / messages:F2} ms a message, "
            + $"{server.Process.PeakWorkingSet64 / (1024.0 * 1024):F0} MiB at its peak"));
    }

    // From creation until every participant's stream has brought its assignment.
    private static async Task SettleAsync(string id, int companies, GrpcChannel[] channels)
    {
        using var owner = new MarketOwner(id, companies, DateTimeOffset.UtcNow.AddHours(1));
        await owner.CreateAsync(channels[0]);
        await Task.WhenAll(Enumerable.Range(0, companies).Select(async i =>
        {
            Company company = owner.Company(i, channels[i % channels.Length]);
            using var watch = company.Client.WatchAssignment(
                company.WatchRequest(DateTimeOffset.UtcNow.AddMinutes(30)));
            await company.ParticipateAsync(100 + (ulong)i);
            Assignment? assignment = null;
            while (await watch.ResponseStream.MoveNext(default))
            {
                assignment = watch.ResponseStream.Current.Assignment;
            }

            if (assignment is null || assignment.ReportedRecords != 100 + (ulong)i)
            {
                throw new InvalidOperationException($"{company.Name} got no assignment for its report.");
            }
        }));
    }

    private static async Task CheckAsync(GrpcChannel channel, int expected)
    {
        ListMarketsResponse list = await new MarketService.MarketServiceClient(channel).ListMarketsAsync(
            new ListMarketsRequest { PageSize = 1000 });
        int settled = list.Markets.Count(market => market.Phase == MarketPhase.Settled);
        if (settled != expected)
        {
            throw new InvalidOperationException($"{settled} markets have settled; expected {expected}.");
        }
    }
}
