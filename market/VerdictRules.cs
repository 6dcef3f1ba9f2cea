using Candor.Commitments.Audits;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Signing;

namespace Candor.Market;

/// <summary>The rules that a validator's verdict must meet in a given state.</summary>
internal static class VerdictRules
{
    internal static Rejection? CheckAttestation(
        MarketState state, AttestCommitment command, out ValidatorIdentity? validator, out int index)
    {
        index = -1;
        Rejection? rejection = CheckSender(state, command.At, command.Envelope, out validator);
        if (rejection is not null)
        {
            return rejection;
        }

        if (!Attestation.TryParse(command.Envelope.Envelope.Payload.Span, out Attestation? attestation))
        {
            return new Rejection(
                RejectionReason.AttestationMalformed,
                $"The attestation ({command.Envelope.Envelope.Payload.Length} bytes) does not decode; expected the ten "
                + "fields of statement 5.");
        }

        return MarketRules.CheckDigest(state, attestation.Context.DefinitionDigest)
            ?? CheckAttested(state, attestation, out index);
    }

    internal static Rejection? CheckRefusal(
        MarketState state, RefuseCommitment command, out ValidatorIdentity? validator)
    {
        RefusalClaim claim = command.Claim;
        Rejection? rejection = CheckSender(state, command.At, command.Envelope, out validator)
            ?? MarketRules.CheckDigest(state, claim.DefinitionDigest)
            ?? CheckStanding(state, claim.Participant, claim.CommitmentEvent, out int index);
        if (rejection is not null)
        {
            return rejection;
        }

        if (!Enum.IsDefined(claim.Refusal) || claim.Refusal == AuditRefusal.Unspecified)
        {
            return Mismatch($"The refusal names no cause ({(int)claim.Refusal}).");
        }

        _ = state.Definition.TryFind(claim.Participant, out index);
        bool isOpen = state.Participants[index].Phase switch
        {
            ParticipantPhase.Committed => claim.Refusal != AuditRefusal.NoOverlapAnswer,
            ParticipantPhase.Validated or ParticipantPhase.Reported =>
                claim.Refusal == AuditRefusal.NoOverlapAnswer && ComparesRecords(state),
            _ => false,
        };
        return isOpen ? null : Stands(claim.Participant, claim.CommitmentEvent);
    }

    internal static Rejection? CheckOverlap(
        MarketState state, RecordOverlap command, out ValidatorIdentity? validator)
    {
        OverlapClaim claim = command.Claim;
        int earlier = -1;
        int later = -1;
        Rejection? rejection = CheckSender(state, command.At, command.Envelope, out validator)
            ?? MarketRules.CheckDigest(state, claim.DefinitionDigest)
            ?? (ComparesRecords(state)
                ? null
                : new Rejection(
                    RejectionReason.ValidationNotAsked, $"{state.Name} does not compare its participants' records."))
            ?? CheckStanding(state, claim.Earlier, claim.EarlierCommitmentEvent, out earlier)
            ?? CheckStanding(state, claim.Later, claim.LaterCommitmentEvent, out later);
        if (rejection is not null)
        {
            return rejection;
        }

        CommitmentState second = state.Participants[later].Commitment!;
        if (second.ComparedWith.Contains((long)claim.EarlierCommitmentEvent))
        {
            return new Rejection(
                RejectionReason.VerdictStands,
                $"'{claim.Earlier}' and '{claim.Later}' were compared in {state.Name} before.");
        }

        if (!state.PendingOverlaps(later).Contains(earlier)
            || state.Participants[later].Phase != ParticipantPhase.Validated)
        {
            return Mismatch(
                $"'{claim.Earlier}' and '{claim.Later}' are not due for comparison: expected an attested commitment "
                + "of each, the later one without a report, in the order of their attestations.");
        }

        return claim.DebitedRecords <= claim.SharedRecords
            ? null
            : Mismatch($"{claim.DebitedRecords} records are debited of {claim.SharedRecords} shared ones.");
    }

    private static Rejection? CheckAttested(MarketState state, Attestation attestation, out int index)
    {
        string participant = attestation.Context.Participant;
        bool isHere = state.Definition.TryFind(participant, out index)
            && attestation.Context.Market == state.Name
            && attestation.Context.ParticipantKey.Span.SequenceEqual(
                state.Definition.Roster[index].Key.SubjectPublicKeyInfo.Span);
        if (!isHere)
        {
            return Mismatch($"The attestation is for '{participant}' of {attestation.Context.Market}, which is not a "
                + $"participant of {state.Name} with that key.");
        }

        if (attestation.Policy != state.Definition.Validation!.Audit)
        {
            return Mismatch($"The attestation was made under {attestation.Policy}; {state.Name} asks for "
                + $"{state.Definition.Validation.Audit}.");
        }

        ParticipantState owner = state.Participants[index];
        if (owner.Commitment is not { } standing
            || standing.Commitment != attestation.Commitment
            || !standing.DatasetRoot.Span.SequenceEqual(attestation.DatasetRoot.Span)
            || !standing.RecordKey!.Value.Span.SequenceEqual(attestation.RecordKey.Span))
        {
            return Mismatch(
                $"The attestation is for another commitment, dataset root or record key than '{participant}' has.");
        }

        return owner.Phase == ParticipantPhase.Committed
            ? null
            : Stands(participant, (ulong)standing.Event);
    }

    private static Rejection? CheckSender(
        MarketState state, DateTimeOffset at, AuthenticatedEnvelope envelope, out ValidatorIdentity? validator)
    {
        validator = state.Definition.Validation?.Find(envelope.Key.KeyId);
        return MarketRules.CheckOpen(state, at)
            ?? (state.Definition.Validation is null
                ? new Rejection(RejectionReason.ValidationNotAsked, $"{state.Name} asks for no validation.")
                : null)
            ?? (validator is null ? MarketRules.KeyNotOnRecord(envelope.Key, "a validator of the market") : null);
    }

    private static Rejection? CheckStanding(MarketState state, string participant, ulong commitmentEvent, out int index)
    {
        if (!state.Definition.TryFind(participant, out index))
        {
            return new Rejection(
                RejectionReason.ParticipantNotFound, $"The roster of {state.Name} has no participant '{participant}'.");
        }

        return state.Participants[index].Commitment is { } standing && (ulong)standing.Event == commitmentEvent
            ? null
            : Mismatch($"Commitment {commitmentEvent} is not the one that '{participant}' has in {state.Name}.");
    }

    private static bool ComparesRecords(MarketState state) =>
        state.Definition.Validation is { Overlap: not OverlapPolicy.None };

    private static Rejection Stands(string participant, ulong commitmentEvent) => new(
        RejectionReason.VerdictStands,
        $"Commitment {commitmentEvent} of '{participant}' has its verdict, which stands.");

    private static Rejection Mismatch(string message) => new(RejectionReason.VerdictMismatch, message);
}
