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

/// <summary>The demo: a server's process, a validator's, one for each company, and this one as the operator. Nothing
/// in it is staged but who behaves how; each number is what the processes received.</summary>
/// <param name="market">The market that it shows.</param>
/// <param name="folder">Where its files go.</param>
/// <param name="narrator">Tells it.</param>
/// <param name="patience">How long it waits while nothing happens.</param>
/// <param name="time">The clock.</param>
internal sealed class DemoRun(
    DemoMarket market, DemoFolder folder, DemoNarrator narrator, DemoPatience patience, TimeProvider time)
{
    private const string Operator = "operator";

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private readonly ImmutableArray<CompanyProcess> _companies =
        [.. market.Companies.Select(company => new CompanyProcess(market, company))];

    private readonly DemoFiles _files = new(market);

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
        (string operatorKey, ImmutableArray<string> keys) = _files.Write(folder);
        narrator.Demo(market.Beginning);
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
                    market, operatorKey, keys, _files.Format, _files.Curve, servers.ValidatorAddress, time.GetUtcNow());
                await OperateAsync(servers, CreateMarketAsync(client, key, definition, cancellationToken))
                    .ConfigureAwait(false);
                await PlayCompaniesAsync(processes, servers, cancellationToken).ConfigureAwait(false);
                await SettleAsync(servers, client, key, cancellationToken).ConfigureAwait(false);
                foreach (CompanyProcess company in _companies)
                {
                    patience.Begins(company.Company.Id);
                }

                await FollowAsync(
                    processes, () => _companies.All(static one => one.Result is not null), cancellationToken)
                    .ConfigureAwait(false);
                verification = await patience.WhileAsync(
                    Operator, servers.WhileLiveAsync(VerifyAsync(client, key, cancellationToken)))
                    .ConfigureAwait(false);
            }
        }

        return new DemoReporter(market, folder, _files.Format, File.ReadAllText(folder.Definition)).Report(
            _companies,
            DemoReporter.ValidatorOf(servers),
            verification,
            processes.Count + 1,
            time.GetElapsedTime(started));
    }

    /// <summary>Lets the companies go as far as they get before the market settles. Who copies starts once the copied
    /// company is attested: who was attested first is then no matter of chance.</summary>
    private async Task PlayCompaniesAsync(
        DemoProcesses processes, DemoServers servers, CancellationToken cancellationToken)
    {
        narrator.Demo("starts a process for each company" + (market.Companies.Any(static one => one.CopyOf is not null)
            ? " but the one that copies"
            : string.Empty));
        foreach (CompanyProcess company in _companies.Where(static one => one.Company.CopyOf is null))
        {
            processes.StartCompany(company, servers.Address);
        }

        foreach (CompanyProcess copies in _companies.Where(static one => one.Company.CopyOf is not null))
        {
            CompanyProcess copied = _companies.Single(one => one.Company.Id == copies.Company.CopyOf);
            await FollowAsync(processes, () => copied.Validated is not null, cancellationToken).ConfigureAwait(false);
            narrator.Demo(
                $"{copied.Company.Name} is attested; now {copies.Company.Name} comes with a copy of its records, in "
                + "another order and spelling");
            processes.StartCompany(copies, servers.Address);
        }

        await FollowAsync(processes, () => _companies.All(static one => one.IsWaiting), cancellationToken)
            .ConfigureAwait(false);
    }

    // A market in which everybody has reported goes on by itself.
    private async Task SettleAsync(
        DemoServers servers, CandorClient client, SigningKey key, CancellationToken cancellationToken)
    {
        if (_companies.All(static one => one.Reported is not null))
        {
            narrator.Demo("all have reported: the market goes on by itself");
            return;
        }

        narrator.Operator("settles the market: who has not reported by now had its time");
        await OperateAsync(
            servers, client.GetOperatorHandle(market.Name, key).SettleMarketAsync(cancellationToken))
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
        await client.GetOperatorHandle(market.Name, key)
            .CreateMarketAsync(MarketDefinitionFile.Parse(json), cancellationToken).ConfigureAwait(false);
        narrator.Operator(
            $"created {market.Name} and signed its rules: {_files.Curve.RecordsPerUnit} records are one "
            + "unit of data, a curve fitted to such records gives a model's quality, and each pays what the market's model "
            + "adds to its own (MEP)");
        uint largest = (uint)market.Companies.Max(static company => company.Records);
        var policy = new AuditPolicy
        {
            BadSharePerMillion = DemoDefinition.BadSharePerMillion,
            SecurityBits = DemoDefinition.SecurityBits,
        };
        narrator.Operator(
            "signed too, as version 3: only members may read this market, and each message names its sender's last, so that "
            + "none can be dropped, replayed or moved unseen");
        narrator.Operator(
            $"signed too: '{DemoProcesses.ValidatorId}' audits every commitment, so that who claims a tenth of bad "
            + $"records passes once in {1 << DemoDefinition.SecurityBits:#,0} tries, and who brings records of "
            + $"somebody attested earlier is refused. Of {largest} records an audit opens "
            + $"{policy.SampleSize(largest)}, of a million {policy.SampleSize(1_000_000)}");
        narrator.Operator(
            $"signed too: the market trains one model, of '{market.Target}', from sums that nobody sees but added up; whose "
            + "sums are not near its audited records is left out, and who is allocated no model learns nothing of the "
            + "others' data");
    }

    private async Task<TranscriptVerification> VerifyAsync(
        CandorClient client, SigningKey key, CancellationToken cancellationToken)
    {
        FileStream file = OutputFile.Create(folder.Transcript, isPrivate: true);
        await using (file.ConfigureAwait(false))
        {
            await client.ExportTranscriptAsync(market.Name, key, file, cancellationToken)
                .ConfigureAwait(false);
            file.Position = 0;
            TranscriptVerification verification = TranscriptVerifier.Verify(
                file,
                new TranscriptVerificationOptions
                {
                    Receipts = [.. TranscriptReceiptFile.Load(folder.Receipt(market.WithReceipt))],
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
            if (notice.Company is not { } company)
            {
                throw ProcessFailure.Of(notice.Ended!, notice.ExitCode);
            }

            if (notice.Update is { } update)
            {
                company.Take(update);
                narrator.Step(company, update);
            }
            else
            {
                company.End(notice.ExitCode, notice.Ended!);
                narrator.Result(company);
            }
        }
    }
}
