using System.Runtime.CompilerServices;
using Candor.Commitments.Audits;
using Candor.Market.Definitions;
using Candor.Market.Signing;

namespace Candor.Market;

/// <summary>The rules that a validator's verdict must meet in a given state.</summary>
internal static class VerdictRules
{
    internal static Rejection? CheckAttestation(
        MarketState state,
        AuthenticatedEnvelope envelope,
        DateTimeOffset at,
        out ValidatorIdentity? validator,
        out int index)
    {
        index = -1;
        return CheckSender(state, envelope, at, out validator)
            ?? Rejection.When(
                !Attestation.TryParse(envelope.Envelope.Payload.Span, out Attestation? attestation),
                RejectionReason.AttestationMalformed,
                $"The attestation ({envelope.Envelope.Payload.Length} bytes) does not decode; expected the "
                + $"fields of statement 5.")
            ?? Rejection.When(
                attestation!.Version != VersionOf(state),
                RejectionReason.AttestationMalformed,
                $"The attestation has the fields of version {attestation.Version}; {state.Name} takes those of "
                + $"version {VersionOf(state)}.")
            ?? MarketRules.CheckDigest(state, attestation!.Context.DefinitionDigest)
            ?? CheckAttested(state, attestation, out index);
    }

    internal static Rejection? CheckRefusal(
        MarketState state,
        RefusalClaim claim,
        AuthenticatedEnvelope envelope,
        DateTimeOffset at,
        out ValidatorIdentity? validator) =>
        CheckSender(state, envelope, at, out validator)
        ?? MarketRules.CheckDigest(state, claim.DefinitionDigest)
        ?? CheckStanding(state, claim.Participant, claim.CommitmentEvent, claim.MessageDigest, out int index)
        ?? Mismatch(
            !Enum.IsDefined(claim.Refusal) || claim.Refusal == AuditRefusal.Unspecified,
            $"The refusal names no cause ({(int)claim.Refusal}).")
        ?? Mismatch(
            state.Definition.ChainsMessages && claim.Position is not null,
            $"The refusal tells everyone the position of a tag; in {state.Name} the participant alone learns it.")
        ?? CheckNoVerdict(
            IsOpenTo(state, state.Participants[index].Phase, claim.Refusal), claim.Participant, claim.CommitmentEvent);

    internal static Rejection? CheckOverlap(
        MarketState state,
        OverlapClaim claim,
        AuthenticatedEnvelope envelope,
        DateTimeOffset at,
        out ValidatorIdentity? validator)
    {
        int later = -1;
        return CheckSender(state, envelope, at, out validator)
            ?? MarketRules.CheckDigest(state, claim.DefinitionDigest)
            ?? Rejection.When(
                !ComparesRecords(state),
                RejectionReason.ValidationNotAsked,
                $"{state.Name} does not compare its participants' records.")
            ?? CheckStanding(
                state, claim.Earlier, claim.EarlierCommitmentEvent, claim.EarlierMessageDigest, out int earlier)
            ?? CheckStanding(state, claim.Later, claim.LaterCommitmentEvent, claim.LaterMessageDigest, out later)
            ?? Rejection.When(
                state.Participants[later].Commitment!.ComparedWith.Contains((long)claim.EarlierCommitmentEvent),
                RejectionReason.VerdictStands,
                $"'{claim.Earlier}' and '{claim.Later}' were compared in {state.Name} before.")
            ?? Mismatch(
                !state.PendingOverlaps(later).Contains(earlier)
                    || state.Participants[later].Phase != ParticipantPhase.Validated,
                $"'{claim.Earlier}' and '{claim.Later}' are not due for an overlap check: expected an attested commitment "
                + $"of each, the later one without a report, in the order of their attestations.")
            ?? Mismatch(
                claim.DebitedRecords > claim.SharedRecords,
                $"{claim.DebitedRecords} records are debited of {claim.SharedRecords} shared ones.")
            ?? Mismatch(
                claim.DebitedRecords > ulong.MaxValue - state.Participants[later].Commitment!.Debited,
                $"{claim.DebitedRecords} records are debited on top of {state.Participants[later].Commitment!.Debited}; "
                + $"expected a sum of at most 64 bits.")
            ?? Mismatch(
                state.Definition.ChainsMessages && claim.SharedRecords > state.Definition.Validation!.MaxRecords,
                $"{claim.SharedRecords} records are shared; {state.Name} takes commitments to at most "
                + $"{state.Definition.Validation!.MaxRecords}.");
    }

    internal static Rejection? CheckStatistics(
        MarketState state,
        StatisticsVerdictClaim claim,
        AuthenticatedEnvelope envelope,
        out ValidatorIdentity? validator,
        out int place)
    {
        place = -1;
        validator = state.Definition.Validation?.Find(envelope.Key.KeyId);
        return MarketRules.CheckNotFinal(state)
            ?? Rejection.When(
                state.Training is null || state.Definition.Validation is null,
                RejectionReason.ValidationNotAsked,
                $"{state.Name} asks for no validation of statistics.")
            ?? MarketRules.CheckKeyOf(envelope, validator?.Key, "a validator of the market")
            ?? MarketRules.CheckDigest(state, claim.DefinitionDigest)
            ?? MarketRules.CheckInRoster(state, claim.Participant, out place)
            ?? CheckJudged(state, claim, place);
    }

