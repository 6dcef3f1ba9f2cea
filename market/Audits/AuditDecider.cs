using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Market.Definitions;

namespace Candor.Market.Audits;

/// <summary>An audit's state machine (statements 3 to 5): command and state in, events or a typed rejection out. Pure
/// but for the randomness and the signer that a command brings. Whoever calls it makes sure that one command at a time
/// is decided and its events stored before the next.</summary>
public static class AuditDecider
{
    /// <summary>Decides a command.</summary>
    /// <param name="state">The audit as it is; null where there is none.</param>
    /// <param name="command">The command.</param>
    /// <returns>The events to store, or the rejection.</returns>
    public static AuditDecision Decide(AuditState? state, AuditCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return (state, command) switch
        {
            (null, OpenAudit c) => Open(c),
            (null, _) => AuditDecision.Reject(new Rejection(RejectionReason.AuditNotFound, "There is no such audit.")),
            (_, OpenAudit) => AuditDecision.Reject(new Rejection(
                RejectionReason.AuditOutOfOrder, $"The audit of '{state.Participant}' is open.")),
            (_, CompleteTags c) => Complete(state, c),
            (_, OpenSample c) => Verify(state, c),
            (_, PassAnswerDeadline c) => PassDeadline(state, c),
            (_, ConcludeDelivery c) => Conclude(state, c),
            (_, OpenOverlapChecks c) => OpenChecks(state, c),
            (_, OpenProjections c) => NearnessDecider.Open(state, c),
            (_, JudgeNearness c) => NearnessDecider.Judge(state, c),
            (_, ConcludeNearness c) => NearnessDecider.Conclude(state, c),
            _ => throw new ArgumentException($"Unknown command {command.GetType().Name}.", nameof(command)),
        };
    }

    /// <summary>Whether an audit takes tags, or openings, now.</summary>
    /// <param name="state">The audit.</param>
    /// <param name="awaited"><see cref="AuditPhase.AwaitingTags"/> or
    /// <see cref="AuditPhase.AwaitingOpenings"/>.</param>
    /// <param name="at">Now, UTC.</param>
    /// <returns>Why not; null where it does.</returns>
    public static Rejection? CheckAwaits(AuditState state, AuditPhase awaited, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(state);
        bool isLate = state.IsOpen && at >= state.Deadline;
        return Rejection.When(
                isLate || (state.Phase != awaited && state.Refusal == AuditRefusal.NoResponse),
                RejectionReason.AuditDeadlinePassed,
                $"The audit of '{state.Participant}' in {state.Market} awaited an answer until {state.Deadline:O}; it "
                + $"is {at:O}.")
            ?? Rejection.When(
                state.Phase != awaited,
                RejectionReason.AuditOutOfOrder,
                $"The audit of '{state.Participant}' in {state.Market} is in phase {state.Phase}; expected {awaited}.");
    }

    private static AuditDecision Open(OpenAudit command)
    {
        DatasetTerms? terms = null;
        return (CheckAdmission(command, out int index)
            ?? CheckSender(command, index)
            ?? CheckSize(command)
            ?? CheckStanding(command)
            ?? TermsOf(command, index, out terms)
            ?? CheckProof(command, terms!)) is { } rejection
            ? AuditDecision.Reject(rejection)
            : Opened(command, OpenedBy(command, index));
    }

    // A second sample of the same dataset would show the validator more records and prove nothing new. In version 1 an
    // attestation does not name its message, so that the one before serves this commitment as well.
    private static AuditDecision Opened(OpenAudit command, AuditOpened opened)
    {
        if (opened.MessageDigest is not { } message || command.Renewal is not { } renewal
            || !renewal.Kept.Covers(opened))
        {
            return AuditDecision.Accept(opened);
        }

        AuditState audit = AuditState.Apply(null, opened);
        DatasetTerms terms = audit.Terms;
        var attestation = new Attestation(
            terms.Context, terms.DatasetRoot, terms.RecordKey, terms.Commitment, audit.Policy, message);
        return AuditDecision.Accept(
            opened,
            new AuditRenewed(
                command.At,
                renewal.Kept.CommitmentEvent,
                renewal.Signer.Attest(attestation.ToPayload()),
                renewal.Kept.ProjectionsSeed,
                renewal.Kept.Moments));
    }

