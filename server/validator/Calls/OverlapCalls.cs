using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market.Audits;
using Candor.V1;
using Candor.Validator.Audits;
using Candor.Validator.Overlaps;
using Candor.Wire.Answers;
using Candor.Wire.Names;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Candor.Validator.Calls;

/// <summary>The part of <c>candor.v1.ValidatorService</c> in which participants answer overlap checks (statement
/// 6).</summary>
internal sealed class OverlapCalls(
    AuditAccess access,
    AuditLog audits,
    OverlapLog overlaps,
    TagFiles files,
    IMarketPlatform platform,
    StreamLimit streams,
    IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    // A quarter of a megabyte a message.
    private const int ChunkBytes = 1 << 18;

    // The market may end without any news of an overlap check.
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromMinutes(1);

    /// <summary>See <c>ValidatorService.WatchOverlapTasks</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="writer">The stream.</param>
    /// <param name="context">The call.</param>
    /// <returns>Completes when the participant can have no more tasks.</returns>
    /// <exception cref="CallRejectedException">The request is not the participant's.</exception>
    internal async Task WatchAsync(
        WatchOverlapTasksRequest request,
        IServerStreamWriter<WatchOverlapTasksResponse> writer,
        ServerCallContext context)
    {
        using StreamLimit.Place place = streams.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        (_, AuditState audit) = await access
            .FindLastAsync(request.Participant, request.Envelope, ending.Token).ConfigureAwait(false);
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        var told = new HashSet<OverlapName>();
        while (true)
        {
            // Taken first: what changes after this moment ends the wait below.
            Task change = overlaps.ChangeOf(audit.Market);
            foreach ((OverlapName name, OverlapState overlap) in await overlaps
                .ListAsync(audit.Market, audit.CommitmentEvent, ending.Token).ConfigureAwait(false))
            {
                if (overlap.Awaits(audit.Participant) && time.GetUtcNow() < overlap.Deadline && told.Add(name))
                {
                    AuditState other = await OtherOfAsync(audit, overlap, ending.Token).ConfigureAwait(false);
                    await writer.WriteAsync(AuditMessages.ToTask(overlap, other)).ConfigureAwait(false);
                }
            }

            if (await IsOverAsync(audit, ending.Token).ConfigureAwait(false))
            {
                return;
            }

            using var silence = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            await Task.WhenAny(change, Task.Delay(s_longestSilence, time, silence.Token)).ConfigureAwait(false);
            await silence.CancelAsync().ConfigureAwait(false);
            ending.Token.ThrowIfCancellationRequested();
        }
    }

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
        using StreamLimit.Place place = streams.Enter();
        (_, AuditState audit) = await access
            .FindLastAsync(request.Participant, request.Envelope, cancellationToken).ConfigureAwait(false);
        (_, _, AuditState other) = await FindTaskAsync(audit, request.Other, cancellationToken).ConfigureAwait(false);
        var file = new FileStream(
            files.TagsOf(NameOf(other)), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, true);
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
        using StreamLimit.Place place = streams.Enter();
        SubmitDoubleTagsRequest first = stream.Current;
        (_, AuditState audit) = await access
            .FindLastAsync(first.Participant, first.Envelope, cancellationToken).ConfigureAwait(false);
        (OverlapName name, OverlapState overlap, AuditState other) = await FindTaskAsync(
            audit, first.Other, cancellationToken).ConfigureAwait(false);
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
        byte[] tags = await File.ReadAllBytesAsync(files.TagsOf(NameOf(other)), cancellationToken)
            .ConfigureAwait(false);
        var incoming = new IncomingDoubleTags(audit, other, tags);
        do
        {
            // The first message may come before the first segment is multiplied, or for a dataset without records.
            SubmitDoubleTagsRequest message = stream.Current;
            if (!message.DoubleTags.IsEmpty || !message.Proof.IsEmpty)
            {
                Require(incoming.Add(message.DoubleTags.Memory, message.Proof.Memory), audit);
                await draft.WriteAsync(message.DoubleTags.Memory, cancellationToken).ConfigureAwait(false);
            }
        }
        while (await stream.MoveNext(cancellationToken).ConfigureAwait(false));
        Require(incoming.Finish(), audit);
    }

    private async Task<(OverlapName Name, OverlapState Overlap, AuditState Other)> FindTaskAsync(
        AuditState audit, string other, CancellationToken cancellationToken)
    {
        (OverlapName Name, OverlapState State) found = (await overlaps
            .ListAsync(audit.Market, audit.CommitmentEvent, cancellationToken).ConfigureAwait(false))
            .LastOrDefault(pair => pair.State.Due.Earlier == other || pair.State.Due.Later == other);
        Require(
            other == audit.Participant
                ? OverlapDecider.CheckAwaits(null, other, time.GetUtcNow())
                : OverlapDecider.CheckAwaits(found.State, audit.Participant, time.GetUtcNow()),
            audit);
        AuditState otherAudit = await OtherOfAsync(audit, found.State, cancellationToken).ConfigureAwait(false);
        return File.Exists(files.TagsOf(NameOf(otherAudit)))
            ? (found.Name, found.State, otherAudit)
            : throw new CallRejectedException(
                ErrorReason.OverlapTaskNotFound,
                $"{audit.Market} is over, and the tags of its participants are removed.");
    }

    private async Task<AuditState> OtherOfAsync(
        AuditState audit, OverlapState overlap, CancellationToken cancellationToken)
    {
        OverlapDue due = overlap.Due;
        (string participant, ulong number) = due.Earlier == audit.Participant
            ? (due.Later, due.LaterCommitmentEvent)
            : (due.Earlier, due.EarlierCommitmentEvent);
        return (await audits.FindAsync(
            new AuditName(new ParticipantName(audit.Market, participant), number), cancellationToken)
            .ConfigureAwait(false))!;
    }

    // A platform that cannot be reached says nothing of the market's end.
    private async Task<bool> IsOverAsync(AuditState audit, CancellationToken cancellationToken)
    {
        try
        {
            PlatformCommitment shown = await platform.GetCommitmentAsync(
                ParticipantName.Of(audit.Market, audit.Participant), cancellationToken).ConfigureAwait(false);
            return shown.Event != audit.CommitmentEvent
                || shown.Phase is not (ParticipantPhase.Committed or ParticipantPhase.Validated
                    or ParticipantPhase.Reported);
        }
        catch (MarketPlatformException e) when (e.IsTransient)
        {
            return false;
        }
    }

    private static AuditName NameOf(AuditState audit) =>
        new(new ParticipantName(audit.Market, audit.Participant), audit.CommitmentEvent);

    private static void Require(Market.Rejection? rejection, AuditState audit) =>
        Rejections.Require(rejection, NameOf(audit).Participant.ToString());
}
