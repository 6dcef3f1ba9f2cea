using System.Collections.Immutable;
using Candor.Cli.Errors;
using Candor.Cli.Output;
using Candor.Client.Transcripts;
using Candor.Market.Definitions;
using Candor.Market.Records;
using Candor.Training.Models;
using Candor.Training.Onnx;

namespace Candor.Cli.Demo;

/// <summary>Puts together what the processes received, checks it against the market's own rules, and asks those rules
/// what the truth would have brought.</summary>
/// <param name="market">The market.</param>
/// <param name="folder">Where its files are.</param>
/// <param name="format">What a record is.</param>
/// <param name="definitionJson">The market's definition.</param>
internal sealed class DemoReporter(DemoMarket market, DemoFolder folder, RecordFormat format, string definitionJson)
{
    private readonly MarketDefinition _definition = Read(definitionJson);

    /// <summary>Makes the report.</summary>
    /// <param name="companies">The companies with their results, in roster order.</param>
    /// <param name="validator">Who audited.</param>
    /// <param name="verification">What came of checking the transcript.</param>
    /// <param name="processes">How many processes took part.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <exception cref="CliException">A company received something else than follows from the reports.</exception>
    internal DemoReport Report(
        ImmutableArray<CompanyProcess> companies,
        DemoValidator validator,
        TranscriptVerification verification,
        int processes,
        TimeSpan elapsed)
    {
        ImmutableArray<uint> records = [.. companies.Select(static one => one.Result!.Records)];
        ImmutableArray<uint?> reports = [.. companies.Select(static one => (uint?)one.Result!.ReportedRecords)];
        int contributors = verification.State!.Training!.State.Threshold;
        SettledDemo settled = SettledDemo.Settle(_definition, reports, records, contributors);
        for (int i = 0; i < companies.Length; i++)
        {
            RequireSame(settled, i, companies[i]);
        }

        var models = new DemoModels(format, _definition.Training!, folder.HeldOut);
        return new DemoReport(
            market.Name,
            DemoMarket.Currency,
            _definition.RecordsPerUnit,
            market.Things,
            market.HeldOut,
            settled.Outcome.BestQuality,
            settled.Revenue,
            settled.Welfare,
            [.. companies.Select((one, i) => ParticipantOf(one, settled, i, models))],
            [.. companies.SelectMany(static one => one.Refused.Select(refused => RefusalOf(one, refused)))],
            validator,
            VerificationOf(verification),
            TruthOf(companies, reports, records, settled, contributors),
            processes,
            Math.Round(elapsed.TotalSeconds, 1));
    }

    /// <summary>The validator, as the report names it.</summary>
    /// <param name="servers">The processes.</param>
    internal static DemoValidator ValidatorOf(DemoServers servers) => new(
        DemoProcesses.ValidatorId,
        servers.ValidatorAddress,
        servers.ValidatorProcessId,
        DemoDefinition.BadSharePerMillion,
        DemoDefinition.SecurityBits);

    private DemoVerification VerificationOf(TranscriptVerification verification) => new(
        verification.Holds,
        verification.IsLogKeyVouchedFor,
        verification.Counts,
        market.WithReceipt.Id,
        verification.Receipts.Count(static receipt => receipt.Holds),
        folder.IsKept ? folder.Transcript : null,
        folder.IsKept ? folder.Receipt(market.WithReceipt) : null);

    private static void RequireSame(SettledDemo settled, int index, CompanyProcess company)
    {
        JoinResult received = company.Result!;
        bool isSame = received.AllocatedQuality == settled.Outcome.Assignments[index].AllocatedQuality
            && received.OwnQuality == settled.OwnQualities[index]
            && (double)received.Payment!.Value == settled.PaymentOf(index);
        if (!isSame)
        {
            throw new CliException(
                $"{company.Company.Name} received quality {received.AllocatedQuality} for {received.Payment}; "
                + $"expected {settled.Outcome.Assignments[index].AllocatedQuality} for {settled.PaymentOf(index)}, "
                + "which follow from the definition and the reports",
                ExitCode.Failed);
        }
    }

    private DemoParticipant ParticipantOf(CompanyProcess process, SettledDemo settled, int index, DemoModels models)
    {
        Company company = process.Company;
        Model alone = models.TrainAlone(folder.Data(company));
        using (FileStream file = OutputFile.Create(folder.OwnModel(company), isPrivate: true))
        {
            // It is made from the company's records alone: its owner's, as what 'candor join --own-model' writes.
            file.Write(ModelFile.Write(alone, ModelOrigin.None));
        }

        DemoMeasurement own = models.Measure(alone);
        bool hasModel = File.Exists(folder.Model(company));
        DemoMeasurement? received = hasModel ? models.Measure(DemoModels.Load(folder.Model(company))) : null;
        JoinResult result = process.Result!;
        JoinUpdate counted = process.Counted!;
        return new DemoParticipant(
            process.Company.Id,
            process.Company.Name,
            counted.Rows!.Value,
            counted.BrokenRows!.Value,
            counted.RepeatedRows!.Value,
            result.Records,
            process.Committed!.Commitment!,
            process.Validated?.Opened,
            (uint?)result.ReportedRecords,
            result.AllocatedQuality!.Value,
            result.OwnQuality!.Value,
            result.PreferredModel!,
            settled.Valuations[index],
            (double)result.Payment!.Value,
            settled.UtilityOf(index),
            own.Accuracy,
            received?.Accuracy,
            own.Quality,
            received?.Quality,
            folder.IsKept ? folder.OwnModel(company) : null,
            folder.IsKept && hasModel ? folder.Model(company) : null,
            process.Verified is not null);
    }

    private static DemoRefusal RefusalOf(CompanyProcess process, JoinUpdate refused) => new(
        process.Company.Id,
        refused.By == JoinUpdate.Platform ? JoinUpdate.Platform : "validator",
        refused.Stage!,
        refused.Records!.Value,
        process.Counted!.Records!.Value,
        refused.SharedRecords,
        refused.SharedWith,
        refused.Reason!,
        refused.Message!);

    private DemoTruth TruthOf(
        ImmutableArray<CompanyProcess> companies,
        ImmutableArray<uint?> reports,
        ImmutableArray<uint> records,
        SettledDemo settled,
        int contributors)
    {
        int hiding = companies.IndexOf(companies.Single(static one => one.Company.Conduct == Conduct.Hides));
        SettledDemo truthful = SettledDemo.Settle(_definition, reports.SetItem(hiding, records[hiding]), records, contributors);
        return new DemoTruth(
            companies[hiding].Company.Id,
            records[hiding],
            truthful.Outcome.BestQuality,
            truthful.Outcome.Assignments[hiding].AllocatedQuality,
            truthful.PaymentOf(hiding),
            truthful.Valuations[hiding],
            truthful.UtilityOf(hiding),
            truthful.UtilityOf(hiding) - settled.UtilityOf(hiding));
    }

    private static MarketDefinition Read(string definitionJson) =>
        MarketDefinitionReader.TryRead(definitionJson, out MarketDefinition? definition, out var faults)
            ? definition
            : throw new InvalidOperationException(faults[0].ToString());
}
