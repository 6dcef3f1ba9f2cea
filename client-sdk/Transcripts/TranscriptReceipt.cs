namespace Candor.Client.Transcripts;

/// <summary>Where an accepted message is in its market's transcript, verified. Whoever keeps it can show later, to
/// anybody who has the log key, that the server accepted the message. Immutable and thread-safe.</summary>
/// <param name="Index">The entry's index, from 0: the number of its event less 1.</param>
/// <param name="Entry">The entry, byte for byte; the signed message is in it.</param>
/// <param name="Checkpoint">A checkpoint that covers it: a C2SP signed note.</param>
/// <param name="InclusionProof">The siblings from the entry upwards, 32 bytes each (RFC 6962 section 2.1.1).</param>
public sealed record TranscriptReceipt(
    ulong Index,
    ReadOnlyMemory<byte> Entry,
    ReadOnlyMemory<byte> Checkpoint,
    IReadOnlyList<ReadOnlyMemory<byte>> InclusionProof);
