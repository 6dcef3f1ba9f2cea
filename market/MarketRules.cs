using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Market.Definitions;
using Candor.Market.Signing;

namespace Candor.Market;

/// <summary>The rules that a message must meet in a given state. They are asked twice: before a proof is verified
/// outside the market's writer, and again inside it, where the state may have moved on.</summary>
internal static class MarketRules
{
    /// <summary>A participant may replace its commitment this often, so that no stream of replacements can fill the
    /// log.</summary>
    internal const int MaxCommitments = 100;

    /// <summary>Longest life of a market: a deadline further away is more likely a slip than a plan.</summary>
    internal static readonly TimeSpan MaxLife = TimeSpan.FromDays(366);

    internal static Rejection? CheckOperatorKey(MarketDefinition definition, AuthenticatedEnvelope envelope) =>
        Rejection.When(
            !envelope.Key.Equals(definition.Operator.Key),
            RejectionReason.KeyNotOnRecord,
            $"The message is signed with key '{envelope.Key.KeyId}', which is not that of operator "
            + $"'{definition.Operator.Id}' in the definition.");

    internal static Rejection? CheckDeadlines(MarketDefinition definition, DateTimeOffset at) =>
        Rejection.When(
            definition.ReportDeadline <= at || definition.ReportDeadline > at + MaxLife,
            RejectionReason.DefinitionInvalid,
            $"{definition.ReportDeadline:O} is not in the future, or too far ahead; expected a time after {at:O} "
            + $"and at most {MaxLife.Days} days later.",
            "reportDeadline")
        ?? Rejection.When(
            definition.CommitmentDeadline <= at,
            RejectionReason.DefinitionInvalid,
            $"{definition.CommitmentDeadline:O} is not in the future; expected a time after {at:O}.",
            "commitmentDeadline");

    internal static Rejection? CheckJoin(
        MarketState state,
        string participant,
        ReadOnlyMemory<byte> digest,
        AuthenticatedEnvelope envelope,
        DateTimeOffset at,
        string requestId,
        ReadOnlyMemory<byte> predecessor) =>
        CheckSender(state, participant, digest, at, out int index)
        ?? CheckKey(state, index, envelope)
        ?? CheckChain(state, index, requestId, predecessor)
        ?? Rejection.When(
            state.Participants[index].Phase != ParticipantPhase.Invited,
            RejectionReason.AlreadyJoined,
            $"Participant '{participant}' has joined {state.Name} before.");

    internal static Rejection? CheckCommitment(
        MarketState state, CommitmentClaim claim, DateTimeOffset at, out int index) =>
        CheckSender(state, claim.Participant, claim.DefinitionDigest, at, out index)
        ?? CheckChain(state, index, claim.RequestId, claim.Predecessor)
        ?? CheckInside(state, index)
        ?? Rejection.When(
            at >= state.Definition.CommitmentDeadline,
            RejectionReason.CommitmentDeadlinePassed,
            $"{state.Name} accepted commitments until {state.Definition.CommitmentDeadline:O}; it is {at:O}.")
        ?? Rejection.When(
            state.Participants[index].CommitmentCount >= MaxCommitments,
            RejectionReason.TooManyCommitments,
            $"Participant '{claim.Participant}' has made {MaxCommitments} commitments, the most a market takes.");

    internal static Rejection? CheckDataset(MarketState state, CommitmentClaim claim) =>
        state.Definition.Validation is null
            ? Rejection.When(
                !claim.RecordKey.IsEmpty,
                RejectionReason.ValidationNotAsked,
                $"The commitment has a record key; {state.Name} asks for no dataset commitment.")
            : Rejection.When(
                claim.RecordKey.IsEmpty || claim.DatasetRoot.Span.IndexOfAnyExcept((byte)0) < 0,
                RejectionReason.DatasetCommitmentRequired,
                $"The commitment lacks a dataset root or a record key; {state.Name} asks for both.")
            ?? CheckRecordKey(claim.RecordKey);

    internal static Rejection? CheckReport(MarketState state, ReportClaim claim, DateTimeOffset at, out int index) =>
        CheckSender(state, claim.Participant, claim.DefinitionDigest, at, out index)
        ?? CheckChain(state, index, claim.RequestId, claim.Predecessor)
        ?? CheckInside(state, index)
        ?? CheckReportable(state, state.Participants[index], claim)
        ?? CheckOverlaps(state, index)
        ?? CheckSize(state.Definition, state.Participants[index].Commitment!, claim);

