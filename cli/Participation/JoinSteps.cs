using Candor.Cli.Output;
using Candor.Client;
using Candor.Market;
using Candor.Market.Training;

namespace Candor.Cli.Participation;

/// <summary>Tells the steps of a participant on standard error, for people or as JSON lines.</summary>
/// <param name="screen">Where to.</param>
/// <param name="participant">The participant's id.</param>
/// <param name="isJson">Whether as JSON.</param>
internal sealed class JoinSteps(Screen screen, string participant, bool isJson)
{
    private const int FaultsShown = 3;

    // What the market trains, and whether a validator judges it: null for nothing.
    private TrainingPlan? _plan;
    private bool _isAudited;

    /// <summary>The dataset was read.</summary>
    /// <param name="data">The dataset.</param>
    internal void Counted(Dataset data)
    {
        Tell(
            new JoinUpdate(JoinUpdate.Counted, participant)
            {
                Rows = data.Rows,
                Records = data.Records,
                BrokenRows = data.BrokenRows,
                RepeatedRows = data.RepeatedRows,
                FirstFault = data.Faults.Count > 0 ? data.Faults[0].ToString() : null,
                Warning = MostAreBroken(data),
                Hints = data.Hints.Count > 0 ? data.Hints : null,
            },
            $"read {data}");
        if (isJson)
        {
            return;
        }

        foreach (RowFault fault in data.Faults.Take(FaultsShown))
        {
            screen.Progress($"  {fault}", Tone.Faint);
        }

        if (data.Faults.Count > FaultsShown)
        {
            screen.Progress($"  and {data.Faults.Count - FaultsShown} more faults", Tone.Faint);
        }

        if (MostAreBroken(data) is { } warning)
        {
            screen.Progress($"warning: {warning}", Tone.Warning);
        }

        foreach (string hint in data.Hints)
        {
            screen.Progress($"hint: {hint}", Tone.Warning);
        }
    }

    // A few broken rows are usual; where most are, the file is rarely what its owner thinks it is.
    private static string? MostAreBroken(Dataset data) => data.BrokenRows <= data.Rows / 2
        ? null
        : $"{data.BrokenRows} of {data.Rows} rows are broken, and do not count; stop here unless that is meant, for a report "
            + "is final, and see 'candor data check'";

    /// <summary>What a market that trains asks of who reports in it. Readers of JSON have it in the definition.</summary>
    /// <param name="plan">What it trains; null for nothing.</param>
    /// <param name="isAudited">Whether a validator judges statistics.</param>
    internal void Trains(TrainingPlan? plan, bool isAudited)
    {
        (_plan, _isAudited) = (plan, isAudited);
        if (plan is null || isJson)
        {
            return;
        }

        screen.Progress(
            $"STAY ONLINE: this market trains a model of '{plan.Rules.Target}' after the reports. Each of its steps has to be "
            + $"answered within {plan.Rules.AnswerTime.TotalSeconds:0} s, which this command does; who does not answer is out, "
            + "with no model and nothing to pay. Run it again with the same receipt after a stop",
            Tone.Warning);
    }

    /// <summary>A step of the training was answered.</summary>
    /// <param name="done">Which.</param>
    internal void Contributed(ParticipationContributed done) => Tell(
        new JoinUpdate(JoinUpdate.Contributed, participant)
        {
            Step = TrainingWords.NameOf(done.Step),
            Epoch = done.Epoch,
            Deadline = done.Deadline,
            Bytes = done.BytesSent,
            Message = TrainingWords.Describe(done),
        },
        done.Step == TrainingStep.Keys
            ? TrainingWords.Describe(done)
            : $"{TrainingWords.PlaceOf(done.Step, _isAudited)}: {TrainingWords.Describe(done)}"
                + (done.Deadline is { } time ? $"; waiting for the others, until {time:yyyy-MM-dd HH:mm:ss'Z'}" : string.Empty));

    /// <summary>What was reported cannot be contributed.</summary>
    /// <param name="message">Why.</param>
    internal void CannotContribute(string message) => Tell(
        new JoinUpdate(JoinUpdate.Unanswered, participant) { Message = message },
        $"cannot contribute to the training: {message}",
        Tone.Bad);

