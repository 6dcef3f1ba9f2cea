using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Client.Participation;

/// <summary>Answers the overlap checks of one commitment with others, until there can be no more.</summary>
internal sealed class OverlapSession(
    ClientConnection connection, VerifiedParticipant participant, ValidatorIdentity identity, RecordKey recordKey)
{
    private readonly ValidatorService.ValidatorServiceClient _validator = connection.Validators.At(identity.Address);
    private readonly Backoff _backoff = Backoff.Of(connection.Options);

    /// <summary>Runs until the validator ends the stream of tasks.</summary>
    /// <returns>How many overlap checks were answered.</returns>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int answered = 0;
        for (int failures = 1; ; failures++)
        {
            using AsyncServerStreamingCall<WatchOverlapTasksResponse> stream = _validator.WatchOverlapTasks(
                new WatchOverlapTasksRequest
                {
                    Participant = participant.Name,
                    Envelope = AuditEnvelopes.Access(participant, connection.Options.TimeProvider),
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
            catch (UnverifiedAnswerException e) when (connection.Logger.Note(e, participant.Name))
            {
                throw;
            }

            connection.Logger.OverlapsInterrupted(participant.Name, identity.Id);
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
            var terms = new DoubleTagTerms(participant.Context, recordKey.PublicKey, task.Other, tags);
            await ClientStreams.SendAsync(
                o => _validator.SubmitDoubleTags(o),
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
        string other = ParticipantName.Of(participant.Market.Name, task.Other);
        if (!participant.Market.Rules.TryFind(task.Other, out int index) || other == participant.Name)
        {
            throw Unverified(AnswerFault.Malformed, $"The validator asks for an overlap check with '{task.Other}', which "
                + $"is not another participant of {participant.Market.Name}.");
        }

        GetCommitmentResponse standing = await connection.GetCommitmentAsync(
            participant.Market.Name, other, cancellationToken).ConfigureAwait(false);
        if (standing.Event != task.OtherCommitmentEvent
            || (ParticipantPhase)standing.Phase is not (ParticipantPhase.Validated or ParticipantPhase.Reported))
        {
            return false;
        }

        Candor.Market.Rejection? rejection = null;
        AuthenticatedPayload<SubmitCommitmentPayload>? commitment = null;
        if (!Envelopes.TryRead(standing.Envelope, out SignedEnvelope? envelope, out _)
            || !SignedPayload.TryRead(
                envelope, out SignedPayload<SubmitCommitmentPayload>? message, out rejection)
            || !message.TryAuthenticate(
                participant.Market.Rules.Roster[index].Key, out commitment, out rejection))
        {
            throw rejection?.Reason == Candor.Market.RejectionReason.PayloadMalformed
                ? Unverified(AnswerFault.Malformed, $"The commitment of {other} does not hold: {rejection.Message}")
                : Unverified(
                    AnswerFault.Signature,
                    $"The commitment that the server shows for {other} is not signed by it.");
        }

        SubmitCommitmentPayload payload = commitment.Payload;
        return payload.Participant == other
            && payload.DefinitionDigest.Equals(participant.Market.DefinitionDigest)
            && payload.DatasetRoot.Equals(task.OtherDatasetRoot)
            && payload.RecordKey.Equals(task.OtherRecordKey)
                ? true
                : throw Unverified(
                    AnswerFault.Malformed,
                    $"The validator shows another dataset root or record key for {other} than it has committed to.");
    }

    private async Task<CommittedTags> ReadTagsAsync(
        WatchOverlapTasksResponse task, CancellationToken cancellationToken)
    {
        using var tags = new MemoryStream();
        using AsyncServerStreamingCall<ReadTagsResponse> stream = _validator.ReadTags(
            new ReadTagsRequest
            {
                Participant = participant.Name,
                Envelope = AuditEnvelopes.Access(participant, connection.Options.TimeProvider),
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
                    throw Unverified(
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
        return committed ?? throw Unverified(
            AnswerFault.Malformed,
            $"The tags that the validator sends for '{task.Other}' are not those committed to: {failure}.");
    }

    private async IAsyncEnumerable<SubmitDoubleTagsRequest> Messages(
        DoubleTagTerms terms, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new SubmitDoubleTagsRequest
        {
            Participant = participant.Name,
            Envelope = AuditEnvelopes.Access(participant, connection.Options.TimeProvider),
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

    private static UnverifiedAnswerException Unverified(AnswerFault fault, string message) => new(fault, message);
}
