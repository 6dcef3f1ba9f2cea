using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Candor.Benchmarks.Server;
using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Market.Events;
using Candor.Server.Testing;
using SigningKey = Candor.Client.SigningKey;

namespace Candor.Benchmarks.Training;

/// <summary>One audited market that trains, end to end: a server with its validator in one process, the first members in a process
/// each, and the others together in one more. Every member is the SDK's; nothing is left out of what any of them does.</summary>
internal static class TrainingRun
{
    /// <summary>Five members in five processes, raw digits.</summary>
    internal static void RunFive(TextWriter output) => Run(output, [380, 300, 420, 240, 97], alone: 5, ramps: 0);

    /// <summary>Twelve members, three of them in processes of their own, 128 ramps.</summary>
    internal static void RunTwelve(TextWriter output) => Run(output, Shares(12), alone: 3, ramps: 128);

    /// <summary>Fifty members, three of them in processes of their own, 128 ramps.</summary>
    internal static void RunFifty(TextWriter output) => Run(output, Shares(50), alone: 3, ramps: 128);

    private static int[] Shares(int members) =>
        [.. Enumerable.Range(0, members).Select(i => i < 3 ? 400 : 12)];

    private static void Run(TextWriter output, int[] shares, int alone, int ramps) =>
        RunAsync(output, shares, alone, ramps).GetAwaiter().GetResult();

    private static async Task RunAsync(TextWriter output, int[] shares, int alone, int ramps)
    {
        using var folder = new TemporaryFolder();
        using var market = new TrainedMarket(folder.Path, shares, ramps);
        await using ServerProcess server = await ServerProcess.StartAsync(folder.File("candor.db"), shortLived: true);
        await using var client = new CandorClient(server.Address);
        await market.CreateAsync(client);
        var samples = new ProcessSamples(server.Process);
        string load = LoadNow();
        string[] ids = [.. market.Members];
        IEnumerable<string[]> processes = ids.Take(alone).Select(static id => new[] { id });
        MemberCost[] costs = await Task.WhenAll(
            (alone < ids.Length ? processes.Append(ids[alone..]) : processes)
                .Select(members => StartMembersAsync(server.Address, folder.Path, members)));
        await samples.DisposeAsync();
        MarketEvent[] log = await ReadAsync(client, market.Reader);
        Print(output, market, shares.Length, log, samples, costs[..alone]);
        output.WriteLine($"  load before {load}, after {LoadNow()}");
    }

    private static async Task<MemberCost> StartMembersAsync(string address, string folder, string[] members)
    {
        var start = new ProcessStartInfo(
            "dotnet", [typeof(TrainingRun).Assembly.Location, "--member", address, folder, .. members])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // As the tool runs: docs/decisions/0009.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<MemberCost>(output.Trim().Split('\n')[^1])!
            : throw new InvalidOperationException($"A member's process ended with {process.ExitCode}: {output}");
    }

    private static async Task<MarketEvent[]> ReadAsync(CandorClient client, SigningKey reader)
    {
        var log = new List<MarketEvent>();
        await foreach (TranscriptEntry entry in client.ReadTranscriptAsync(TrainedMarket.Id, reader))
        {
            log.Add(EventCodec.Decode(entry.Entry!.Value.Span));
        }

        return [.. log];
    }

    private static void Print(
        TextWriter output, TrainedMarket market, int members, MarketEvent[] log, ProcessSamples samples, MemberCost[] costs)
    {
        DateTimeOffset opened = log.OfType<TrainingOpened>().Single().Time;
        DateTimeOffset delivered = log.OfType<ModelsDelivered>().Single().Time;
        (double processor, long resident, double heap) = samples.Between(opened, delivered);
        (double whole, long residentBefore, double heapBefore) = samples.Between(DateTimeOffset.MinValue.AddDays(1), opened);
        Line(output, $"{members} members, p = {market.Features}, P = {market.Coordinates:N0}, {log.Length} entries: trained in {(delivered - opened).TotalSeconds:F1} s");
        TrainingStepOpened[] steps = [.. log.OfType<TrainingStepOpened>()];
        foreach ((TrainingStepOpened step, DateTimeOffset end) in steps.Zip(
            steps.Skip(1).Select(static next => next.Time).Append(delivered)))
        {
            Line(output, $"  {step.Step,-10} epoch {step.Epoch}: {(end - step.Time).TotalSeconds:F2} s");
        }

        foreach (MemberCost cost in costs)
        {
            Line(output, $"  a member: {cost.ProcessorSeconds:F1} s of processor time in the training, {cost.WholeSeconds:F1} s in all; {cost.Sent:N0} bytes sent, {cost.Received:N0} received; {Mega(cost.PeakBytes):F0} MB at its peak");
        }

        Line(output, $"  server with validator: {processor:F1} s of processor time; at most {Mega(resident):F0} MB resident, {Mega(heap):F0} MB of managed heap");
        Line(output, $"  before the training: {whole:F1} s; {Mega(residentBefore):F0} MB, {Mega(heapBefore):F0} MB");
    }

    private static void Line(TextWriter output, FormattableString line) =>
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static double Mega(double bytes) => bytes / 1e6;

    private static string LoadNow() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