    /// <summary>The report fell in the training.</summary>
    /// <param name="fell">Why.</param>
    /// <param name="validator">The validator that asked.</param>
    /// <param name="records">The reported records.</param>
    internal void Fell(ParticipationFell fell, string? validator, uint records)
    {
        bool isByValidator = validator is not null && fell.Cause == FallCause.NotNear;
        Tell(
            new JoinUpdate(JoinUpdate.Refused, participant)
            {
                By = isByValidator ? validator : JoinUpdate.Platform,
                Stage = isByValidator ? JoinUpdate.StatisticsStage : JoinUpdate.TrainingStage,
                Records = records,
                Reason = TrainingWords.NameOf(fell.Cause),
                Message = fell.Message,
            },
            $"the report fell in the training: {TrainingWords.NameOf(fell.Cause)}: {fell.Message.TrimEnd('.')}. "
            + TrainingWords.FallMeans,
            Tone.Bad);
    }

    /// <summary>The models are there.</summary>
    /// <param name="delivered">The models.</param>
    internal void Delivered(ParticipationDelivered delivered)
    {
        string words = delivered.Model is { } model
            ? $"received the model of {model.Records} records ({model.File.Length} bytes), as the transcript's digest says"
                + (delivered.ModelPath is { } path ? $", and wrote it to {path}" : string.Empty)
            : "received no model";
        Tell(
            new JoinUpdate(JoinUpdate.Delivered, participant)
            {
                Records = (uint?)delivered.Model?.Records,
                Bytes = delivered.Model?.File.Length,
                Model = delivered.ModelPath,
                OwnModel = delivered.OwnModelPath,
                Message = words,
            },
            words,
            delivered.Model is null ? Tone.Warning : Tone.Good);
    }

    /// <summary>Where the participation is kept.</summary>
    /// <param name="receipt">The file of the receipt.</param>
    /// <param name="checkpoints">The file of the checkpoints.</param>
    internal void Keeping(string receipt, string checkpoints) => Tell(
        new JoinUpdate(JoinUpdate.Keeping, participant) { Receipt = receipt, Checkpoints = checkpoints },
        $"keeps its receipt in {receipt} and the checkpoints it sees in {checkpoints}: run again with both after a stop",
        Tone.Faint);

    /// <summary>Overlap checks cannot be answered.</summary>
    /// <param name="message">Why.</param>
    internal void CannotAnswer(string message) => Tell(
        new JoinUpdate(JoinUpdate.Unanswered, participant) { Message = message },
        $"cannot answer overlap checks: {message}",
        Tone.Bad);

    /// <summary>The assignment follows from the transcript.</summary>
    /// <param name="verified">What was verified.</param>
    internal void Verified(ParticipationTranscriptVerified verified) => Tell(
        new JoinUpdate(JoinUpdate.Verified, participant)
        {
            Entries = verified.Checkpoint.Size,
            OwnMessages = verified.OwnMessages,
        },
        $"verified: the {verified.Checkpoint.Size} entries of the transcript hold, {verified.OwnMessages} messages of its own "
        + "are where their receipts say, and the assignment follows from the reports"
        + (verified.TimesAhead is { } ahead
            ? $"; warning: {ahead.Entries} of them are of a time that has not come by this clock, from entry {ahead.First} on"
            : string.Empty),
        verified.TimesAhead is null ? Tone.Good : Tone.Warning);

    /// <summary>The participant has joined.</summary>
    /// <param name="isNew">Whether just now.</param>
    internal void Joined(bool isNew) => Tell(
        new JoinUpdate(JoinUpdate.Joined, participant), isNew ? $"joined as {participant}" : $"had joined as "
            + $"{participant}");

    /// <summary>A commitment stands.</summary>
    /// <param name="receipt">Its receipt.</param>
    /// <param name="isNew">Whether it was made just now.</param>
    internal void Committed(CommitmentReceipt receipt, bool isNew) => Tell(
        new JoinUpdate(JoinUpdate.Committed, participant)
        {
            Records = receipt.Records,
            Commitment = Convert.ToHexStringLower(receipt.Commitment.ToArray()),
        },
        $"{(isNew ? "committed" : "had committed")} to {receipt.Records} records as {receipt.Commitment}");

    /// <summary>A validator has attested to the commitment.</summary>
    /// <param name="validator">Its id; null where that was in an earlier run.</param>
    /// <param name="records">The committed records.</param>
    /// <param name="opened">How many of them the audit opened.</param>
    internal void Validated(string? validator, uint records, uint opened) => Tell(
        new JoinUpdate(JoinUpdate.Validated, participant)
        {
            By = validator,
            Records = records,
            Opened = validator is null ? null : opened,
        },
        validator is null
            ? "audited: had been attested"
            : $"audited: attested by {validator}, who saw {opened} of the {records} records",
        Tone.Good);

