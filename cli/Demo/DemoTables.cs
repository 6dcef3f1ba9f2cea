using Candor.Cli.Output;
using Candor.Client.Transcripts;

namespace Candor.Cli.Demo;

/// <summary>Shows what the demo showed: the market's end, and what hiding cost.</summary>
internal static class DemoTables
{
    /// <summary>Writes the report for people.</summary>
    /// <param name="report">The report.</param>
    /// <param name="screen">Where to.</param>
    internal static void Write(DemoReport report, Screen screen)
    {
        screen.WriteLine();
        screen.WriteLine($"The settled market (amounts in {report.Currency})", Tone.Strong);
        screen.WriteTable(Participants(report));
        screen.WriteLine(
            "records: rows of its file; valid: those that count, each once; own: the quality, by the market's curve, of the "
            + "model that it can train alone; utility: what the models in use are worth to it, less its payment.",
            Tone.Faint);
        screen.WriteLine();
        screen.WriteLine(
            $"Together the reports make a model of quality {Numbers.Quality(report.BestQuality)}. Revenue "
            + $"{Numbers.Money(report.Revenue)}, welfare {Numbers.Money(report.Welfare)} {report.Currency}.");
        screen.WriteLine();
        DemoModelTables.Write(report, screen);
        screen.WriteLine();
        screen.WriteLine("Who tried what", Tone.Strong);
        foreach (DemoRefusal refusal in report.Refusals)
        {
            screen.WriteLine(WordsOf(report, refusal), Tone.Bad);
        }

        foreach (DemoParticipant left in report.Participants.Where(static row => row.ReportedRecords is null))
        {
            bool wasRefused = report.Refusals.Any(refusal => refusal.Participant == left.Participant);
            screen.WriteLine(
                $"{left.Company} {(wasRefused ? "was caught" : "never reported")}: it is out, and lives on with its own model.",
                Tone.Warning);
        }

        WriteTruth(report, screen);
        WriteVerification(report, screen);
    }

    private static string WordsOf(DemoReport report, DemoRefusal refusal)
    {
        string who = NameOf(report, refusal.Participant);
        string refused = $"the {refusal.Where} refused it ({refusal.Reason}).";
        return refusal.Stage switch
        {
            JoinUpdate.TagStage =>
                $"{who} committed to all {refusal.AttemptedRecords} rows, repeated ones too; its tags showed "
                + $"it, and {refused}",
            JoinUpdate.AuditStage =>
                $"{who} committed to {refusal.AttemptedRecords} distinct rows, broken ones too; a sample showed "
                + $"it, and {refused}",
            JoinUpdate.StatisticsStage =>
                $"{who} reported its {refusal.AttemptedRecords} records, and contributed sums in which every label was turned "
                + $"round, to spoil the model; they are not near its audited records, and {refused}",
            JoinUpdate.OverlapStage =>
                $"{who} passed the audit with {refusal.AttemptedRecords} valid records, {refusal.SharedRecords} "
                + $"of them {NameOf(report, refusal.SharedWith!)}'s; comparing them under both keys "
                + $"showed it, and {refused}",
            _ =>
                $"{who} reported {refusal.AttemptedRecords} records on a commitment to {refusal.ValidRecords}; no "
                + $"proof says so, and {refused}",
        };
    }