    private static Rejection? CheckAdmission(OpenAudit command, out int index)
    {
        (string market, MarketDefinition definition, ReadOnlyMemory<byte> digest) = command.Market;
        AuditClaim claim = command.Claim;
        bool found = definition.TryFind(claim.Participant, out index);
        return Rejection.When(
                definition.Validation is null,
                RejectionReason.ValidationNotAsked,
                $"{market} takes committed sizes on trust; it asks for no audit.")
            ?? Rejection.When(
                definition.Validation!.Find(command.Validator.KeyId) is null,
                RejectionReason.OtherValidator,
                $"{market} does not name this validator's key '{command.Validator.KeyId}'.")
            ?? Rejection.When(
                !claim.DefinitionDigest.Span.SequenceEqual(digest.Span),
                RejectionReason.DefinitionMismatch,
                $"The message was signed for the definition '{Convert.ToHexStringLower(claim.DefinitionDigest.Span)}'; "
                + $"that of {market} is '{Convert.ToHexStringLower(digest.Span)}'.")
            ?? Rejection.When(
                !found,
                RejectionReason.ParticipantNotFound,
                $"The roster of {market} has no participant '{claim.Participant}'.");
    }

    private static Rejection? CheckSender(OpenAudit command, int index) =>
        Rejection.When(
            !command.Envelope.Key.Equals(command.Market.Definition.Roster[index].Key),
            RejectionReason.KeyNotOnRecord,
            $"The message is signed with key '{command.Envelope.Key.KeyId}', which is not that of participant "
            + $"'{command.Claim.Participant}' in the definition.");

    // Others have to work through these records; in version 1 only what a report can say limits them.
    private static Rejection? CheckSize(OpenAudit command)
    {
        uint most = command.Market.Definition.Validation!.MaxRecords;
        return Rejection.When(
            command.Market.Definition.Version >= 2 && command.Claim.Size > most,
            RejectionReason.DatasetTooLarge,
            $"The dataset of '{command.Claim.Participant}' has {command.Claim.Size} records; {command.Market.Name} takes at "
            + $"most {most} of one participant.");
    }

    private static Rejection? CheckStanding(OpenAudit command)
    {
        AuditClaim claim = command.Claim;
        StandingCommitment standing = command.Standing;
        return Rejection.When(
                standing.Event == 0,
                RejectionReason.CommitmentRequired,
                $"Participant '{claim.Participant}' has no commitment in {command.Market.Name}; an audit needs one.")
            ?? Rejection.When(
                claim.CommitmentEvent != standing.Event,
                RejectionReason.CommitmentNotCurrent,
                $"The audit is asked for commitment {claim.CommitmentEvent}; the current one of '{claim.Participant}' "
                + $"is {standing.Event}.")
            ?? Rejection.When(
                standing.IsRefused,
                RejectionReason.CommitmentRefused,
                $"Commitment {claim.CommitmentEvent} of '{claim.Participant}' was refused; expected a new one.");
    }

    private static Rejection? TermsOf(OpenAudit command, int index, out DatasetTerms? terms)
    {
        terms = null;
        StandingCommitment standing = command.Standing;
        _ = Commitment.TryParse(standing.Commitment.Span, out Commitment commitment, out ProofFailure failure);
        Rejection? rejection = Rejection.When(
                failure != ProofFailure.None,
                RejectionReason.CommitmentNotCanonical,
                $"The commitment ({standing.Commitment.Length} bytes) does not decode: {failure}.")
            ?? Rejection.When(
                standing.DatasetRoot.Length != StatementContext.DigestSize,
                RejectionReason.DatasetCommitmentRequired,
                $"The dataset root has {standing.DatasetRoot.Length} bytes; expected {StatementContext.DigestSize}.")
            ?? Rejection.When(
                standing.RecordKey.Length != RecordKey.Size,
                RejectionReason.RecordKeyMalformed,
                $"The record key has {standing.RecordKey.Length} bytes; expected {RecordKey.Size}.");
        if (rejection is not null)
        {
            return rejection;
        }

        RosterEntry entry = command.Market.Definition.Roster[index];
        var context = new StatementContext(
            command.Market.Name, command.Market.DefinitionDigest, entry.Id, entry.Key.SubjectPublicKeyInfo);
        terms = new DatasetTerms(
            context, standing.DatasetRoot, standing.RecordKey, command.Claim.Size, commitment);
        return null;
    }

    private static Rejection? CheckProof(OpenAudit command, DatasetTerms terms)
    {
        ProofFailure failure = DatasetStatement.Verify(terms, command.Claim.DatasetProof.Span);
        return Rejection.When(
            failure != ProofFailure.None,
            RejectionReason.DatasetProofInvalid,
            $"The dataset proof ({command.Claim.DatasetProof.Length} bytes) does not show that the commitment is "
            + $"to {command.Claim.Size} records and the record key's secret known: {failure}.");
    }

