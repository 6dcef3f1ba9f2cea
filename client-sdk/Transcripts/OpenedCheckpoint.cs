using Candor.Commitments.Logs;

namespace Candor.Client.Transcripts;

/// <summary>A checkpoint whose signature and origin were checked, with the bytes that were signed. Only
/// <see cref="Open"/> makes one.</summary>
internal sealed class OpenedCheckpoint
{
    private OpenedCheckpoint(string market, NoteKey key, Checkpoint checkpoint, ReadOnlyMemory<byte> note)
    {
        Market = market;
        Key = key;
        Checkpoint = checkpoint;
        Note = note;
    }

    internal string Market { get; }

    internal NoteKey Key { get; }

    internal Checkpoint Checkpoint { get; }

    internal ReadOnlyMemory<byte> Note { get; }

    internal ulong Size => Checkpoint.Size;

    /// <summary>Opens a note.</summary>
    /// <param name="note">Untrusted.</param>
    /// <param name="market">The market that it must be of.</param>
    /// <param name="key">The key that must have signed it.</param>
    /// <param name="whose">Whose it is, to begin a sentence.</param>
    /// <exception cref="UnverifiedAnswerException">It is not a checkpoint of this market signed by this key.</exception>
    internal static OpenedCheckpoint Open(ReadOnlyMemory<byte> note, string market, NoteKey key, string whose)
    {
        string origin = $"{key.Name}/{market}";
        NoteFailure failure = Checkpoint.TryOpen(note.Span, origin, key, out Checkpoint? checkpoint);
        if (failure == NoteFailure.UnknownKey)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.LogKeyChanged,
                $"{whose} of {market} is not signed with the log key {key}, which the definition names or the server "
                + "had before.")
            {
                Evidence = [note],
            };
        }

        if (failure != NoteFailure.None || checkpoint!.Size == 0)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.CheckpointInvalid,
                $"{whose} of {market} does not hold ({(failure == NoteFailure.None ? "it has no entry" : failure)}); "
                + $"expected a note of origin '{origin}', signed with {key}.");
        }

        return new OpenedCheckpoint(market, key, checkpoint, note);
    }

    internal SignedCheckpoint ToPublic() => new(
        Market, Checkpoint.Origin, Key.ToString(), Checkpoint.Size, Checkpoint.Root, Note);
}
