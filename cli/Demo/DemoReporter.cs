using System.Collections.Immutable;
using Candor.Cli.Errors;
using Candor.Cli.Output;
using Candor.Client.Transcripts;
using Candor.Market.Definitions;

namespace Candor.Cli.Demo;

/// <summary>Puts together what the processes received, checks it against the market's own rules, and asks those rules
/// what the truth would have brought.</summary>
internal static class DemoReporter
{
    /// <summary>Makes the report.</summary>
    /// <param name="definitionJson">The market's definition.</param>
    /// <param name="hospitals">The hospitals with their results, in roster order.</param>
    /// <param name="validator">Who audited.</param>
    /// <param name="verification">What came of checking the transcript.</param>
    /// <param name="processes">How many processes took part.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <exception cref="CliException">A hospital received something else than follows from the reports.</exception>
    internal static DemoReport Report(
        string definitionJson,
        ImmutableArray<HospitalProcess> hospitals,
        DemoValidator validator,
        DemoVerification verification,
        int processes,
        TimeSpan elapsed)
    {
        if (!MarketDefinitionReader.TryRead(definitionJson, out MarketDefinition? definition, out var faults))
        {
            throw new InvalidOperationException(faults[0].ToString());
        }

        ImmutableArray<uint> records = [.. hospitals.Select(static one => one.Result!.Records)];
        ImmutableArray<uint?> reports = [.. hospitals.Select(static one => (uint?)one.Result!.ReportedRecords)];
        SettledDemo settled = SettledDemo.Settle(definition, reports, records);
        for (int i = 0; i < hospitals.Length; i++)
        {
            RequireSame(settled, i, hospitals[i]);
        }

        return new DemoReport(
            DemoDefinition.Market,
            DemoDefinition.Currency,
            DemoDefinition.RecordsPerUnit,
            settled.Outcome.BestQuality,
            settled.Revenue,
            settled.Welfare,
            [.. hospitals.Select((one, i) => ParticipantOf(one, settled, i))],
            [.. hospitals.SelectMany(static one => one.Refused.Select(refused => RefusalOf(one, refused)))],
            validator,
            verification,
            TruthOf(definition, hospitals, reports, records, settled),
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

    /// <summary>The verification, as the report tells it.</summary>
    /// <param name="verification">What came of it.</param>
    /// <param name="folder">Where the transcript is.</param>
    internal static DemoVerification VerificationOf(TranscriptVerification verification, DemoFolder folder) => new(
        verification.Holds,
        verification.IsLogKeyVouchedFor,
        verification.Counts,
        Hospitals.WithReceipt.Id,
        verification.Receipts.Count(static receipt => receipt.Holds),
        folder.IsKept ? folder.Transcript : null,
        folder.IsKept ? folder.Receipt(Hospitals.WithReceipt) : null);

    private static void RequireSame(SettledDemo settled, int index, HospitalProcess hospital)
    {
        JoinResult received = hospital.Result!;
        bool isSame = received.AllocatedQuality == settled.Outcome.Assignments[index].AllocatedQuality
            && received.OwnQuality == settled.OwnQualities[index]
            && (double)received.Payment!.Value == settled.PaymentOf(index);
        if (!isSame)
        {
            throw new CliException(
                $"{hospital.Hospital.Name} received quality {received.AllocatedQuality} for {received.Payment}; "
                + $"expected {settled.Outcome.Assignments[index].AllocatedQuality} for {settled.PaymentOf(index)}, "
                + "which follow from the definition and the reports",
                ExitCode.Failed);
        }
    }

    private static DemoParticipant ParticipantOf(HospitalProcess process, SettledDemo settled, int index)
    {
        JoinResult result = process.Result!;
        JoinUpdate counted = process.Counted!;
        return new DemoParticipant(
            process.Hospital.Id,
            process.Hospital.Name,
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
            process.Verified is not null);
    }

    private static DemoRefusal RefusalOf(HospitalProcess process, JoinUpdate refused) => new(
        process.Hospital.Id,
        refused.By == JoinUpdate.Platform ? JoinUpdate.Platform : "validator",
        refused.Stage!,
        refused.Records!.Value,
        process.Counted!.Records!.Value,
        refused.SharedRecords,
        refused.SharedWith,
        refused.Reason!,
        refused.Message!);

    private static DemoTruth TruthOf(
        MarketDefinition definition,
        ImmutableArray<HospitalProcess> hospitals,
        ImmutableArray<uint?> reports,
        ImmutableArray<uint> records,
        SettledDemo settled)
    {
        int hiding = hospitals.IndexOf(hospitals.Single(static one => one.Hospital.Conduct == Conduct.Hides));
        SettledDemo truthful = SettledDemo.Settle(definition, reports.SetItem(hiding, records[hiding]), records);
        return new DemoTruth(
            hospitals[hiding].Hospital.Id,
            records[hiding],
            truthful.Outcome.BestQuality,
            truthful.Outcome.Assignments[hiding].AllocatedQuality,
            truthful.PaymentOf(hiding),
            truthful.Valuations[hiding],
            truthful.UtilityOf(hiding),
            truthful.UtilityOf(hiding) - settled.UtilityOf(hiding));
    }
}
