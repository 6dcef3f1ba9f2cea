using Candor.Cli.Output;

namespace Candor.Cli.Demo;

/// <summary>Tells what each process does, as it does it. Every line starts with who speaks.</summary>
/// <param name="screen">Where to.</param>
internal sealed class DemoNarrator(Screen screen)
{
    private const int ShortCommitment = 8;

    /// <summary>The demo itself speaks.</summary>
    /// <param name="text">What.</param>
    internal void Demo(string text) => screen.Progress("demo", text, Tone.Faint);

    /// <summary>A server listens.</summary>
    /// <param name="name">Which.</param>
    /// <param name="address">Where.</param>
    /// <param name="processId">The system's number of its process.</param>
    internal void Listening(string name, string address, int processId) =>
        screen.Progress(name, $"listening on {address} (process {processId})", Tone.Plain);

    /// <summary>The operator speaks.</summary>
    /// <param name="text">What.</param>
    internal void Operator(string text) => screen.Progress("operator", text, Tone.Plain);

    /// <summary>A company took a step.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="update">The step.</param>
    internal void Step(CompanyProcess process, JoinUpdate update)
    {
        Company company = process.Company;
        switch (update.Event)
        {
            case JoinUpdate.Counted:
                Say(
                    company,
                    $"process {process.Id}: {update.Records} valid records in {update.Rows} rows ({update.BrokenRows} "
                    + $"broken, {update.RepeatedRows} repeated)");
                break;
            case JoinUpdate.Committed when update.Records > company.Records:
                Say(
                    company,
                    $"commits to {update.Records} records: "
                    + (update.Records == company.Rows
                        ? "every row, repeated or broken"
                        : "every row once, broken or not"),
                    Tone.Warning);
                break;
            case JoinUpdate.Committed:
                Say(
                    company,
                    $"committed to its {update.Records} records as {Short(update.Commitment!)}…, "
                    + "which hides the number");
                break;
            case JoinUpdate.Validated:
                Say(
                    company,
                    $"audited: {update.By} saw {update.Opened} of the {update.Records} records, and attests to all");
                break;
            case JoinUpdate.Refused:
                Say(company, $"{WordsOf(update)}: {update.Reason}", Tone.Bad);
                Say(company, $"  \"{update.Message}\"", Tone.Bad);
                break;
            case JoinUpdate.Reported when company.Conduct == Conduct.Hides:
                Say(company, $"reported {update.Records} records, and hides the other "
                    + $"{company.Records - update.Records}", Tone.Warning);
                break;
            case JoinUpdate.Reported:
                Say(
                    company,
                    $"reported {update.Records} records, with a proof that it committed to as many",
                    Tone.Good);
                break;
            case JoinUpdate.Contributed:
                bool isFalse = company.Conduct == Conduct.FalseStatistics && update.Step == "commit";
                Say(
                    company,
                    isFalse ? $"{update.Message}; every label in them is turned round" : update.Message!,
                    isFalse ? Tone.Warning : Tone.Plain);
                break;
            case JoinUpdate.Delivered when update.Model is not null:
                Say(company, update.Message!, Tone.Good);
                break;
            case JoinUpdate.Waiting when company.Conduct == Conduct.StaysSilent:
                Say(company, "does not report", Tone.Warning);
                break;
        }
    }

    /// <summary>A company has its result.</summary>
    /// <param name="process">Whose.</param>
    internal void Result(CompanyProcess process)
    {
        Company company = process.Company;
        JoinResult result = process.Result!;
        if (result.Phase == JoinResult.Assigned)
        {
            Say(
                company,
                $"receives a model of quality {Numbers.Quality(result.AllocatedQuality!.Value)} (its own: "
                + $"{Numbers.Quality(result.OwnQuality!.Value)}), owes {Numbers.Money((double)result.Payment!.Value)} "
                + result.Currency,
                Tone.Good);
        }
        else
        {
            Say(company, "is out: it receives no model, owes nothing, and keeps its own", Tone.Warning);
        }

        if (process.Verified is { } verified)
        {
            Say(
                company,
                $"verified: it replayed the {verified.Entries} entries itself, found its {verified.OwnMessages} messages "
                + "where its receipts say, and computed the same",
                Tone.Good);
        }
    }

    /// <summary>The beginning of a commitment, enough to tell five apart.</summary>
    /// <param name="commitment">Hexadecimal.</param>
    internal static string Short(string commitment) => commitment[..Math.Min(ShortCommitment, commitment.Length)];

    private static string WordsOf(JoinUpdate refused) => refused.Stage switch
    {
        JoinUpdate.TagStage => $"{refused.By} REFUSES its tags",
        JoinUpdate.AuditStage => $"{refused.By} REFUSES it in the audit",
        JoinUpdate.StatisticsStage => $"{refused.By} finds its statistics FALSE",
        JoinUpdate.OverlapStage => "the server REFUSES it, once the records are compared",
        _ => $"claims {refused.Records} records, and the server REFUSES",
    };

    private void Say(Company company, string text, Tone tone = Tone.Plain) =>
        screen.Progress(company.Name, text, tone);
}
