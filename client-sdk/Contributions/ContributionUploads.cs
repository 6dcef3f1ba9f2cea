using System.Runtime.CompilerServices;
using Candor.Client.Internal;
using Candor.Client.Participation;
using Candor.Market.Contributions;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Client.Contributions;

/// <summary>Uploads the bulk of a contribution, and reads that of others: in chunks, from where a stream broke.</summary>
/// <param name="connection">The server.</param>
/// <param name="participant">Whose it is.</param>
internal sealed class ContributionUploads(ClientConnection connection, VerifiedParticipant participant)
{
    private const int ChunkBytes = 1 << 20;

    private readonly Backoff _backoff = Backoff.Of(connection.Options);

    /// <summary>Uploads what is not there yet.</summary>
    /// <param name="upload">What is uploaded.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes were written to the connection; what broke on its way is among them.</returns>
    /// <exception cref="CandorException">The server rejected it, or stayed unavailable.</exception>
    internal async Task<long> SendAsync(ContributionUpload upload, CancellationToken cancellationToken)
    {
        var sent = new Sent();
        for (int failures = 0; ;)
        {
            GetUploadResponse there = await FindAsync(upload, cancellationToken).ConfigureAwait(false);
            if (there.Complete)
            {
                return sent.Bytes;
            }

            if (there.Received > (ulong)upload.Bytes.Length)
            {
                throw new UnverifiedAnswerException(
                    AnswerFault.Malformed,
                    $"The server has {there.Received} bytes of an upload of {upload.Bytes.Length} ({upload.Part}); expected at "
                    + "most as many as there are.");
            }

            try
            {
                await StreamAsync(upload, (int)there.Received, sent, cancellationToken).ConfigureAwait(false);
                return sent.Bytes;
            }
            catch (CandorException e) when (e.StatusCode == StatusCode.Unavailable
                && ++failures < connection.Options.MaxAttempts)
            {
                await _backoff.WaitAsync(failures, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the encrypted shares that the other members of an epoch made.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="placeOf">The roster index of a member; null where there is none of that id.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Those of each dealer but the reader, by its place; nothing of them is checked.</returns>
    /// <exception cref="CandorException">The server rejected the call, or went away.</exception>
    /// <exception cref="UnverifiedAnswerException">A dealer is nobody of the market, or comes twice.</exception>
    internal async Task<IReadOnlyDictionary<int, ReadOnlyMemory<byte>>> ReadSharesAsync(
        ulong epoch, Func<string, int?> placeOf, CancellationToken cancellationToken)
    {
        var request = new ReadSharesRequest { Participant = participant.Name, Envelope = Access(), Epoch = epoch };
        var shares = new Dictionary<int, ReadOnlyMemory<byte>>();
        await foreach (ReadSharesResponse message in ServerStreams.ReadAsync(
            options => connection.TrainingService.ReadShares(request, options),
            "ReadShares",
            connection.Calls.Address,
            cancellationToken).ConfigureAwait(false))
        {
            if (placeOf(message.Dealer) is not { } place || !shares.TryAdd(place, message.Shares.Memory))
            {
                throw new UnverifiedAnswerException(
                    AnswerFault.Malformed,
                    $"The server shows shares of '{message.Dealer}' in {participant.Market.Name}; expected those of each member "
                    + "of the list once.");
            }
        }

        shares.Remove(participant.Index);
        return shares;
    }

    /// <summary>Shows the server whose call it is; signed anew for each.</summary>
    internal Envelope Access() => participant.Key.SignMessage(Wire.Signing.AccessPayloads.WatchAssignment(
        participant.Name, participant.Market.DefinitionDigest, connection.Options.TimeProvider.GetUtcNow()));

    private async Task<GetUploadResponse> FindAsync(ContributionUpload upload, CancellationToken cancellationToken)
    {
        var request = new GetUploadRequest
        {
            Participant = participant.Name,
            Envelope = Access(),
            Part = (V1.ContributionPart)upload.Part,
            Digest = UnsafeByteOperations.UnsafeWrap(upload.Digest),
        };
        return await connection.Calls.InvokeAsync(
            options => connection.TrainingService.GetUploadAsync(request, options), "GetUpload", null, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task StreamAsync(
        ContributionUpload upload, int offset, Sent sent, CancellationToken cancellationToken) =>
        await ClientStreams.SendAsync(
            options => connection.TrainingService.UploadContribution(options),
            Messages(upload, offset, sent, cancellationToken),
            "UploadContribution",
            connection.Calls.Address,
            cancellationToken).ConfigureAwait(false);

    private async IAsyncEnumerable<UploadContributionRequest> Messages(
        ContributionUpload upload, int offset, Sent sent, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var message = new UploadContributionRequest
        {
            Participant = participant.Name,
            Envelope = Access(),
            Part = (V1.ContributionPart)upload.Part,
            Digest = UnsafeByteOperations.UnsafeWrap(upload.Digest),
            Offset = (ulong)offset,
        };
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> chunk = upload.Bytes.Slice(offset, Math.Min(ChunkBytes, upload.Bytes.Length - offset));
            message.Content = UnsafeByteOperations.UnsafeWrap(chunk);
            offset += chunk.Length;
            sent.Bytes += chunk.Length;
            yield return message;
            message = new UploadContributionRequest();
        }
        while (offset < upload.Bytes.Length);
    }

    // How much was written to the connection, over all streams that broke.
    private sealed class Sent
    {
        internal long Bytes { get; set; }
    }
}