    internal static Rejection? CheckOperator(
        MarketState state, ReadOnlyMemory<byte> digest, AuthenticatedEnvelope envelope) =>
        CheckNotFinal(state)
        ?? CheckDigest(state, digest)
        ?? CheckKeyOf(envelope, state.Definition.Operator.Key, $"operator '{state.Definition.Operator.Id}'");

    internal static Rejection? CheckKey(MarketState state, int index, AuthenticatedEnvelope envelope) =>
        CheckKeyOf(
            envelope, state.Definition.Roster[index].Key, $"participant '{state.Definition.Roster[index].Id}'");

    /// <summary>Whether a message is signed with the key that is on record for its sender.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="key">The key on record; null where none is.</param>
    /// <param name="of">Whose key it should be.</param>
    internal static Rejection? CheckKeyOf(AuthenticatedEnvelope envelope, VerificationKey? key, string of) =>
        Rejection.When(
            !envelope.Key.Equals(key),
            RejectionReason.KeyNotOnRecord,
            $"The message is signed with key '{envelope.Key.KeyId}', which is not that of {of}.");

    internal static Rejection? CheckOpen(MarketState state, DateTimeOffset at) =>
        Rejection.When(
            state.Phase != MarketPhase.Cancelled && at >= state.Definition.ReportDeadline,
            RejectionReason.ReportDeadlinePassed,
            $"{state.Name} was open until {state.Definition.ReportDeadline:O}; it is {at:O}.")
        ?? CheckNotFinal(state)
        ?? CheckNotTraining(state);

    /// <summary>Once reports are closed, nothing that they stand on changes any more.</summary>
    internal static Rejection? CheckNotTraining(MarketState state) => Rejection.When(
        state.Phase == MarketPhase.Training,
        RejectionReason.TrainingUnderway,
        $"{state.Name} has closed its reports and trains; it settles when training has ended.");

    internal static Rejection? CheckDigest(MarketState state, ReadOnlyMemory<byte> digest) =>
        Rejection.When(
            !digest.Span.SequenceEqual(state.DefinitionDigest.Span),
            RejectionReason.DefinitionMismatch,
            $"The message was signed for the definition '{Convert.ToHexStringLower(digest.Span)}'; that of "
            + $"{state.Name} is '{Convert.ToHexStringLower(state.DefinitionDigest.Span)}'.");

    internal static Rejection? CheckInRoster(MarketState state, string participant, out int index) =>
        Rejection.When(
            !state.Definition.TryFind(participant, out index),
            RejectionReason.ParticipantNotFound,
            $"The roster of {state.Name} has no participant '{participant}'.");

    // What every message of a participant must meet: the market is open, the rules are those it signed, the roster has
    // it. The index is -1 where the roster does not.
    private static Rejection? CheckSender(
        MarketState state, string participant, ReadOnlyMemory<byte> digest, DateTimeOffset at, out int index)
    {
        Rejection? notInRoster = CheckInRoster(state, participant, out index);
        return CheckOpen(state, at) ?? CheckDigest(state, digest) ?? notInRoster;
    }

    // A participant's messages are a chain: each is taken once, and only after the one that it names. So nobody can leave
    // one out, put one in front of another, or send one again, without the participant's key.
    internal static Rejection? CheckChain(
        MarketState state, int index, string requestId, ReadOnlyMemory<byte> predecessor) =>
        !state.Definition.ChainsMessages
            ? null
            : Rejection.When(
                state.Participants[index].RequestIds.Contains(requestId),
                RejectionReason.RequestIdReused,
                $"Participant '{state.Definition.Roster[index].Id}' has sent a message with the request id "
                + $"'{requestId}' in {state.Name} before; each message has its own.")
            ?? Rejection.When(
                !predecessor.Span.SequenceEqual(state.PredecessorOf(index).Span),
                RejectionReason.PredecessorMismatch,
                $"The message names '{Convert.ToHexStringLower(predecessor.Span)}' as the one before it; that of "
                + $"'{state.Definition.Roster[index].Id}' in {state.Name} is "
                + $"'{Convert.ToHexStringLower(state.PredecessorOf(index).Span)}'.");

