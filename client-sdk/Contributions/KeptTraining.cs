using Candor.Commitments.Statements;

namespace Candor.Client.Contributions;

/// <summary>What a participant keeps of its part in a market's training: in this process and, where its participation has a
/// receipt, in a file beside that. What is to be sent is kept first. Thread-safe.</summary>
/// <param name="context">Whose it is.</param>
internal sealed class KeptTraining(StatementContext context)
{
    private readonly Lock _lock = new();
    private TrainingRecord _record = new(context);
    private string? _path;

    /// <summary>What is kept now.</summary>
    internal TrainingRecord Record
    {
        get
        {
            lock (_lock)
            {
                return _record;
            }
        }
    }

    /// <summary>Takes up what the file beside a receipt holds, and keeps everything there from now on. Where there is no file,
    /// the next change writes it.</summary>
    /// <param name="receipt">The receipt's path.</param>
    /// <exception cref="ReceiptException">The file cannot be read or written, or is something else: it is left as it
    /// is.</exception>
    internal void KeepBeside(string receipt)
    {
        string path = receipt + TrainingJson.Suffix;
        lock (_lock)
        {
            if (_path == path)
            {
                return;
            }

            TrainingRecord? kept = TrainingJson.Load(path, context);
            // The file knows what was answered in earlier processes: it counts.
            _record = kept ?? _record;
            _path = path;
            if (kept is null && (!_record.State.IsEmpty || !_record.Promised.IsEmpty))
            {
                TrainingJson.Save(_record, path);
            }
        }
    }

    /// <summary>Changes what is kept, on disk first.</summary>
    internal void Change(Func<TrainingRecord, TrainingRecord> change)
    {
        lock (_lock)
        {
            TrainingRecord after = change(_record);
            if (_path is not null && after != _record)
            {
                TrainingJson.Save(after, _path);
            }

            _record = after;
        }
    }

    /// <summary>Keeps what a validator says of its projections, before anything of the sample is opened.</summary>
    /// <exception cref="UnverifiedAnswerException">It has said something else of the same commitment.</exception>
    internal void Promise(PromisedProjections promised)
    {
        lock (_lock)
        {
            PromisedProjections? before = _record.Promised
                .FirstOrDefault(one => one.CommitmentEvent == promised.CommitmentEvent);
            if (before is null)
            {
                Change(record => record with { Promised = record.Promised.Add(promised) });
            }
            else if (!before.IsSameAs(promised))
            {
                throw new UnverifiedAnswerException(
                    AnswerFault.Challenge,
                    $"The validator '{promised.Validator}' names the projections "
                    + $"'{Convert.ToHexStringLower(promised.Digest.Span)}' for commitment {promised.CommitmentEvent}; "
                    + $"'{before.Validator}' has named '{Convert.ToHexStringLower(before.Digest.Span)}' with its sample. Nothing "
                    + "more was opened.");
            }
        }
    }
}
