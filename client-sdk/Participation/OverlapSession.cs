using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Client.Participation;

/// <summary>Answers the comparisons of one commitment with those of others, until there can be no more.</summary>
internal sealed class OverlapSession(
    ValidatorService.ValidatorServiceClient validator,
    MarketService.MarketServiceClient market,
    CallRunner calls,
    CandorClientOptions options,
    Member member,
    SigningKey key,
    RecordKey recordKey)
{
    private readonly Backoff _backoff = new(options.InitialBackoff, options.MaxBackoff, options.TimeProvider);

    /// <summary>Runs until the validator ends the stream of tasks.</summary>
    /// <returns>How many comparisons were answered.</returns>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int answered = 0;
        for (int failures = 1; ; failures++)
        {
            using AsyncServerStreamingCall<WatchOverlapTasksResponse> stream = validator.WatchOverlapTasks(
                new WatchOverlapTasksRequest
                {
                    Participant = member.Name,
                    Envelope = AuditEnvelopes.Access(key, member, options.TimeProvider),
                },
                new CallOptions(cancellationToken: cancellationToken));
            try
            {
                while (await stream.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
                {
                    answered += await AnswerAsync(stream.ResponseStream.Current, cancellationToken)
                        .ConfigureAwait(false) ? 1 : 0;
                    failures = 1;
                }

                return answered;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                // The validator went away; what waits is told again by the next stream.
            }
            catch (RpcException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw RichError.From(e, "WatchOverlapTasks", requestId: null);
            }
            catch (CandorException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                // It went away during an answer.
            }

            await _backoff.WaitAsync(failures, cancellationToken).ConfigureAwait(false);
        }
    }

    // False where the task is gone: answered before, or too late, or the other's commitment fell.
    private async Task<bool> AnswerAsync(WatchOverlapTasksResponse task, CancellationToken cancellationToken)
    {
        if (!await IsCommittedAsync(task, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            CommittedTags tags = await ReadTagsAsync(task, cancellationToken).ConfigureAwait(false);
            var terms = new DoubleTagTerms(member.Context, recordKey.PublicKey, task.Other, tags);
            await ClientStreams.SendAsync(
                o => validator.SubmitDoubleTags(o),
                Messages(terms, cancellationToken),
                "SubmitDoubleTags",
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CandorException e) when (e.ErrorReason == ErrorReason.OverlapTaskNotFound)
        {
            return false;
        }
    }

    // Nobody multiplies what is not committed to: the root must be the one that the other participant signed, under the
    // key in the roster, and that stands in the market, attested.
    private async Task<bool> IsCommittedAsync(WatchOverlapTasksResponse task, CancellationToken cancellationToken)
    {
        string other = ParticipantName.Of(member.Market.Name, task.Other);
        if (!member.Market.Rules.TryFind(task.Other, out int index) || other == member.Name)
        {
            throw Refuse(AnswerFault.Malformed, $"The validator asks for a comparison with '{task.Other}', who is no "
                + $"other participant of {member.Market.Name}.");
        }

        GetCommitmentResponse standing = await calls.InvokeAsync(
            o => market.GetCommitmentAsync(new GetCommitmentRequest { Participant = other }, o),
            "GetCommitment",
            null,
            cancellationToken).ConfigureAwait(false);
        if (standing.Event != task.OtherCommitmentEvent
            || standing.Phase is not (ParticipantPhase.Validated or ParticipantPhase.Reported))
        {
            return false;
        }

        Market.Rejection? rejection = null;
        AuthenticatedPayload<SubmitCommitmentPayload>? commitment = null;
        if (!Envelopes.TryRead(standing.Envelope, out SignedEnvelope? envelope, out _)
            || !SignedPayload.TryRead(
                envelope, out SignedPayload<SubmitCommitmentPayload>? message, out rejection)
            || !message.TryAuthenticate(
                member.Market.Rules.Roster[index].Key, out commitment, out rejection))
        {
            throw rejection?.Reason == Market.RejectionReason.PayloadMalformed
                ? Refuse(AnswerFault.Malformed, $"The commitment of {other} does not hold: {rejection.Message}")
                : Refuse(
                    AnswerFault.Signature,
                    $"The commitment that the server shows for {other} is not signed by it.");
        }

        SubmitCommitmentPayload payload = commitment.Payload;
        return payload.Participant == other
            && payload.DefinitionDigest.Equals(member.Market.DefinitionDigest)
            && payload.DatasetRoot.Equals(task.OtherDatasetRoot)
            && payload.RecordKey.Equals(task.OtherRecordKey)
                ? true
                : throw Refuse(
                    AnswerFault.Malformed,
                    $"The validator shows another dataset root or record key for {other} than it has committed to.");
    }

    private async Task<CommittedTags> ReadTagsAsync(
        WatchOverlapTasksResponse task, CancellationToken cancellationToken)
    {
        using var tags = new MemoryStream();
        using AsyncServerStreamingCall<ReadTagsResponse> stream = validator.ReadTags(
            new ReadTagsRequest
            {
                Participant = member.Name,
                Envelope = AuditEnvelopes.Access(key, member, options.TimeProvider),
                Other = task.Other,
            },
            new CallOptions(cancellationToken: cancellationToken));
        try
        {
            while (await stream.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                tags.Write(stream.ResponseStream.Current.Tags.Span);
                if ((ulong)tags.Length > task.OtherSize * TagVerifier.TagSize)
                {
                    throw Refuse(
                        AnswerFault.Malformed, $"The validator sends more tags of '{task.Other}' than it said.");
                }
            }
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RichError.From(e, "ReadTags", requestId: null);
        }

        TagFailure failure = CommittedTags.TryCreate(
            tags.GetBuffer().AsMemory(0, (int)tags.Length),
            task.OtherDatasetRoot.ToByteArray(),
            out CommittedTags? committed);
        return committed ?? throw Refuse(
            AnswerFault.Malformed,
            $"The tags that the validator sends for '{task.Other}' are not those committed to: {failure}.");
    }

    private async IAsyncEnumerable<SubmitDoubleTagsRequest> Messages(
        DoubleTagTerms terms, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new SubmitDoubleTagsRequest
        {
            Participant = member.Name,
            Envelope = AuditEnvelopes.Access(key, member, options.TimeProvider),
            Other = terms.OtherParticipant,
        };
        using var random = RandomNumberGenerator.Create();
        using IEnumerator<DoubleTagSegment> segments = DoubleTagging
            .Multiply(terms, recordKey, random, cancellationToken).GetEnumerator();

        // A segment takes seconds of all processors: not on the caller's thread.
        while (await Task.Run(segments.MoveNext, cancellationToken).ConfigureAwait(false))
        {
            yield return new SubmitDoubleTagsRequest
            {
                DoubleTags = UnsafeByteOperations.UnsafeWrap(segments.Current.DoubleTags),
                Proof = UnsafeByteOperations.UnsafeWrap(segments.Current.Proof),
            };
        }
    }

    private static UnverifiedAnswerException Refuse(AnswerFault fault, string message) => new(fault, message);
}
