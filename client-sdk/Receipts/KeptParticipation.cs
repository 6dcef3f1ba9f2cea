using System.Collections.Immutable;
using Candor.Client.Contributions;
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

    /// <summary>What is kept of the participant's part in the training.</summary>
    internal KeptTraining Training { get; } = new(context);

    /// <summary>The file; null where it is kept in this process alone.</summary>
    internal string? Path
    {
        get
        {
            lock (_lock)
            {
                return _path;
            }
        }
    }

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

    /// <summary>Takes up what a file holds, and keeps everything there from now on. Where there is no file,
    /// the next change writes it.</summary>
    /// <exception cref="ReceiptException">The file cannot be read or written, is no whole receipt or a later release's, or is
    /// another participant's, of another key or under other rules: it is left as it is.</exception>
    internal void KeepAt(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        lock (_lock)
        {
            if (_path != full)
            {
                ParticipationRecord? kept = Load(full);
                Training.KeepBeside(full);
                _record = kept is null ? _record : _record.MergedWith(kept);
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

    private ParticipationRecord? Load(string path)
    {
        ParticipationRecord? kept = ReceiptPlace.Open(path, context.Market, context.Participant);
        return kept?.IsOf(context) != false
            ? kept
            : throw ReceiptPlace.OfAnother(path, kept.Context, context.Market, context.Participant);
    }
}
