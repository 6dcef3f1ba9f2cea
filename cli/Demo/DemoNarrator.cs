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

    /// <summary>A hospital took a step.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="update">The step.</param>
    internal void Step(HospitalProcess process, JoinUpdate update)
    {
        Hospital hospital = process.Hospital;
        switch (update.Event)
        {
            case JoinUpdate.Counted:
                Say(
                    hospital,
                    $"process {process.Id}: {update.Records} valid records in {update.Rows} rows ({update.BrokenRows} "
                    + $"broken, {update.RepeatedRows} repeated)");
                break;
            case JoinUpdate.Committed when update.Records > hospital.Records:
                Say(
                    hospital,
                    $"commits to {update.Records} records: "
                    + (update.Records == hospital.Rows
                        ? "every row, repeated or broken"
                        : "every row once, broken or not"),
                    Tone.Warning);
                break;
            case JoinUpdate.Committed:
                Say(
                    hospital,
                    $"committed to its {update.Records} records as {Short(update.Commitment!)}…, "
                    + "which hides the number");
                break;
            case JoinUpdate.Validated:
                Say(
                    hospital,
                    $"audited: {update.By} saw {update.Opened} of the {update.Records} records, and attests to all");
                break;
            case JoinUpdate.Refused:
                Say(hospital, $"{WordsOf(update)}: {update.Reason}", Tone.Bad);
                Say(hospital, $"  \"{update.Message}\"", Tone.Bad);
                break;
            case JoinUpdate.Reported when hospital.Conduct == Conduct.Hides:
                Say(hospital, $"reported {update.Records} records, and hides the other "
                    + $"{hospital.Records - update.Records}", Tone.Warning);
                break;
            case JoinUpdate.Reported:
                Say(
                    hospital,
                    $"reported {update.Records} records, with a proof that it committed to as many",
                    Tone.Good);
                break;
            case JoinUpdate.Waiting when hospital.Conduct == Conduct.StaysSilent:
                Say(hospital, "does not report", Tone.Warning);
                break;
        }
    }

    /// <summary>A hospital has its result.</summary>
    /// <param name="process">Whose.</param>
    internal void Result(HospitalProcess process)
    {
        Hospital hospital = process.Hospital;
        JoinResult result = process.Result!;
        if (result.Phase == JoinResult.Assigned)
        {
            Say(
                hospital,
                $"receives a model of quality {Numbers.Quality(result.AllocatedQuality!.Value)} (its own: "
                + $"{Numbers.Quality(result.OwnQuality!.Value)}), owes {Numbers.Money((double)result.Payment!.Value)} "
                + result.Currency,
                Tone.Good);
        }
        else
        {
            Say(hospital, "is out: it receives no model, owes nothing, and keeps its own", Tone.Warning);
        }

        if (process.Verified is { } verified)
        {
            Say(
                hospital,
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
        JoinUpdate.OverlapStage => "the server REFUSES it, once the records are compared",
        _ => $"claims {refused.Records} records, and the server REFUSES",
    };

    private void Say(Hospital hospital, string text, Tone tone = Tone.Plain) =>
        screen.Progress(hospital.Name, text, tone);
}
