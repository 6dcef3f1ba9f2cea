using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Candor.Cli.Errors;
using Candor.Cli.Inputs;
using Candor.Cli.Output;
using Candor.Client;
using Candor.Client.Transcripts;
using Candor.Commitments.Audits;

namespace Candor.Cli.Demo;

/// <summary>The demo: a server's process, a validator's, one for each hospital, and this one as the operator. Nothing
/// in it is staged but who behaves how; each number is what the processes received.</summary>
/// <param name="folder">Where its files go.</param>
/// <param name="narrator">Tells it.</param>
/// <param name="patience">How long it waits while nothing happens.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoRun(DemoFolder folder, DemoNarrator narrator, DemoPatience patience, TimeProvider time)
{
    private const string Operator = "operator";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private readonly ImmutableArray<HospitalProcess> _hospitals =
        [.. Hospitals.All.Select(static hospital => new HospitalProcess(hospital))];

    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Stops it; no process is left then.</param>
    /// <exception cref="CliException">A process failed, or nothing happened for too long.</exception>
    internal async Task<DemoReport> RunAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Exhausted);
        try
        {
            return await PlayAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw patience.GiveUp();
        }
    }

    private async Task<DemoReport> PlayAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        (string operatorKey, ImmutableArray<string> keys) = DemoFiles.Write(folder);
        narrator.Demo(
            $"{Hospitals.All.Length} hospitals want one model of tumours. 569 real records are shared out among six of "
            + "them, some rows broken or repeated; the seventh copies");
        var processes = new DemoProcesses(folder, patience);
        DemoServers servers;
        TranscriptVerification verification;
        await using (processes.ConfigureAwait(false))
        {
            servers = await DemoServers.StartAsync(processes, narrator, cancellationToken).ConfigureAwait(false);
            var client = new CandorClient(servers.Address);
            await using (client.ConfigureAwait(false))
            {
                using SigningKey key = SigningKey.Load(folder.Key(null));
                JsonObject definition = DemoDefinition.Write(
                    operatorKey, keys, DemoFiles.RecordFormat(), servers.ValidatorAddress, time.GetUtcNow());
                await OperateAsync(servers, CreateMarketAsync(client, key, definition, cancellationToken))
                    .ConfigureAwait(false);
                await PlayHospitalsAsync(processes, servers, cancellationToken).ConfigureAwait(false);
                narrator.Operator("settles the market: who has not reported by now had its time");
                await OperateAsync(
                    servers,
                    client.GetOperatorHandle(DemoDefinition.Market, key).SettleMarketAsync(cancellationToken))
                    .ConfigureAwait(false);
                foreach (HospitalProcess hospital in _hospitals)
                {
                    patience.Begins(hospital.Hospital.Id);
                }

                await FollowAsync(
                    processes, () => _hospitals.All(static one => one.Result is not null), cancellationToken)
                    .ConfigureAwait(false);
                verification = await patience.WhileAsync(
                    Operator, servers.WhileLiveAsync(VerifyAsync(client, key, cancellationToken)))
                    .ConfigureAwait(false);
            }
        }

        return DemoReporter.Report(
            File.ReadAllText(folder.Definition),
            _hospitals,
            DemoReporter.ValidatorOf(servers),
            DemoReporter.VerificationOf(verification, folder),
            processes.Count + 1,
            time.GetElapsedTime(started));
    }

    /// <summary>Lets the hospitals go as far as they get before the market settles. Who copies starts once the copied
    /// hospital is attested: who was attested first is then no matter of chance.</summary>
    private async Task PlayHospitalsAsync(
        DemoProcesses processes, DemoServers servers, CancellationToken cancellationToken)
    {
        narrator.Demo("starts a process for each hospital but the one that copies");
        foreach (HospitalProcess hospital in _hospitals.Where(static one => one.Hospital.CopyOf is null))
        {
            processes.StartHospital(hospital, servers.Address);
        }

        foreach (HospitalProcess copies in _hospitals.Where(static one => one.Hospital.CopyOf is not null))
        {
            HospitalProcess copied = _hospitals.Single(one => one.Hospital.Id == copies.Hospital.CopyOf);
            await FollowAsync(processes, () => copied.Validated is not null, cancellationToken).ConfigureAwait(false);
            narrator.Demo(
                $"{copied.Hospital.Name} is attested; now {copies.Hospital.Name} comes with a copy of its records, in "
                + "another order and spelling");
            processes.StartHospital(copies, servers.Address);
        }

        await FollowAsync(processes, () => _hospitals.All(static one => one.IsWaiting), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task OperateAsync(DemoServers servers, Task calls)
    {
        patience.Begins(Operator);
        await servers.WhileLiveAsync(calls).ConfigureAwait(false);
        patience.Rests(Operator);
    }

    private async Task CreateMarketAsync(
        CandorClient client, SigningKey key, JsonObject definition, CancellationToken cancellationToken)
    {
        await DefinitionGaps.FillAsync(definition, client, cancellationToken).ConfigureAwait(false);
        string json = definition.ToJsonString(s_indented);
        File.WriteAllText(folder.Definition, json);
        await client.GetOperatorHandle(DemoDefinition.Market, key)
            .CreateMarketAsync(MarketDefinitionFile.Parse(json), cancellationToken).ConfigureAwait(false);
        narrator.Operator(
            $"created {DemoDefinition.Market} and signed its rules: {DemoDefinition.RecordsPerUnit} records are one "
            + "unit of data, the sigmoid curve gives a model's quality, and each pays what the market's model adds "
            + "to its own (MEP)");
        var policy = new AuditPolicy
        {
            BadSharePerMillion = DemoDefinition.BadSharePerMillion,
            SecurityBits = DemoDefinition.SecurityBits,
        };
        narrator.Operator(
            "signed too, as version 2: only members may read this market, and each message names its sender's last, so that "
            + "none can be dropped, replayed or moved unseen");
        narrator.Operator(
            $"signed too: '{DemoProcesses.ValidatorId}' audits every commitment, so that who claims a tenth of bad "
            + $"records passes once in {1 << DemoDefinition.SecurityBits:#,0} tries, and who brings records of "
            + $"somebody attested earlier is refused. Of 140 records an audit opens {policy.SampleSize(140)}, of a "
            + $"million {policy.SampleSize(1_000_000)}: of small datasets like these, more than half");
    }

    private async Task<TranscriptVerification> VerifyAsync(
        CandorClient client, SigningKey key, CancellationToken cancellationToken)
    {
        FileStream file = OutputFile.Create(folder.Transcript, isPrivate: true);
        await using (file.ConfigureAwait(false))
        {
            await client.ExportTranscriptAsync(DemoDefinition.Market, key, file, cancellationToken)
                .ConfigureAwait(false);
            file.Position = 0;
            TranscriptVerification verification = TranscriptVerifier.Verify(
                file,
                new TranscriptVerificationOptions
                {
                    Receipts = [.. TranscriptReceiptFile.Load(folder.Receipt(Hospitals.WithReceipt))],
                },
                cancellationToken);
            return verification.Fault is not { } fault
                ? verification
                : throw new CliException($"the transcript does not hold: {fault.Message}", ExitCode.Failed);
        }
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
                narrator.Result(hospital);
            }
        }
    }
}
