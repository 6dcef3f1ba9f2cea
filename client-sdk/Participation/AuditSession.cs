using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Candor.Client.Contributions;
using Candor.Client.Internal;
using Candor.Client.Receipts;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Answers;
using Candor.Wire.Commands;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Client.Participation;

/// <summary>One audit from its opening to the market's word, from wherever it is: a restart of either side goes on with
/// what the validator has.</summary>
internal sealed class AuditSession(
    ClientConnection connection,
    VerifiedParticipant participant,
    CommitmentReceipt receipt,
    AuditedRecords records,
    ValidatorIdentity identity,
    ParticipantConduct conduct,
    KeptParticipation kept)
{
    // A quarter of a megabyte a message: 8,192 tags.
    private const int ChunkBytes = 1 << 18;

    private readonly ValidatorService.ValidatorServiceClient _validator = connection.Validators.At(identity.Address);
    private readonly CallRunner _calls = connection.Calls.To(identity.Address);
    private readonly Backoff _backoff = Backoff.Of(connection.Options);
    private readonly ValidationRules _rules = participant.Market.Rules.Validation!;

    private readonly DatasetTerms _terms = new(
        participant.Context,
        receipt.DatasetRoot,
        records.Key.PublicKey,
        records.Tags.Size,
        receipt.Commitment);

    /// <summary>Runs the audit.</summary>
    internal async Task<ValidationResult> RunAsync(
        IProgress<ValidationProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await AuditAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (UnverifiedAnswerException e) when (connection.Logger.Note(e, participant.Name))
        {
            throw;
        }
    }

    private async Task<ValidationResult> AuditAsync(
        IProgress<ValidationProgress>? progress, CancellationToken cancellationToken)
    {
        Audit audit = await OpenAsync(cancellationToken).ConfigureAwait(false);
        progress?.Report(new ValidationProgress(ValidationStep.Opened, 0, (long)_terms.Size));
        int failures = 0;
        while (audit.Phase is AuditPhase.AwaitingTags or AuditPhase.AwaitingOpenings)
        {
            try
            {
                audit = audit.Phase == AuditPhase.AwaitingTags
                    ? await SendTagsAsync(progress, cancellationToken).ConfigureAwait(false)
                    : await SendOpeningsAsync(audit, progress, cancellationToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (CandorException e) when (IsToBeSeenAgain(e) && ++failures < connection.Options.MaxAttempts)
            {
                connection.Logger.AuditInterrupted(participant.Name, identity.Id, e.Reason);
                await _backoff.WaitAsync(failures, cancellationToken).ConfigureAwait(false);
                audit = await GetAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        VerifyVerdict(audit);
        connection.Logger.AuditEnded(
            participant.Name, identity.Id, audit.Phase == AuditPhase.Passed, (Candor.Market.AuditRefusal)audit.Refusal);
        progress?.Report(new ValidationProgress(ValidationStep.AwaitingMarket, 0, 0));
        bool isDelivered = await AwaitMarketAsync(audit, cancellationToken).ConfigureAwait(false);
        return new ValidationResult(
            identity.Id,
            audit.Phase == AuditPhase.Passed,
            (Candor.Market.AuditRefusal)audit.Refusal,
            audit.HasRefusedPosition ? audit.RefusedPosition : null,
            isDelivered);
    }

    // The validator went away, or its answer did and the audit has moved on, or it is about to refuse for lateness.
    private static bool IsToBeSeenAgain(CandorException e) =>
        e.StatusCode == StatusCode.Unavailable
        || e.ErrorReason is ErrorReason.AuditOutOfOrder or ErrorReason.AuditDeadlinePassed;

    private async Task<Audit> OpenAsync(CancellationToken cancellationToken)
    {
        using var random = RandomNumberGenerator.Create();
        string requestId = Guid.NewGuid().ToString();
        var claim = new Candor.Market.Audits.AuditClaim(
            participant.Context.Participant,
            participant.Context.DefinitionDigest,
            receipt.Event,
            _terms.Size,
            conduct.ProveDataset(_terms, records.Key, receipt.Opening, random));
        var request = new OpenAuditRequest
        {
            Participant = participant.Name,
            Envelope = participant.Key.SignMessage(ClaimPayloads.ToPayload(participant.Market.Name, claim, requestId)),
        };
        OpenAuditResponse response = await _calls.InvokeAsync(
            o => _validator.OpenAuditAsync(request, o), "OpenAudit", requestId, cancellationToken)
            .ConfigureAwait(false);
        return Accept(response.Audit);
    }

    private async Task<Audit> SendTagsAsync(
        IProgress<ValidationProgress>? progress, CancellationToken cancellationToken)
    {
        SubmitTagsResponse response = await ClientStreams.SendAsync(
            o => _validator.SubmitTags(o), TagMessages(progress), "SubmitTags", _calls.Address,
            cancellationToken)
            .ConfigureAwait(false);
        return Accept(response.Audit);
    }

    // An enumerable of one pass over memory; it is asynchronous because openings, sent alike, are read from a file.
    private async IAsyncEnumerable<SubmitTagsRequest> TagMessages(IProgress<ValidationProgress>? progress)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        ulong sent = 0;
        do
        {
            byte[] chunk = new byte[Math.Min(ChunkBytes, (_terms.Size - sent) * TagVerifier.TagSize)];
            int copied = records.Tags.CopyTags(sent, chunk);
            var message = new SubmitTagsRequest { Tags = UnsafeByteOperations.UnsafeWrap(chunk) };
            if (sent == 0)
            {
                message.Participant = participant.Name;
                message.Envelope = Access();
            }

            yield return message;
            sent += (ulong)copied;
            progress?.Report(new ValidationProgress(ValidationStep.SendingTags, (long)sent, (long)_terms.Size));
        }
        while (sent < _terms.Size);
    }

    private async Task<Audit> SendOpeningsAsync(
        Audit audit, IProgress<ValidationProgress>? progress, CancellationToken cancellationToken)
    {
        TakePromise(audit);
        AuditChallenge challenge = Accept(audit.Nonce, [.. audit.Positions]);
        IReadOnlyList<ReadOnlyMemory<byte>> sample = await records.ReadAsync(challenge.Positions, cancellationToken)
            .ConfigureAwait(false);
        using var random = RandomNumberGenerator.Create();
        AuditResponse opened = AuditStatement.Open(challenge, records.Tags, sample, records.Key, random);
        SubmitOpeningsResponse response = await ClientStreams.SendAsync(
            o => _validator.SubmitOpenings(o),
            OpeningMessages(opened, progress, cancellationToken),
            "SubmitOpenings",
            _calls.Address,
            cancellationToken).ConfigureAwait(false);
        return Accept(response.Audit);
    }

    private async IAsyncEnumerable<SubmitOpeningsRequest> OpeningMessages(
        AuditResponse opened,
        IProgress<ValidationProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var message = new SubmitOpeningsRequest
        {
            Participant = participant.Name,
            Envelope = Access(),
            Proof = UnsafeByteOperations.UnsafeWrap(opened.Proof),
        };
        int bytes = 0;
        for (int i = 0; i < opened.Openings.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            OpenedRecord record = opened.Openings[i];
            message.Openings.Add(AuditMessages.ToMessage(
                new Candor.Market.Audits.AuditOpening(record.Record, record.Tag, record.InclusionProof)));
            bytes += record.Record.Length + ((1 + record.InclusionProof.Count) * TagVerifier.TagSize);
            if (bytes >= ChunkBytes)
            {
                yield return message;
                progress?.Report(
                    new ValidationProgress(ValidationStep.OpeningSample, i + 1, opened.Openings.Count));
                (message, bytes) = (new SubmitOpeningsRequest(), 0);
            }
        }

        yield return message;
        progress?.Report(new ValidationProgress(
            ValidationStep.OpeningSample, opened.Openings.Count, opened.Openings.Count));
    }

    private async Task<Audit> GetAsync(CancellationToken cancellationToken)
    {
        GetAuditResponse response = await _calls.InvokeAsync(
            o => _validator.GetAuditAsync(
                new GetAuditRequest { Participant = participant.Name, Envelope = Access() }, o),
            "GetAudit",
            null,
            cancellationToken).ConfigureAwait(false);
        return Accept(response.Audit);
    }

    // Signed anew each time: a payload that expires must not end an audit that goes on.
    private Envelope Access() => AuditEnvelopes.Access(participant, connection.Options.TimeProvider);

    private Audit Accept(Audit? audit) =>
        audit is not null && audit.Participant == participant.Name && audit.CommitmentEvent == receipt.Event
            ? audit
            : throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"The validator answered with the audit of commitment {audit?.CommitmentEvent} of "
                + $"'{audit?.Participant}'; expected that of {receipt.Event} of {participant.Name}.");

    private AuditChallenge Accept(ByteString nonce, ulong[] positions)
    {
        if (!AuditChallenge.TryCreate(
            _terms, _rules.Audit, nonce.ToByteArray(), positions, out AuditChallenge? challenge))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Challenge,
                $"The validator asks for {positions.Length} records; the market's policy opens "
                + $"{_rules.Audit.SampleSize(_terms.Size)} of {_terms.Size}, at rising positions.");
        }

        // A validator that draws another would see more records than the policy lets it, in this run or a later one.
        if (conduct.OpensOneSample)
        {
            if (!kept.HasFile)
            {
                connection.Logger.SampleForgotten(participant.Name);
            }

            kept.Draw(new DrawnSample(receipt.Event, identity.Id, nonce.ToByteArray(), challenge.Positions));
        }

        return challenge;
    }

    // Kept before anything is opened: a validator that chose its projections after it has seen the contribution could ask for
    // whatever it wants to know.
    private void TakePromise(Audit audit)
    {
        if (participant.Market.Rules.Training is null)
        {
            return;
        }

        if (audit.ProjectionsDigest.Length != StatementContext.DigestSize)
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Challenge,
                $"The validator '{identity.Id}' draws a sample of {participant.Name} without naming its projections "
                + $"({audit.ProjectionsDigest.Length} bytes); expected their digest of {StatementContext.DigestSize} bytes. Nothing "
                + "was opened.");
        }

        kept.Training.Promise(new PromisedProjections(receipt.Event, identity.Id, audit.ProjectionsDigest.ToByteArray()));
    }

    private void VerifyVerdict(Audit audit)
    {
        if (audit.Phase is not (AuditPhase.Passed or AuditPhase.Refused)
            || !Envelopes.TryRead(audit.Verdict, out SignedEnvelope? verdict, out _))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Malformed, $"The validator's audit is in phase {audit.Phase}, without a signed verdict.");
        }

        if (!AuthenticatedEnvelope.TryVerify(verdict, verdict.PayloadType, identity.Key, out _, out var rejection))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Signature,
                $"The verdict of validator '{identity.Id}' does not hold: {rejection.Message}");
        }

        if (!(audit.Phase == AuditPhase.Passed ? IsAttestation(verdict) : IsRefusal(verdict, audit.Refusal)))
        {
            throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"The validator '{identity.Id}' says {audit.Phase}; what it has signed is another verdict, or one on another "
                + $"commitment than {receipt.Event} of {participant.Name}.");
        }
    }

    private bool IsAttestation(SignedEnvelope verdict) =>
        verdict.PayloadType == Candor.Market.Commands.AttestCommitment.PayloadType
        && Attestation.TryParse(verdict.Payload.Span, out Attestation? attested)
        && attested.Context.Market == participant.Market.Name
        && attested.Context.Participant == participant.Context.Participant
        && attested.Context.DefinitionDigest.Span.SequenceEqual(participant.Context.DefinitionDigest.Span)
        && attested.Commitment == receipt.Commitment
        && attested.DatasetRoot.Span.SequenceEqual(_terms.DatasetRoot.Span)
        && attested.RecordKey.Span.SequenceEqual(records.Key.PublicKey.Span)
        && IsOwnMessage(attested.MessageDigest.Span);

    // In version 2 a verdict is for one message: that of an earlier commitment to the same dataset is not this one's.
    private bool IsOwnMessage(ReadOnlySpan<byte> digest) =>
        participant.Market.Rules.Version < 2
        || receipt.Transcript is not { } own
        || (SignedEntries.Decode(own.Entry.Span, own.Index, participant.Market.Name)
                is Candor.Market.Events.CommitmentAccepted accepted
            && digest.SequenceEqual(accepted.Envelope.BodyDigest()));

    private bool IsRefusal(SignedEnvelope verdict, AuditRefusal refusal) =>
        SignedPayload.TryRead(verdict, out SignedPayload<RefuseCommitmentPayload>? message, out _)
        && message.Payload.Participant == participant.Name
        && message.Payload.DefinitionDigest.Equals(participant.Market.DefinitionDigest)
        && message.Payload.CommitmentEvent == receipt.Event
        && message.Payload.Refusal == refusal
        && IsOwnMessage(message.Payload.CommitmentDigest.Span);

    // True once the market has the verdict; false where it never will.
    private async Task<bool> AwaitMarketAsync(Audit audit, CancellationToken cancellationToken)
    {
        for (int waits = 1; !audit.Delivered; waits++)
        {
            GetCommitmentResponse standing = await connection.GetCommitmentAsync(
                participant.Market.Name, participant.Name, cancellationToken).ConfigureAwait(false);
            if (standing.Event != receipt.Event
                || (ParticipantPhase)standing.Phase is ParticipantPhase.Assigned or ParticipantPhase.Out
                    or ParticipantPhase.Cancelled)
            {
                return false;
            }

            await _backoff.WaitAsync(Math.Min(waits, 4), cancellationToken).ConfigureAwait(false);
            audit = await GetAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
