using System.Collections.Immutable;
using Candor.Client.Transcripts;
using Candor.Commitments.Statements;
using Candor.Wire.Names;

namespace Candor.Client.Receipts;

/// <summary>What a participant has done and shown in a market, in this process and, where it has a file, from one process
/// to the next. What is to be shown is kept first. Thread-safe.</summary>
/// <param name="context">Whose it is.</param>
internal sealed class KeptParticipation(StatementContext context)
{
    private readonly Lock _lock = new();
    private ParticipationRecord _record = new(context);
    private string? _path;

    /// <summary>What is kept now.</summary>
    internal ParticipationRecord Record
    {
        get
        {
            lock (_lock)
            {
                return _record;
            }
        }
    }

    /// <summary>Whether it outlives this process.</summary>
    internal bool HasFile
    {
        get
        {
            lock (_lock)
            {
                return _path is not null;
            }
        }
    }

    /// <summary>Takes up what a file holds, and keeps everything there from now on. Where there is no file, or a receipt
    /// that lacks what it should have, the next change writes it.</summary>
    /// <exception cref="ReceiptException">The file cannot be read or is in no folder, is no receipt or a later release's, or
    /// is another participant's, of another key or under other rules: it is not written over.</exception>
    internal void KeepAt(string path)
    {
        string full = Path.GetFullPath(path);
        lock (_lock)
        {
            if (_path != full)
            {
                RequireFolder(full);
                _record = Load(full) is { } kept ? _record.MergedWith(kept) : _record;
                _path = full;
            }
        }
    }

    /// <summary>Keeps a commitment; the last one counts.</summary>
    internal void Commit(CommitmentReceipt receipt) => Change(record =>
    {
        ParticipationRecord after = record with { Commitment = receipt };
        return receipt.Transcript is { } message ? after.With(message) : after;
    });

    /// <summary>Keeps that a message of one's own is in the transcript.</summary>
    internal void Keep(TranscriptReceipt message) => Change(record => record.With(message));

    /// <summary>Keeps a report's message before it is sent, or what became of it; null: it was accepted.</summary>
    internal void Keep(SentReport? report) => Change(record => record with { Report = report });

    /// <summary>Keeps a drawn sample before anything of it is opened.</summary>
    /// <exception cref="UnverifiedAnswerException">Another was drawn of the same commitment.</exception>
    internal void Draw(DrawnSample drawn)
    {
        lock (_lock)
        {
            DrawnSample? before = _record.Samples.FirstOrDefault(kept => kept.CommitmentEvent == drawn.CommitmentEvent);
            if (before is null)
            {
                Change(record => record with { Samples = record.Samples.Add(drawn) });
            }
            else if (!before.IsSameAs(drawn))
            {
                throw new UnverifiedAnswerException(
                    AnswerFault.Challenge,
                    $"The validator '{drawn.Validator}' asks for a second sample of commitment {drawn.CommitmentEvent} of "
                    + $"{ParticipantName.Of(context.Market, context.Participant)}: {drawn.Positions.Length} records; "
                    + $"'{before.Validator}' has drawn {before.Positions.Length}, and the policy lets one sample be drawn. "
                    + "Nothing more was opened.");
            }
        }
    }

    /// <summary>Which commitments' samples were drawn.</summary>
    internal ImmutableArray<DrawnSample> Samples => Record.Samples;

    private void Change(Func<ParticipationRecord, ParticipationRecord> change)
    {
        lock (_lock)
        {
            ParticipationRecord after = change(_record);
            if (_path is not null && after != _record)
            {
                ReceiptJson.Save(after, _path);
            }

            _record = after;
        }
    }

    // Found out before anything is sent: a commitment whose secret cannot be kept would be lost with this process.
    private static void RequireFolder(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder))
        {
            throw new ReceiptException(
                ReceiptFault.Unwritable,
                $"The commitment receipt '{path}' cannot be written: there is no folder '{folder}'. Nothing was sent.");
        }
    }

    private ParticipationRecord? Load(string path)
    {
        ParticipationRecord kept;
        try
        {
            kept = ReceiptJson.Load(path);
        }
        catch (ReceiptException e) when (e.Fault == ReceiptFault.Missing
            || (e.Fault == ReceiptFault.Damaged && ReceiptJson.HasKnownVersion(path)))
        {
            return null;
        }
        catch (ReceiptException e) when (e.Fault == ReceiptFault.Damaged)
        {
            throw new ReceiptException(
                ReceiptFault.Damaged,
                $"{e.Message} Expected the receipt of {ParticipantName.Of(context.Market, context.Participant)}, or no file. It "
                + "is left as it is; name another file to commit anew.",
                e);
        }

        return kept.IsOf(context)
            ? kept
            : throw new ReceiptException(
                ReceiptFault.OtherParticipant,
                $"The receipt '{path}' is of {ParticipantName.Of(kept.Context.Market, kept.Context.Participant)}, made with "
                + $"another key or under other rules than those of {ParticipantName.Of(context.Market, context.Participant)}; "
                + "expected a file of its own. It is left as it is.");
    }
}
