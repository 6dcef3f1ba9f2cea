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
    private readonly CallRunner _calls = connection.Calls.To(identity.Address);
    private readonly Backoff _backoff = Backoff.Of(connection.Options);

    // The first answer that came too late: the commitment falls for it, whatever comes after.
    private MissedOverlap? _missed;

    /// <summary>Runs until the validator ends the stream of tasks.</summary>
    /// <returns>How many overlap checks were answered.</returns>
    /// <exception cref="CandorException">An answer came too late (<c>AUDIT_DEADLINE_PASSED</c>).</exception>
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

                return _missed is null ? answered : throw Late(_missed);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                // The validator went away; what waits is told again by the next stream.
            }
            catch (RpcException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw RichError.From(e, "WatchOverlapTasks", requestId: null, _calls.Address);
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
        DateTimeOffset received = connection.Options.TimeProvider.GetUtcNow();
        if (!await IsCommittedAsync(task, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var progress = new Progress();
        try
        {
            var tags = new StreamedTags(task.Other, token => ReadTagsAsync(task.Other, token));
            CommittedTags committed = await tags
                .ReadAsync(task.OtherDatasetRoot.ToByteArray(), task.OtherSize, cancellationToken).ConfigureAwait(false);
            var terms = new DoubleTagTerms(participant.Context, recordKey.PublicKey, task.Other, committed);
            await ClientStreams.SendAsync(
                o => _validator.SubmitDoubleTags(o),
                Messages(terms, tags, progress, cancellationToken),
                "SubmitDoubleTags",
                _calls.Address,
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CandorException e) when (e.ErrorReason is ErrorReason.OverlapTaskNotFound or ErrorReason.AuditDeadlinePassed)
        {
            DateTimeOffset deadline = AnswerTimes.Read(task.AnswerDeadline);
            DateTimeOffset ended = connection.Options.TimeProvider.GetUtcNow();
            if (e.ErrorReason == ErrorReason.AuditDeadlinePassed || ended >= deadline)
            {
                var missed = new MissedOverlap(
                    participant.Name, task.Other, task.OtherSize, progress.Worked, received, deadline, ended);
                connection.Logger.OverlapMissed(missed.ToString());
                _missed ??= missed;
            }

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
                participant.Market.Rules.Roster[index].Key,
                participant.Market.Rules.Version,
                out commitment,
                out rejection))
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

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadTagsAsync(
        string other, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using AsyncServerStreamingCall<ReadTagsResponse> stream = _validator.ReadTags(
            new ReadTagsRequest
            {
                Participant = participant.Name,
                Envelope = AuditEnvelopes.Access(participant, connection.Options.TimeProvider),
                Other = other,
            },
            new CallOptions(cancellationToken: cancellationToken));
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            yield return stream.ResponseStream.Current.Tags.Memory;
        }

        async Task<bool> MoveNextAsync()
        {
            try
            {
                return await stream.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw RichError.From(e, "ReadTags", requestId: null, _calls.Address);
            }
        }
    }

    private async IAsyncEnumerable<SubmitDoubleTagsRequest> Messages(
        DoubleTagTerms terms,
        StreamedTags tags,
        Progress progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new SubmitDoubleTagsRequest
        {
            Participant = participant.Name,
            Envelope = AuditEnvelopes.Access(participant, connection.Options.TimeProvider),
            Other = terms.OtherParticipant,
        };
        using var random = RandomNumberGenerator.Create();
        int number = 0;
        await foreach (ReadOnlyMemory<byte> segment in tags
            .ReadSegmentsAsync(terms.OtherTags, cancellationToken).ConfigureAwait(false))
        {
            // A segment takes seconds of all processors: not on the caller's thread.
            DoubleTagSegment multiplied = await Task.Run(
                () => DoubleTagging.MultiplySegment(terms, number, segment, recordKey, random, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            number++;
            progress.Worked += (ulong)(segment.Length / TagVerifier.TagSize);
            yield return new SubmitDoubleTagsRequest
            {
                DoubleTags = UnsafeByteOperations.UnsafeWrap(multiplied.DoubleTags),
                Proof = UnsafeByteOperations.UnsafeWrap(multiplied.Proof),
            };
        }
    }

    private static CandorException Late(MissedOverlap missed) => new("AUDIT_DEADLINE_PASSED", missed.ToString())
    {
        ErrorReason = ErrorReason.AuditDeadlinePassed,
    };

    private static UnverifiedAnswerException Unverified(AnswerFault fault, string message) => new(fault, message);

    // How far an answer has come; an iterator has no other way to say it.
    private sealed class Progress
    {
        internal ulong Worked { get; set; }
    }
}
