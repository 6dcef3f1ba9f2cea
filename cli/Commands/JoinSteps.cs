using Candor.Cli.Output;
using Candor.Client;

namespace Candor.Cli.Commands;

/// <summary>Tells the steps of a participant on standard error, for people or as JSON lines.</summary>
/// <param name="screen">Where to.</param>
/// <param name="participant">The participant's id.</param>
/// <param name="isJson">Whether as JSON.</param>
internal sealed class JoinSteps(Screen screen, string participant, bool isJson)
{
    private const int FaultsShown = 3;

    /// <summary>The data set was read.</summary>
    /// <param name="dataset">The data set.</param>
    internal void Counted(Dataset dataset)
    {
        Tell(
            new JoinUpdate(JoinUpdate.Counted, participant)
            {
                Rows = dataset.Rows,
                Records = dataset.Records,
                BrokenRows = dataset.BrokenRows,
                RepeatedRows = dataset.RepeatedRows,
                FirstFault = dataset.Faults.Count > 0 ? dataset.Faults[0].ToString() : null,
            },
            $"read {dataset}");
        if (isJson)
        {
            return;
        }

        foreach (RowFault fault in dataset.Faults.Take(FaultsShown))
        {
            screen.Progress($"  {fault}", Tone.Faint);
        }

        if (dataset.Faults.Count > FaultsShown)
        {
            screen.Progress($"  and {dataset.Faults.Count - FaultsShown} more faults", Tone.Faint);
        }
    }

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

    /// <summary>The server refused a report.</summary>
    /// <param name="records">What was reported.</param>
    /// <param name="error">The refusal.</param>
    internal void Refused(uint records, CandorException error) => Tell(
        new JoinUpdate(JoinUpdate.Refused, participant)
        {
            Records = records,
            Reason = error.Reason,
            Message = error.Message,
        },
        $"the server refused a report of {records} records: {error.Reason}: {error.Message}",
        Tone.Bad);

    /// <summary>The report stands.</summary>
    /// <param name="records">What was reported; null where that was in an earlier run.</param>
    internal void Reported(uint? records) => Tell(
        new JoinUpdate(JoinUpdate.Reported, participant) { Records = records },
        records is null ? "had reported" : $"reported {records} records",
        Tone.Good);

    /// <summary>The participant waits for the market to settle.</summary>
    internal void Waiting() =>
        Tell(new JoinUpdate(JoinUpdate.Waiting, participant), "waiting for the market to settle", Tone.Faint);

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