    /// <summary>The records were compared with others'.</summary>
    /// <param name="others">With how many participants'.</param>
    /// <param name="shared">How many records are others' too.</param>
    internal void Compared(int others, ulong shared) => Tell(
        new JoinUpdate(JoinUpdate.Compared, participant) { ComparedWith = others, SharedRecords = shared },
        $"compared with the records of {others} {(others == 1 ? "company" : "companies")} attested earlier: "
        + (shared == 0 ? "none is shared" : $"{shared} are shared, and credited to them"),
        shared == 0 ? Tone.Plain : Tone.Warning);

    /// <summary>A validator did not take the tags.</summary>
    /// <param name="validator">Its id.</param>
    /// <param name="records">The committed records.</param>
    /// <param name="error">The rejection.</param>
    internal void TagsRejected(string validator, uint records, CandorException error) => Refused(
        validator, JoinUpdate.TagStage, records, error.Reason, error.Message, "the tags");

    /// <summary>A validator refused the commitment.</summary>
    /// <param name="result">Its verdict.</param>
    /// <param name="records">The committed records.</param>
    internal void AuditRefused(ValidationResult result, uint records) => Refused(
        result.ValidatorId,
        JoinUpdate.AuditStage,
        records,
        RefusalNames.Of(result.Refusal),
        WordsOf(result),
        "the commitment");

    /// <summary>The commitment fell in an overlap check.</summary>
    /// <param name="shared">The overlap; null where it fell for another reason.</param>
    /// <param name="records">The committed records.</param>
    /// <param name="message">The server's words.</param>
    internal void OverlapRefused(FoundOverlap? shared, uint records, string message) => Tell(
        new JoinUpdate(JoinUpdate.Refused, participant)
        {
            By = JoinUpdate.Platform,
            Stage = JoinUpdate.OverlapStage,
            Records = records,
            Reason = "COMMITMENT_REFUSED",
            Message = shared is null ? message : shared.ToString(),
            SharedRecords = shared?.Records,
            SharedWith = shared?.Other,
        },
        $"the server refused the commitment: COMMITMENT_REFUSED: {(shared is null ? message : shared.ToString())}",
        Tone.Bad);

    /// <summary>The server rejected a report.</summary>
    /// <param name="records">What was reported.</param>
    /// <param name="error">The rejection.</param>
    internal void ReportRejected(uint records, CandorException error) => Refused(
        JoinUpdate.Platform,
        JoinUpdate.ReportStage,
        records,
        error.Reason,
        error.Message,
        $"a report of {records} records");

    /// <summary>The report stands.</summary>
    /// <param name="records">What was reported; null where that was in an earlier run.</param>
    internal void Reported(uint? records) => Tell(
        new JoinUpdate(JoinUpdate.Reported, participant) { Records = records },
        records is null ? "had reported" : $"reported {records} records",
        Tone.Good);

    /// <summary>The participant waits for the market to settle.</summary>
    internal void Waiting() =>
        Tell(
            new JoinUpdate(JoinUpdate.Waiting, participant),
            _plan is null
                ? "waiting for the market to settle"
                : "waiting for the others' reports, then for each step of the training, and for the market to settle",
            Tone.Faint);

    private static string WordsOf(ValidationResult result)
    {
        string words = result.Refusal switch
        {
            AuditRefusal.NoResponse => "no answer came in time",
            AuditRefusal.NotUnderRoot => "a tag is not under the committed root",
            AuditRefusal.NotTheTagsRecords => "a record is not the one behind its tag",
            AuditRefusal.InvalidRecord => "a record in the sample breaks the market's rules",
            AuditRefusal.Malformed => "the answer does not decode",
            AuditRefusal.NoOverlapAnswer => "an overlap check was not answered in time",
            _ => "the validator gave a reason that this version does not know",
        };
        return result.Position is { } position ? $"{words}, at position {position} of the tags" : words;
    }

    private void Refused(string by, string stage, uint records, string reason, string message, string what) => Tell(
        new JoinUpdate(JoinUpdate.Refused, participant)
        {
            By = by,
            Stage = stage,
            Records = records,
            Reason = reason,
            Message = message,
        },
        by == JoinUpdate.Platform
            ? $"the server rejected {what}: {reason}: {message}"
            : $"refused by {by}, {what}: {reason}: {message}",
        Tone.Bad);

    private void Tell(JoinUpdate update, string words, Tone tone = Tone.Plain)
    {
        if (isJson)
        {
            screen.Error.WriteLine(CliJson.Line(update));
            screen.Flush();
        }
        else
        {
            screen.Progress(words, tone);
        }
    }
}