    private static Rejection? CheckJudged(MarketState state, StatisticsVerdictClaim claim, int place) =>
        state.Training!.Statistics.GetValueOrDefault(place) is { } committed
            ? Mismatch(
                !committed.Digest.Span.SequenceEqual(claim.StatisticsDigest.Span),
                $"The verdict is about the statistics '{Convert.ToHexStringLower(claim.StatisticsDigest.Span)}'; those of "
                + $"'{claim.Participant}' in {state.Name} are '{Convert.ToHexStringLower(committed.Digest.Span)}'.")
            : new Rejection(
                RejectionReason.StepAhead, $"'{claim.Participant}' has not committed to statistics in {state.Name}.");

    private static Rejection? CheckAttested(MarketState state, Attestation attestation, out int index)
    {
        string participant = attestation.Context.Participant;
        bool isHere = state.Definition.TryFind(participant, out index)
            && attestation.Context.Market == state.Name
            && attestation.Context.ParticipantKey.Span.SequenceEqual(
                state.Definition.Roster[index].Key.SubjectPublicKeyInfo.Span);
        return Mismatch(
                !isHere,
                $"The attestation is for '{participant}' of {attestation.Context.Market}, which is not a "
                + $"participant of {state.Name} with that key.")
            ?? Mismatch(
                attestation.Policy != state.Definition.Validation!.Audit,
                $"The attestation was made under {attestation.Policy}; {state.Name} asks for "
                + $"{state.Definition.Validation.Audit}.")
            ?? Mismatch(
                !IsOf(state.Participants[index].Commitment, attestation),
                $"The attestation is for another commitment, dataset root or record key than '{participant}' has.")
            ?? CheckMessage(state, index, attestation.MessageDigest)
            ?? CheckNoVerdict(
                state.Participants[index].Phase == ParticipantPhase.Committed,
                participant,
                (ulong)state.Participants[index].Commitment!.Event);
    }

    private static bool IsOf(CommitmentState? standing, Attestation attestation) =>
        standing is not null
        && standing.Commitment == attestation.Commitment
        && standing.DatasetRoot.Span.SequenceEqual(attestation.DatasetRoot.Span)
        && standing.RecordKey!.Value.Span.SequenceEqual(attestation.RecordKey.Span);

    // A commitment is refused before its attestation; after it only for silence in an overlap check.
    private static bool IsOpenTo(MarketState state, ParticipantPhase phase, AuditRefusal refusal) => phase switch
    {
        ParticipantPhase.Committed => refusal != AuditRefusal.NoOverlapAnswer,
        ParticipantPhase.Validated or ParticipantPhase.Reported =>
            refusal == AuditRefusal.NoOverlapAnswer && ComparesRecords(state),
        _ => false,
    };

    private static Rejection? CheckSender(
        MarketState state, AuthenticatedEnvelope envelope, DateTimeOffset at, out ValidatorIdentity? validator)
    {
        validator = state.Definition.Validation?.Find(envelope.Key.KeyId);
        return MarketRules.CheckOpen(state, at)
            ?? Rejection.When(
                state.Definition.Validation is null,
                RejectionReason.ValidationNotAsked,
                $"{state.Name} asks for no validation.")
            ?? MarketRules.CheckKeyOf(envelope, validator?.Key, "a validator of the market");
    }

    private static Rejection? CheckStanding(
        MarketState state, string participant, ulong commitmentEvent, ReadOnlyMemory<byte> message, out int index) =>
        MarketRules.CheckInRoster(state, participant, out index)
        ?? Mismatch(
            state.Participants[index].Commitment is not { } standing || (ulong)standing.Event != commitmentEvent,
            $"Commitment {commitmentEvent} is not the one that '{participant}' has in {state.Name}.")
        ?? CheckMessage(state, index, message);

    // A verdict is for the one message that its validator judged, not for whatever stands under its number.
    private static Rejection? CheckMessage(MarketState state, int index, ReadOnlyMemory<byte> message) =>
        Mismatch(
            state.Definition.ChainsMessages
                && !message.Span.SequenceEqual(state.Participants[index].Commitment!.MessageDigest.Span),
            $"The verdict is about the message '{Convert.ToHexStringLower(message.Span)}'; that of "
            + $"'{state.Definition.Roster[index].Id}' in {state.Name} is "
            + $"'{Convert.ToHexStringLower(state.Participants[index].Commitment!.MessageDigest.Span)}'.");

    private static int VersionOf(MarketState state) => state.Definition.ChainsMessages ? 2 : 1;

    private static bool ComparesRecords(MarketState state) =>
        state.Definition.Validation is { Overlap: not OverlapPolicy.None };

    private static Rejection? CheckNoVerdict(bool isOpen, string participant, ulong commitmentEvent) =>
        Rejection.When(
            !isOpen,
            RejectionReason.VerdictStands,
            $"Commitment {commitmentEvent} of '{participant}' has its verdict, which stands.");

    private static Rejection? Mismatch(
        bool broken, [InterpolatedStringHandlerArgument(nameof(broken))] ref RejectionMessage message) =>
        Rejection.When(broken, RejectionReason.VerdictMismatch, ref message);
}
