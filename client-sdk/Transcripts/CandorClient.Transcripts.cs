using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Client.Transcripts;

namespace Candor.Client;

/// <content>What everybody does who does not take a server's word.</content>
public partial class CandorClient
{
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
        await foreach (TranscriptEntry entry in new EntryReader(_connection, verified, reader)
            .ReadToAsync(checkpoint, cancellationToken).ConfigureAwait(false))
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
            new EntryReader(_connection, verified, reader).ReadToAsync(opened, cancellationToken),
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
}
