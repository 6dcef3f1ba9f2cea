using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;

namespace Candor.Client.Transcripts;

/// <summary>Checks a transcript from end to end, offline and without the server's code: every signature, proof and
/// attestation, the order of the entries, the settlement to the last micro-unit, and that they are the entries of the
/// signed checkpoint.</summary>
public static class TranscriptVerifier
{
    private const int EntriesBetweenReports = 100;

    /// <summary>Checks a transcript file.</summary>
    /// <param name="file">The file (<see cref="TranscriptFile"/>); read once, from where it stands.</param>
    /// <param name="logKey">The key that must have signed the checkpoint; null where the operator's definition, or
    /// failing that the file, is to name it.</param>
    /// <param name="progress">Told how many entries were checked, now and then.</param>
    /// <param name="cancellationToken">Stops between entries.</param>
    /// <returns>What came of it, with the first thing that does not hold.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TranscriptVerification Verify(
        Stream file,
        NoteKey? logKey = null,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default) =>
        Verify(file, new TranscriptVerificationOptions { LogKey = logKey, Progress = progress }, cancellationToken);

    /// <summary>Checks a transcript file, also against what somebody kept of it: receipts of messages, and
    /// checkpoints.</summary>
    /// <param name="file">The file (<see cref="TranscriptFile"/>); read once, from where it stands.</param>
    /// <param name="options">What it is checked against.</param>
    /// <param name="cancellationToken">Stops between entries.</param>
    /// <returns>What came of it, with the first thing that does not hold.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static TranscriptVerification Verify(
        Stream file, TranscriptVerificationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        TranscriptTimesAhead? ahead = null;
        TranscriptEvidenceCheck? evidence = null;
        var replay = new TranscriptReplay();
        var tree = new MerkleAccumulator();
        TranscriptHeader? header = null;
        TranscriptFault? fault = null;
        try
        {
            TranscriptFileReader reader = TranscriptFile.Read(file);
            header = reader.Header;
            evidence = NoteKey.TryParse(header.LogKey, out NoteKey? signer)
                ? new TranscriptEvidenceCheck(header, signer, options)
                : null;
            foreach (TranscriptEntry entry in reader.ReadEntries())
            {
                cancellationToken.ThrowIfCancellationRequested();
                tree.AppendHash(entry.LeafHash.Span);
                evidence?.Add(entry, tree);
                fault ??= replay.Add(entry);
                if (fault is null)
                {
                    ahead = TranscriptTimesAhead.With(ahead, entry.Index, replay.Time, now);
                }

                if (entry.Index % EntriesBetweenReports == 0)
                {
                    options.Progress?.Report((long)entry.Index);
                }
            }

            fault ??= replay.Finish();
        }
        catch (TranscriptFileException e)
        {
            // Line 1 is the header, line 2 entry 0.
            fault ??= new TranscriptFault(TranscriptCheck.File, e.Line < 2 ? null : (ulong)e.Line - 2, e.Message);
            if (header is null)
            {
                return new TranscriptVerification(null, null, null, replay.Counts, false, fault);
            }
        }

        NoteKey? expected = options.LogKey ?? replay.State?.Definition.LogKey;
        Checkpoint? checkpoint = null;
        TranscriptFault? ofCheckpoint = CheckKey(header, expected, out NoteKey? key)
            ?? CheckCheckpoint(header, replay, key!, out checkpoint)
            ?? CheckRoot(tree, checkpoint!);
        (TranscriptEvidence[] receipts, TranscriptEvidence[] checkpoints) = evidence?.Finish(tree.Size) ?? ([], []);
        return new TranscriptVerification(
            header,
            checkpoint,
            replay.State,
            replay.Counts,
            expected is not null,
            fault ?? ofCheckpoint ?? TranscriptEvidenceCheck.FaultOf(receipts, checkpoints))
        {
            Receipts = receipts,
            Checkpoints = checkpoints,
            TimesAhead = ahead,
            Epochs = fault is null ? replay.Epochs : [],
            LastTime = replay.Time,
        };
    }

    private static TranscriptFault? CheckKey(TranscriptHeader header, NoteKey? expected, out NoteKey? key)
    {
        if (!NoteKey.TryParse(header.LogKey, out key))
        {
            return new TranscriptFault(
                TranscriptCheck.Checkpoint,
                null,
                $"The file names the log key '{header.LogKey}'; expected a C2SP verifier key, name+hash+key.");
        }

        return expected is null || expected.ToString() == header.LogKey
            ? null
            : new TranscriptFault(
                TranscriptCheck.Checkpoint,
                null,
                $"The file names the log key '{header.LogKey}'; expected '{expected}'.");
    }

    private static TranscriptFault? CheckCheckpoint(
        TranscriptHeader header, TranscriptReplay replay, NoteKey key, out Checkpoint? checkpoint)
    {
        string market = replay.State?.Name ?? header.Market;
        string origin = $"{key.Name}/{market}";
        if (header.Market != market || header.Origin != origin)
        {
            checkpoint = null;
            return new TranscriptFault(
                TranscriptCheck.Checkpoint,
                null,
                $"The file says that it is the log '{header.Origin}' of {header.Market}; expected '{origin}' of "
                + $"{market}.");
        }

        NoteFailure failure = Checkpoint.TryOpen(header.Checkpoint.Span, origin, key, out checkpoint);
        return failure == NoteFailure.None
            ? null
            : new TranscriptFault(
                TranscriptCheck.Checkpoint,
                null,
                $"The checkpoint does not hold ({failure}); expected a note of '{origin}' signed with '{key}'.");
    }

    private static TranscriptFault? CheckRoot(MerkleAccumulator tree, Checkpoint checkpoint)
    {
        if (tree.Size != checkpoint.Size)
        {
            return new TranscriptFault(
                TranscriptCheck.Root,
                null,
                $"The file has {tree.Size} entries; its checkpoint covers {checkpoint.Size}.");
        }

        return tree.Root().AsSpan().SequenceEqual(checkpoint.Root.Span)
            ? null
            : new TranscriptFault(
                TranscriptCheck.Root,
                null,
                "The entries do not have the root that the checkpoint signs: one of them was altered, replaced or "
                + "moved.");
    }
}