    internal static Rejection? CheckNotFinal(MarketState state) =>
        Rejection.When(
            state.Phase == MarketPhase.Settled, RejectionReason.MarketSettled, $"{state.Name} has settled.")
        ?? Rejection.When(
            state.Phase == MarketPhase.Cancelled,
            RejectionReason.MarketCancelled,
            $"{state.Name} was cancelled: {state.CancelReason}");

    internal static Rejection? CheckInside(MarketState state, int index) =>
        Rejection.When(
            state.Participants[index].Phase == ParticipantPhase.Invited,
            RejectionReason.NotJoined,
            $"Participant '{state.Definition.Roster[index].Id}' has not joined {state.Name}.")
        ?? Rejection.When(
            state.Participants[index].Phase == ParticipantPhase.Reported,
            RejectionReason.AlreadyReported,
            $"Participant '{state.Definition.Roster[index].Id}' has reported in {state.Name}; a report is final.");

    private static Rejection? CheckRecordKey(ReadOnlyMemory<byte> key)
    {
        ProofFailure failure = RecordKey.CheckPublicKey(key.Span);
        return Rejection.When(
            failure != ProofFailure.None,
            RejectionReason.RecordKeyMalformed,
            $"The record key ({key.Length} bytes) does not decode: {failure}; expected a canonical "
            + $"ristretto255 encoding of 32 bytes, not the identity.");
    }

    private static Rejection? CheckReportable(MarketState state, ParticipantState sender, ReportClaim claim) =>
        Rejection.When(
            sender.Commitment is null,
            RejectionReason.CommitmentRequired,
            $"Participant '{claim.Participant}' has no commitment in {state.Name}; a report needs one.")
        ?? Rejection.When(
            state.Training is { } training
                && state.Definition.TryFind(claim.Participant, out int index)
                && !training.State.Keys.ContainsKey(index),
            RejectionReason.MaskKeyRequired,
            $"Participant '{claim.Participant}' has given no mask key in {state.Name}, which trains; a report needs one.")
        ?? Rejection.When(
            claim.Records > uint.MaxValue,
            RejectionReason.ReportOutOfRange,
            $"The report is {claim.Records} records; expected 0 to {uint.MaxValue}.")
        ?? Rejection.When(
            state.Definition.Training is { } plan && claim.Records > (ulong)plan.MostRecords,
            RejectionReason.ReportOutOfRange,
            $"The report is {claim.Records} records; expected 0 to {state.Definition.Training?.MostRecords}, the most that "
            + $"{state.Name} trains on of one participant.")
        ?? Rejection.When(
            sender.Phase == ParticipantPhase.Refused,
            RejectionReason.CommitmentRefused,
            $"The commitment of '{claim.Participant}' in {state.Name} was refused; commit anew.")
        ?? Rejection.When(
            sender.Phase == ParticipantPhase.Committed && state.Definition.Validation is not null,
            RejectionReason.ValidationRequired,
            $"The commitment of '{claim.Participant}' was not attested yet; {state.Name} takes reports after "
            + $"that only.");

    private static Rejection? CheckOverlaps(MarketState state, int index) =>
        Rejection.When(
            state.PendingOverlaps(index).Any(),
            RejectionReason.OverlapPending,
            $"The records of '{state.Definition.Roster[index].Id}' were not compared with those of "
            + $"'{state.Definition.Roster[state.PendingOverlaps(index).First()].Id}' yet.");

    private static Rejection? CheckSize(MarketDefinition definition, CommitmentState standing, ReportClaim claim) =>
        Rejection.When(
            definition.Grid?.Contains((uint)claim.Records) == false,
            RejectionReason.ReportOffGrid,
            $"The report of {claim.Records} records is not on the market's grid; expected "
            + $"{definition.Grid!.DescribeNeighbours((uint)claim.Records)}.")
        ?? Rejection.When(
            claim.CommitmentEvent != (ulong)standing.Event,
            RejectionReason.CommitmentNotCurrent,
            $"The report names commitment {claim.CommitmentEvent}; the current one of "
            + $"'{claim.Participant}' is {standing.Event}.");
}
