using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Client.Transcripts;
using Candor.Commitments.Merkle;
using Candor.V1;
using Candor.Wire.Signing;
using Candor.Wire.Times;

namespace Candor.Client;

/// <content>What everybody does who does not take a server's word.</content>
public partial class CandorClient
{
    private const int EntriesPerPage = 1000;

    /// <summary>The key that signs this server's checkpoints, learnt from the server once for each client. An operator
    /// writes it into the definition (<c>logKey</c>), where its signature vouches for it.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A C2SP note verifier key, <c>name+hash+key</c>.</returns>
    /// <exception cref="CandorException">The server rejected the call, or stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer is not a key.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<string> GetLogKeyAsync(CancellationToken cancellationToken = default) =>
        (await _connection.Transcripts.LearnKeyAsync(cancellationToken).ConfigureAwait(false)).ToString();

    /// <summary>The state of the transcript of a market that everyone may read, as
    /// <see cref="GetCheckpointAsync(string, SigningKey?, CancellationToken)"/> gives it.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The checkpoint. It is kept in <see cref="CandorClientOptions.CheckpointStore"/>.</returns>
    /// <exception cref="CandorException">There is no such market, or its members alone may read it
    /// (<c>MARKET_NOT_FOUND</c>); or the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market or the checkpoint does not hold, or the server took back or
    /// changed what it had shown.</exception>
    /// <exception cref="CheckpointStoreException">What was seen cannot be read or kept.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual Task<SignedCheckpoint> GetCheckpointAsync(
        string market, CancellationToken cancellationToken = default) =>
        GetCheckpointAsync(market, null, cancellationToken);

    /// <summary>The state of a market's transcript now, verified: signed with the market's log key, and grown from what
    /// this client has seen of it.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="reader">The key of the operator, of a participant or of a validator; null for nobody in
    /// particular.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The checkpoint. It is kept in <see cref="CandorClientOptions.CheckpointStore"/>.</returns>
    /// <remarks>The key is the one that the definition names; where it names none, the one seen first, so that the
    /// first sight is a matter of trust.</remarks>
    /// <exception cref="CandorException">There is no such market, or the reader may not read it
    /// (<c>MARKET_NOT_FOUND</c>); or the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The market or the checkpoint does not hold
    /// (<see cref="AnswerFault.CheckpointInvalid"/>, <see cref="AnswerFault.LogKeyChanged"/>), or the server took back
    /// or changed what it had shown (<see cref="AnswerFault.LogRolledBack"/>, <see cref="AnswerFault.LogForked"/>,
    /// <see cref="AnswerFault.LogInconsistent"/>).</exception>
    /// <exception cref="CheckpointStoreException">What was seen cannot be read or kept.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<SignedCheckpoint> GetCheckpointAsync(
        string market, SigningKey? reader, CancellationToken cancellationToken = default)
    {
        ClientConnection connection = _connection.As(reader);
        VerifiedMarket verified = await connection.RulesOfAsync(
            ResourceNames.Market(market, nameof(market)), cancellationToken).ConfigureAwait(false);
        return (await connection.Transcripts.FetchAsync(verified, cancellationToken).ConfigureAwait(false)).ToPublic();
    }

    /// <summary>Compares a checkpoint of a market that everyone may read, as
    /// <see cref="CompareCheckpointAsync(string, ReadOnlyMemory{byte}, SigningKey?, CancellationToken)"/> does.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="othersCheckpoint">The other's <see cref="SignedCheckpoint.Note"/>.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The later of the two checkpoints; both are of one transcript.</returns>
    /// <exception cref="CandorException">There is no such market, or its members alone may read it
    /// (<c>MARKET_NOT_FOUND</c>); or the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">A split view, or one of the notes does not hold.</exception>
    /// <exception cref="CheckpointStoreException">What was seen cannot be read or kept.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The calls were stopped.</exception>
    public virtual Task<SignedCheckpoint> CompareCheckpointAsync(
        string market, ReadOnlyMemory<byte> othersCheckpoint, CancellationToken cancellationToken = default) =>
        CompareCheckpointAsync(market, othersCheckpoint, null, cancellationToken);

    /// <summary>Compares a checkpoint that somebody else was shown with what this client is shown. A server that keeps
    /// two transcripts of one market, one for each of two people, is found out as soon as they do this.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="othersCheckpoint">The other's <see cref="SignedCheckpoint.Note"/>.</param>
    /// <param name="reader">The key of the operator, of a participant or of a validator; null for nobody in
    /// particular.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The later of the two checkpoints; both are of one transcript.</returns>
    /// <exception cref="CandorException">There is no such market, or the reader may not read it
    /// (<c>MARKET_NOT_FOUND</c>); or the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">A split view: one size has two roots
    /// (<see cref="AnswerFault.LogForked"/>), or the server cannot prove that one grew into the other
    /// (<see cref="AnswerFault.LogInconsistent"/>); <see cref="UnverifiedAnswerException.Evidence"/> has both signed
    /// notes. Or the other's note is not one that the log key signed (<see cref="AnswerFault.LogKeyChanged"/>,
    /// <see cref="AnswerFault.CheckpointInvalid"/>), or the server's own does not hold, as with
    /// <see cref="GetCheckpointAsync(string, SigningKey?, CancellationToken)"/>.</exception>
    /// <exception cref="CheckpointStoreException">What was seen cannot be read or kept.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The calls were stopped.</exception>
    public virtual async Task<SignedCheckpoint> CompareCheckpointAsync(
        string market,
        ReadOnlyMemory<byte> othersCheckpoint,
        SigningKey? reader,
        CancellationToken cancellationToken = default)
    {
        ClientConnection connection = _connection.As(reader);
        VerifiedMarket verified = await connection.RulesOfAsync(
            ResourceNames.Market(market, nameof(market)), cancellationToken).ConfigureAwait(false);
        return (await connection.Transcripts.CompareAsync(verified, othersCheckpoint, cancellationToken)
            .ConfigureAwait(false)).ToPublic();
    }

    /// <summary>Reads a market's transcript as it is now, page after page. Each entry is checked against its hash as it
    /// comes, and all of them against the checkpoint after the last: rely on none before the reading has
    /// ended.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="reader">The key of the operator, of a participant or of a validator, who may read reports
    /// and outcome once the market has settled; null: what everybody may read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The entries in order; those withheld from this reader with their hash alone.</returns>
    /// <exception cref="CandorException">There is no such market, the key belongs to nobody in it
    /// (<c>KEY_NOT_ON_RECORD</c>), or the server stayed unavailable.</exception>
    /// <exception cref="UnverifiedAnswerException">The checkpoint does not hold, as with
    /// <see cref="GetCheckpointAsync(string, SigningKey?, CancellationToken)"/>, or the entries are not those under it
    /// (<see cref="AnswerFault.LogInconsistent"/>).</exception>
    /// <exception cref="CheckpointStoreException">What was seen cannot be read or kept.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public virtual async IAsyncEnumerable<TranscriptEntry> ReadTranscriptAsync(
        string market, SigningKey? reader = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        (VerifiedMarket verified, OpenedCheckpoint checkpoint) = await OpenAsync(market, reader, cancellationToken)
            .ConfigureAwait(false);
        await foreach (TranscriptEntry entry in ReadEntriesAsync(verified, checkpoint, reader, cancellationToken)
            .ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    /// <summary>Writes a market's transcript as it is now into a file that <c>candor verify</c> and
    /// <see cref="TranscriptFile.Read"/> read.</summary>
    /// <param name="market">The market's id or name.</param>
    /// <param name="reader">See <see cref="ReadTranscriptAsync"/>.</param>
    /// <param name="destination">Where to. What is there when the export fails is half of a file; the caller throws it
    /// away.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    /// <returns>The checkpoint that the file has.</returns>
    /// <exception cref="CandorException">As with <see cref="ReadTranscriptAsync"/>.</exception>
    /// <exception cref="UnverifiedAnswerException">As with <see cref="ReadTranscriptAsync"/>.</exception>
    /// <exception cref="CheckpointStoreException">What was seen cannot be read or kept.</exception>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    /// <exception cref="IOException">The destination cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The export was stopped.</exception>
    public virtual async Task<SignedCheckpoint> ExportTranscriptAsync(
        string market, SigningKey? reader, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        (VerifiedMarket verified, OpenedCheckpoint opened) = await OpenAsync(market, reader, cancellationToken)
            .ConfigureAwait(false);
        SignedCheckpoint checkpoint = opened.ToPublic();
        await TranscriptFile.WriteAsync(
            destination,
            new TranscriptHeader(checkpoint.Market, checkpoint.Origin, checkpoint.LogKey, checkpoint.Note),
            ReadEntriesAsync(verified, opened, reader, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return checkpoint;
    }

    private async Task<(VerifiedMarket Market, OpenedCheckpoint Checkpoint)> OpenAsync(
        string market, SigningKey? reader, CancellationToken cancellationToken)
    {
        ClientConnection connection = _connection.As(reader);
        VerifiedMarket verified = await connection.RulesOfAsync(
            ResourceNames.Market(market, nameof(market)), cancellationToken).ConfigureAwait(false);
        return (
            verified, await connection.Transcripts.FetchAsync(verified, cancellationToken).ConfigureAwait(false));
    }

    private async IAsyncEnumerable<TranscriptEntry> ReadEntriesAsync(
        VerifiedMarket market,
        OpenedCheckpoint checkpoint,
        SigningKey? reader,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var tree = new MerkleAccumulator();
        while (tree.Size < checkpoint.Size)
        {
            var request = new ListEntriesRequest
            {
                Name = market.Name,
                FirstIndex = tree.Size,
                PageSize = (int)Math.Min(EntriesPerPage, checkpoint.Size - tree.Size),
                Envelope = reader is null ? null : SignReading(market, reader),
            };
            ListEntriesResponse page = await _connection.Calls.InvokeAsync(
                options => _connection.TranscriptService.ListEntriesAsync(request, options),
                "ListEntries",
                null,
                cancellationToken).ConfigureAwait(false);
            if (page.Entries.Count == 0 || page.Entries.Count > request.PageSize)
            {
                throw Differs(
                    market.Name,
                    $"a page from entry {tree.Size} has {page.Entries.Count}; expected 1 to {request.PageSize}");
            }

            foreach (LogEntry entry in page.Entries)
            {
                TranscriptEntry read = Check(entry, market.Name, tree.Size);
                tree.AppendHash(read.LeafHash.Span);
                yield return read;
            }
        }

        if (!tree.Root().AsSpan().SequenceEqual(checkpoint.Checkpoint.Root.Span))
        {
            throw Differs(market.Name, $"the {tree.Size} entries do not have the root that the server signed");
        }
    }

    private static TranscriptEntry Check(LogEntry entry, string market, ulong due)
    {
        if (entry.Index != due || entry.LeafHash.Length != MerkleHash.Size)
        {
            throw Differs(
                market, $"entry {entry.Index} with a hash of {entry.LeafHash.Length} bytes comes where {due} is due");
        }

        if (entry.Entry.IsEmpty)
        {
            return TranscriptEntry.Withheld(due, entry.LeafHash.Memory);
        }

        var open = TranscriptEntry.Open(due, entry.Entry.Memory);
        return open.LeafHash.Span.SequenceEqual(entry.LeafHash.Span)
            ? open
            : throw Differs(market, $"entry {due} does not have the hash that is shown with it");
    }

    private static UnverifiedAnswerException Differs(string market, string what) => new(
        AnswerFault.LogInconsistent, $"The entries of {market} are not those under its checkpoint: {what}.");

    // Each page is signed for anew: a large transcript may take longer to read than one signature lasts.
    private Envelope SignReading(VerifiedMarket market, SigningKey reader) =>
        reader.SignMessage(new ReadTranscriptPayload
        {
            Market = market.Name,
            DefinitionDigest = market.DefinitionDigest,
            ExpireTime = Timestamps.ToMessage(_connection.Options.TimeProvider.GetUtcNow() + AccessRules.UsualLife),
        });
}