    private static AuditOpened OpenedBy(OpenAudit command, int index)
    {
        ValidationRules rules = command.Market.Definition.Validation!;
        RosterEntry entry = command.Market.Definition.Roster[index];
        return new AuditOpened(
            command.At,
            command.Market.Name,
            command.Market.DefinitionDigest,
            entry.Id,
            entry.Key.SubjectPublicKeyInfo,
            command.Standing.Event,
            command.Standing.Commitment,
            command.Standing.DatasetRoot,
            command.Standing.RecordKey,
            command.Claim.Size,
            rules.Audit.BadSharePerMillion,
            rules.Audit.SecurityBits,
            (long)rules.AnswerTime.TotalSeconds,
            rules.Overlap != OverlapPolicy.None,
            command.Envelope.Envelope,
            command.Market.Definition.ChainsMessages ? command.Standing.MessageDigest : default(ReadOnlyMemory<byte>?),
            rules.RecordsPerSecond,
            command.Market.Definition.Training?.Projections is not null);
    }

    // The sample is drawn here and nowhere else: after every tag is known to be the committed one. So is ρ, before anything
    // is opened and before anything of the statistics is committed to.
    private static AuditDecision Complete(AuditState state, CompleteTags command)
    {
        if (!command.Tags.IsFor(state))
        {
            throw new ArgumentException("The tags were taken for another audit.", nameof(command));
        }

        if ((CheckAwaits(state, AuditPhase.AwaitingTags, command.At) ?? command.Tags.Finish()) is { } rejection)
        {
            return AuditDecision.Reject(rejection);
        }

        AuditChallenge challenge = AuditChallenge.Draw(state.Terms, state.Policy, command.Random);
        return AuditDecision.Accept(new SampleDrawn(
            command.At,
            challenge.Nonce,
            challenge.Positions,
            state.Opened.Trains ? NearnessDecider.DrawSeed(command.Random) : default(ReadOnlyMemory<byte>?)));
    }

    private static AuditDecision Verify(AuditState state, OpenSample command)
    {
        if (CheckAwaits(state, AuditPhase.AwaitingOpenings, command.At) is { } rejection)
        {
            return AuditDecision.Reject(rejection);
        }

        AuditChallenge challenge = state.Challenge!;
        var response = new AuditResponse(
            [.. command.Openings.Select(o => new OpenedRecord(o.Record, o.Tag, o.InclusionProof))], command.Proof);
        AuditVerdict verdict = AuditStatement.Verify(challenge, response, command.IsValid);
        return verdict.Passed
            ? AuditDecision.Accept(new AuditPassed(
                command.At,
                command.Signer.Attest(Attestation.Of(challenge, state.Opened.MessageDigest ?? default).ToPayload()),
                state.ProjectionsSeed is null ? default(ReadOnlyMemory<byte>?) : OpenedMoments.Of(state, command)))
            : Refuse(state, command.At, AuditRefusals.Of(verdict.Failure), verdict.Position, command.Signer);
    }

    private static AuditDecision PassDeadline(AuditState state, PassAnswerDeadline command) =>
        CheckOrder(
            state.IsOpen, $"The audit of '{state.Participant}' in {state.Market} is over: {state.Phase}.")
            is { } rejection
            ? AuditDecision.Reject(rejection)
            : command.At < state.Deadline
                ? throw new ArgumentException(
                    $"The answer deadline {state.Deadline:O} is ahead of {command.At:O}.", nameof(command))
                : Refuse(state, command.At, AuditRefusal.NoResponse, null, command.Signer);

    private static AuditDecision Conclude(AuditState state, ConcludeDelivery command) =>
        CheckOrder(
            state.Verdict is not null && state.ConcludedAt is null,
            $"The audit of '{state.Participant}' in {state.Market} has no verdict to deliver.") is { } rejection
            ? AuditDecision.Reject(rejection)
            : command.Event is { } number
                ? AuditDecision.Accept(new VerdictDelivered(command.At, number))
                : AuditDecision.Accept(new VerdictDeclined(command.At, command.Reason ?? ""));

    private static AuditDecision OpenChecks(AuditState state, OpenOverlapChecks command) =>
        CheckOrder(
            state.OwesOverlapChecks, $"The audit of '{state.Participant}' owes no overlap checks.") is { } rejection
            ? AuditDecision.Reject(rejection)
            : AuditDecision.Accept(new OverlapChecksOpened(command.At, command.Count));

    private static Rejection? CheckOrder(bool isDue, string otherwise) =>
        Rejection.When(!isDue, RejectionReason.AuditOutOfOrder, $"{otherwise}");

    private static AuditDecision Refuse(
        AuditState state, DateTimeOffset at, AuditRefusal refusal, ulong? position, IVerdictSigner signer) =>
        AuditDecision.Accept(new AuditRefused(at, refusal, position, signer.Refuse(state, refusal, position)));
}
