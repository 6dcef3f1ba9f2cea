using System.Collections.Immutable;
using Candor.Cli.Errors;
using Candor.Cli.Processes;
using Candor.Client;

namespace Candor.Cli.Demo;

/// <summary>The demo: a server's process, a process for each hospital, and this one as the operator. Nothing in it is
/// staged but who hides, who overclaims and who stays silent; each number is what the processes received.</summary>
/// <param name="folder">Where its files go.</param>
/// <param name="narrator">Tells it.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoRun(DemoFolder folder, DemoNarrator narrator, TimeProvider time)
{
    // About ten times what it takes on two cores: a demo that hangs must say so.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly ImmutableArray<HospitalProcess> _hospitals =
        [.. Hospitals.All.Select(static hospital => new HospitalProcess(hospital))];

    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Stops it; no process is left then.</param>
    /// <exception cref="CliException">A process failed, or it took too long.</exception>
    internal async Task<DemoReport> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await PlayAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(
                $"the demo did not end within {s_limit.TotalSeconds} seconds; expected about ten", ExitCode.Failed);
        }
    }

    private async Task<DemoReport> PlayAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        DemoFiles.Write(folder, time.GetUtcNow());
        narrator.Demo(
            $"{Hospitals.All.Length} hospitals share {Hospitals.All.Sum(static hospital => hospital.Records)} real "
            + "tumour records, with some broken rows among them");
        var processes = new DemoProcesses(folder);
        await using (processes.ConfigureAwait(false))
        {
            (ChildProcess server, string address) =
                await processes.StartServerAsync(cancellationToken).ConfigureAwait(false);
            narrator.Listening(address, server.Id);
            var client = new CandorClient(address);
            await using (client.ConfigureAwait(false))
            {
                using SigningKey operatorKey = SigningKey.Load(folder.Key(null));
                await WhileLivesAsync(server, CreateMarketAsync(client, operatorKey, cancellationToken))
                    .ConfigureAwait(false);
                narrator.Demo("starts a process for each hospital");
                foreach (HospitalProcess hospital in _hospitals)
                {
                    processes.StartHospital(hospital, address);
                }

                await FollowAsync(processes, () => _hospitals.All(static one => one.IsWaiting), cancellationToken)
                    .ConfigureAwait(false);
                narrator.Operator("settles the market: four have reported, the fifth had its time");
                await WhileLivesAsync(
                    server, client.SettleMarketAsync(DemoDefinition.Market, operatorKey, cancellationToken))
                    .ConfigureAwait(false);
                await FollowAsync(
                    processes, () => _hospitals.All(static one => one.Result is not null), cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        return DemoReporter.Report(
            File.ReadAllText(folder.Definition), _hospitals, processes.Count + 1, time.GetElapsedTime(started));
    }

    private async Task CreateMarketAsync(
        CandorClient client, SigningKey operatorKey, CancellationToken cancellationToken)
    {
        await client.CreateMarketAsync(
            DemoDefinition.Market, MarketDefinitionFile.Load(folder.Definition), operatorKey, cancellationToken)
            .ConfigureAwait(false);
        narrator.Operator(
            $"created {DemoDefinition.Market} and signed its rules: {DemoDefinition.RecordsPerUnit} records are one "
            + "unit of data, the sigmoid curve gives a model's quality, and each pays what the market's model adds "
            + "to its own (MEP)");
    }

    /// <summary>Waits for a call; the client would try again for half a minute where the server is gone for
    /// good.</summary>
    private static async Task WhileLivesAsync(ChildProcess server, Task call)
    {
        if (await Task.WhenAny(call, server.Completion).ConfigureAwait(false) != call)
        {
            throw ProcessFailure.Of(server, await server.Completion.ConfigureAwait(false));
        }

        await call.ConfigureAwait(false);
    }

    private async Task FollowAsync(DemoProcesses processes, Func<bool> isDone, CancellationToken cancellationToken)
    {
        while (!isDone())
        {
            ProcessNotice notice = await processes.Notices.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (notice.Hospital is not { } hospital)
            {
                throw ProcessFailure.Of(notice.Ended!, notice.ExitCode);
            }

            if (notice.Update is { } update)
            {
                hospital.Take(update);
                narrator.Step(hospital, update);
            }
            else
            {
                hospital.End(notice.ExitCode, notice.Ended!);
                narrator.Result(hospital.Hospital, hospital.Result!);
            }
        }
    }
}
