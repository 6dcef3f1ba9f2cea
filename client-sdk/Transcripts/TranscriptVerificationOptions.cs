using Candor.Commitments.Logs;

namespace Candor.Client.Transcripts;

/// <summary>What a transcript is checked against beside itself.</summary>
public sealed record TranscriptVerificationOptions
{
    /// <summary>The key that must have signed the checkpoint; null where the operator's definition, or failing that the
    /// file, is to name it.</summary>
    public NoteKey? LogKey { get; init; }

    /// <summary>Receipts that somebody kept of messages that the server accepted, <see cref="TranscriptReceiptFile"/>.
    /// Each message must be in the transcript where its receipt says.</summary>
    public IReadOnlyList<TranscriptReceipt> Receipts { get; init; } = [];

    /// <summary>Checkpoints that somebody was shown: C2SP signed notes. The transcript must have grown from
    /// each.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Checkpoints { get; init; } = [];

    /// <summary>The clock of whoever checks. Entries that are of a time more than five minutes ahead of it are named.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told how many entries were checked, now and then.</summary>
    public IProgress<long>? Progress { get; init; }
}
