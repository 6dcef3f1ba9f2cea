using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Commitments.Merkle;
using Candor.V1;
using Candor.Wire.Signing;

namespace Candor.Client.Transcripts;

/// <summary>Reads the entries of a market's transcript, page after page, and goes on later where it has stopped. Not
/// thread-safe.</summary>
/// <param name="connection">The server.</param>
/// <param name="market">The market.</param>
/// <param name="reader">A member's key; null: what everybody may read.</param>
internal sealed class EntryReader(ClientConnection connection, VerifiedMarket market, SigningKey? reader)
{
    private const int EntriesPerPage = 1000;

    private readonly MerkleAccumulator _tree = new();

    /// <summary>The root over what was read so far, 32 bytes; to be relied on once a checkpoint covers it.</summary>
    internal ReadOnlyMemory<byte> Root => _tree.Root();

    /// <summary>Reads what was not read yet of the entries under a checkpoint. Each is checked against its hash as it
    /// comes, and all of them against the checkpoint after the last.</summary>
    /// <exception cref="UnverifiedAnswerException">The entries are not those under the checkpoint.</exception>
    internal async IAsyncEnumerable<TranscriptEntry> ReadToAsync(
        OpenedCheckpoint checkpoint, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_tree.Size < checkpoint.Size)
        {
            var request = new ListEntriesRequest
            {
                Name = market.Name,
                FirstIndex = _tree.Size,
                PageSize = (int)Math.Min(EntriesPerPage, checkpoint.Size - _tree.Size),
                Envelope = reader is null ? null : SignReading(reader),
            };
            ListEntriesResponse page = await connection.Calls.InvokeAsync(
                options => connection.TranscriptService.ListEntriesAsync(request, options),
                "ListEntries",
                null,
                cancellationToken).ConfigureAwait(false);
            if (page.Entries.Count == 0 || page.Entries.Count > request.PageSize)
            {
                throw Differs(
                    $"a page from entry {_tree.Size} has {page.Entries.Count}; expected 1 to {request.PageSize}");
            }

            foreach (LogEntry entry in page.Entries)
            {
                TranscriptEntry read = Check(entry, _tree.Size);
                _tree.AppendHash(read.LeafHash.Span);
                yield return read;
            }
        }

        // An older checkpoint than what was read is part of it: checkpoints are of one log.
        if (_tree.Size == checkpoint.Size && !_tree.Root().AsSpan().SequenceEqual(checkpoint.Checkpoint.Root.Span))
        {
            throw Differs($"the {_tree.Size} entries do not have the root that the server signed");
        }
    }

    private TranscriptEntry Check(LogEntry entry, ulong due)
    {
        if (entry.Index != due || entry.LeafHash.Length != MerkleHash.Size)
        {
            throw Differs($"entry {entry.Index} with a hash of {entry.LeafHash.Length} bytes comes where {due} is due");
        }

        if (entry.Entry.IsEmpty)
        {
            return TranscriptEntry.Withheld(due, entry.LeafHash.Memory);
        }

        var open = TranscriptEntry.Open(due, entry.Entry.Memory);
        return open.LeafHash.Span.SequenceEqual(entry.LeafHash.Span)
            ? open
            : throw Differs($"entry {due} does not have the hash that is shown with it");
    }

    private UnverifiedAnswerException Differs(string what) => new(
        AnswerFault.LogInconsistent, $"The entries of {market.Name} are not those under its checkpoint: {what}.");

    // Each page is signed for anew: a large transcript may take longer to read than one signature lasts.
    private Envelope SignReading(SigningKey member) =>
        member.SignMessage(AccessPayloads.ReadTranscript(
            market.Name, market.DefinitionDigest, connection.Options.TimeProvider.GetUtcNow()));
}
