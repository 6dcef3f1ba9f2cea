using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Validator.Overlaps;
using Candor.Wire.Names;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Validator.Calls;

/// <summary>Takes participants' answers to overlap checks (statement 6), and gives them the tags to answer.</summary>
internal sealed class OverlapAnswers(
    AuditAccess access,
    OverlapTasks tasks,
    OverlapLog overlaps,
    TagFiles files,
    IncomingStreams streams,
    TimeProvider time)
{
    // A quarter of a megabyte a message.
    private const int ChunkBytes = 1 << 18;

    /// <summary>See <c>ValidatorService.ReadTags</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="writer">The stream.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Completes after the last tag.</returns>
    /// <exception cref="CallRejectedException">The request is not the participant's, or it has nothing to answer
    /// there.</exception>
    internal async Task ReadTagsAsync(
        ReadTagsRequest request, IServerStreamWriter<ReadTagsResponse> writer, CancellationToken cancellationToken)
    {
        (AuditName own, AuditState audit) = await access
            .FindLastAsync(request.Participant, request.Envelope, cancellationToken).ConfigureAwait(false);
        using IDisposable place = streams.Enter(own.Participant);
        (_, _, AuditState other) = await tasks
            .FindAsync(audit, request.Other, cancellationToken).ConfigureAwait(false);
        FileStream file = TagFiles.Open(files.TagsOf(OverlapTasks.NameOf(other)));
        await using (file.ConfigureAwait(false))
        {
            byte[] buffer = new byte[ChunkBytes];
            int read;
            while ((read = await file.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await writer.WriteAsync(
                    new ReadTagsResponse { Tags = ByteString.CopyFrom(buffer, 0, read) }, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>See <c>ValidatorService.SubmitDoubleTags</c>.</summary>
    /// <param name="stream">The messages, at the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Whether both sides have answered.</returns>
    /// <exception cref="CallRejectedException">Why the answer is rejected. It may be sent again until the
    /// deadline.</exception>
    internal async Task<SubmitDoubleTagsResponse> SubmitAsync(
        IAsyncStreamReader<SubmitDoubleTagsRequest> stream, CancellationToken cancellationToken)
    {
        SubmitDoubleTagsRequest first = stream.Current;
        (AuditName own, AuditState audit) = await access
            .FindLastAsync(first.Participant, first.Envelope, cancellationToken).ConfigureAwait(false);
        using IDisposable place = streams.Enter(own.Participant);
        (OverlapName name, OverlapState overlap, AuditState other) = await tasks
            .FindAsync(audit, first.Other, cancellationToken).ConfigureAwait(false);
        using TagFiles.Draft draft = TagFiles.Begin(files.DoubleTagsOf(name, audit.Participant));
        await AnswerDeadline.WithinAsync(
            overlap.Deadline, time, token => ReadAllAsync(audit, other, draft, stream, token), cancellationToken)
            .ConfigureAwait(false);
        draft.Keep();
        OverlapState after = (await overlaps.DecideAsync(
            name,
            state =>
            {
                DoubleTagsTaken? taken = OverlapDecider.Take(
                    state, audit.Participant, time.GetUtcNow(), out Market.Rejection? rejection);
                Require(rejection, audit);
                return taken;
            }).ConfigureAwait(false))!;
        return new SubmitDoubleTagsResponse { Complete = after.EarlierAnswered && after.LaterAnswered };
    }

    private async Task ReadAllAsync(
        AuditState audit,
        AuditState other,
        TagFiles.Draft draft,
        IAsyncStreamReader<SubmitDoubleTagsRequest> stream,
        CancellationToken cancellationToken)
    {
        FileStream file = TagFiles.Open(files.TagsOf(OverlapTasks.NameOf(other)));
        await using (file.ConfigureAwait(false))
        {
            CommittedTags tags = await CommittedAsync(other, file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            var incoming = new IncomingDoubleTags(audit, other, tags);
            byte[] segment = new byte[incoming.NextSize];
            do
            {
                // The first message may come before the first segment is multiplied, or for a dataset without records.
                SubmitDoubleTagsRequest message = stream.Current;
                if (!message.DoubleTags.IsEmpty || !message.Proof.IsEmpty)
                {
                    Memory<byte> multiplied = segment.AsMemory(0, incoming.NextSize);
                    await file.ReadExactlyAsync(multiplied, cancellationToken).ConfigureAwait(false);
                    Require(incoming.Add(multiplied, message.DoubleTags.Memory, message.Proof.Memory), audit);
                    await draft.WriteAsync(message.DoubleTags.Memory, cancellationToken).ConfigureAwait(false);
                }
            }
            while (await stream.MoveNext(cancellationToken).ConfigureAwait(false));
            Require(incoming.Finish(), audit);
        }
    }

    // The tags were checked when they came; what has to be found here is a file that is damaged.
    private static async Task<CommittedTags> CommittedAsync(
        AuditState other, FileStream file, CancellationToken cancellationToken)
    {
        using var builder = new CommittedTagsBuilder();
        byte[] buffer = new byte[ChunkBytes];
        int read;
        while ((read = await file.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0)
        {
            builder.Add(buffer.AsSpan(0, read));
        }

        TagFailure failure = builder.Finish(other.DatasetRoot, other.Size, out CommittedTags? committed);
        return committed ?? throw new InvalidDataException(
            $"'{file.Name}' does not hold the tags of '{other.Participant}' that were audited: {failure}.");
    }

    private static void Require(Market.Rejection? rejection, AuditState audit) =>
        Rejections.Require(rejection, ParticipantName.Of(audit.Market, audit.Participant));
}