    private static void WriteVerification(DemoReport report, Screen screen)
    {
        DemoVerification verification = report.Verification;
        TranscriptCounts counts = verification.Checked;
        screen.WriteLine();
        string[] verified =
            [.. report.Participants.Where(static row => row.Verified).Select(static row => row.Company)];
        screen.WriteLine(
            $"{verified.Length} of {report.Participants.Count} took nobody's word for it: {string.Join(", ", verified)} "
            + "replayed the whole transcript, each in its own process, found their own messages where their receipts say, and "
            + "computed the same models and payments.",
            verified.Length == report.Participants.Count ? Tone.Good : Tone.Bad);
        screen.WriteLine(
            $"The market's transcript is verified, offline: {Count(counts.Entries, "entry", "entries")} under the "
            + $"signed root, {Count(counts.Signatures, "signature")}, {Count(counts.OpeningProofs, "opening proof")}, "
            + $"{Count(counts.Attestations, "attestation")}, {Count(counts.Refusals, "refused commitment")}, "
            + $"{Count(counts.Overlaps, "comparison")}, {Count(counts.RangeProofs, "range proof")}, and the outcome "
            + $"computed again. {Count(verification.Receipts, "receipt")} of {NameOf(report, verification.ReceiptsOf)} "
            + $"{(verification.Receipts == 1 ? "holds" : "hold")}.",
            Tone.Good);
        if (verification is { File: { } file, ReceiptFile: { } receipts })
        {
            screen.WriteLine($"Repeat it: candor verify {file} --receipt {receipts}");
        }
    }

    private static string Count(long number, string one, string? many = null) =>
        $"{Numbers.Count(number)} {(number == 1 ? one : many ?? one + "s")}";

    private static TextTable Participants(DemoReport report)
    {
        var table = new TextTable(
            new TextTable.Column("company", IsNumber: false),
            new TextTable.Column("records"),
            new TextTable.Column("valid"),
            new TextTable.Column("reported"),
            new TextTable.Column("allocated quality"),
            new TextTable.Column("own"),
            new TextTable.Column("payment"),
            new TextTable.Column("utility"));
        foreach (DemoParticipant row in report.Participants)
        {
            table.Add(
                ToneOf(report, row),
                row.Company,
                Numbers.Count(row.Rows),
                Numbers.Count(row.ValidRecords),
                row.ReportedRecords is uint records ? Numbers.Count(records) : "out",
                row.AllocatedQuality > 0 ? Numbers.Quality(row.AllocatedQuality) : "none",
                Numbers.Quality(row.OwnQuality),
                Numbers.Money(row.Payment),
                Numbers.Money(row.Utility));
        }

        return table;
    }

    private static Tone ToneOf(DemoReport report, DemoParticipant row) =>
        row.ReportedRecords is null ? Tone.Faint
        : row.Participant == report.Truth.Participant ? Tone.Warning
        : Tone.Plain;

    private static void WriteTruth(DemoReport report, Screen screen)
    {
        DemoTruth truth = report.Truth;
        DemoParticipant hid = report.Participants.Single(row => row.Participant == truth.Participant);
        screen.WriteLine();
        screen.WriteLine(
            $"What if {hid.Company} had told the truth? Same rules, same reports of the others:", Tone.Strong);
        var table = new TextTable(
            new TextTable.Column(hid.Company, IsNumber: false),
            new TextTable.Column("reported"),
            new TextTable.Column("allocated quality"),
            new TextTable.Column("valuation"),
            new TextTable.Column("payment"),
            new TextTable.Column("utility"));
        table.Add(
            Tone.Warning,
            "as it was, hiding",
            Numbers.Count(hid.ReportedRecords ?? 0),
            Numbers.Quality(hid.AllocatedQuality),
            Numbers.Money(hid.Valuation),
            Numbers.Money(hid.Payment),
            Numbers.Money(hid.Utility));
        table.Add(
            Tone.Good,
            "telling the truth",
            Numbers.Count(truth.ReportedRecords),
            Numbers.Quality(truth.AllocatedQuality),
            Numbers.Money(truth.Valuation),
            Numbers.Money(truth.Payment),
            Numbers.Money(truth.Utility));
        screen.WriteTable(table);
        screen.WriteLine(
            $"Hiding {hid.ValidRecords - hid.ReportedRecords} records cost {hid.Company} {Numbers.Money(truth.Gain)} "
            + $"{report.Currency}. A company pays for what the market's model adds to its own; {hid.Company} looked "
            + "poorer than it is, and paid for a gain that it does not have. While the others tell the truth, hiding "
            + "never pays.",
            Tone.Good);
    }

    private static string NameOf(DemoReport report, string participant) =>
        report.Participants.Single(row => row.Participant == participant).Company;
}
