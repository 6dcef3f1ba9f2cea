using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Market.Commands;
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

    internal static Rejection? CheckDeadlines(MarketDefinition definition, DateTimeOffset at)
    {
        if (definition.ReportDeadline <= at || definition.ReportDeadline > at + MaxLife)
        {
            return new Rejection(
                RejectionReason.DefinitionInvalid,
                $"{definition.ReportDeadline:O} is not in the future, or too far ahead; expected a time after {at:O} "
                + $"and at most {MaxLife.Days} days later.",
                "reportDeadline");
        }

        return definition.CommitmentDeadline <= at
            ? new Rejection(
                RejectionReason.DefinitionInvalid,
                $"{definition.CommitmentDeadline:O} is not in the future; expected a time after {at:O}.",
                "commitmentDeadline")
            : null;
    }

    internal static Rejection? CheckJoin(MarketState state, JoinMarket command) =>
        CheckSender(state, command.Participant, command.DefinitionDigest, command.At, out int index)
        ?? CheckKey(state, index, command.Envelope)
        ?? (state.Participants[index].Phase == ParticipantPhase.Invited
            ? null
            : new Rejection(
                RejectionReason.AlreadyJoined, $"Participant '{command.Participant}' has joined {state.Name} before."));

    internal static Rejection? CheckCommitment(
        MarketState state, CommitmentClaim claim, DateTimeOffset at, out int index) =>
        CheckSender(state, claim.Participant, claim.DefinitionDigest, at, out index)
        ?? state.Participants[index] switch
        {
            { Phase: ParticipantPhase.Invited } => NotJoined(state, claim.Participant),
            { Phase: ParticipantPhase.Reported } => AlreadyReported(state, claim.Participant),
            _ when at >= state.Definition.CommitmentDeadline => new Rejection(
                RejectionReason.CommitmentDeadlinePassed,
                $"{state.Name} accepted commitments until {state.Definition.CommitmentDeadline:O}; it is {at:O}."),
            { CommitmentCount: >= MaxCommitments } => new Rejection(
                RejectionReason.TooManyCommitments,
                $"Participant '{claim.Participant}' has made {MaxCommitments} commitments, the most a market takes."),
            _ => null,
        };

    internal static Rejection? CheckDataset(MarketState state, CommitmentClaim claim)
    {
        if (state.Definition.Validation is null)
        {
            return claim.RecordKey.IsEmpty
                ? null
                : new Rejection(
                    RejectionReason.ValidationNotAsked,
                    $"The commitment has a record key; {state.Name} asks for no dataset commitment.");
        }

        if (claim.RecordKey.IsEmpty || claim.DatasetRoot.Span.IndexOfAnyExcept((byte)0) < 0)
        {
            return new Rejection(
                RejectionReason.DatasetCommitmentRequired,
                $"The commitment lacks a dataset root or a record key; {state.Name} asks for both.");
        }

        ProofFailure failure = RecordKey.CheckPublicKey(claim.RecordKey.Span);
        return failure == ProofFailure.None
            ? null
            : new Rejection(
                RejectionReason.RecordKeyMalformed,
                $"The record key ({claim.RecordKey.Length} bytes) does not decode: {failure}; expected a canonical "
                + "ristretto255 encoding of 32 bytes, not the identity.");
    }

    internal static Rejection? CheckReport(MarketState state, ReportClaim claim, DateTimeOffset at, out int index) =>
        CheckSender(state, claim.Participant, claim.DefinitionDigest, at, out index)
        ?? state.Participants[index] switch
        {
            { Phase: ParticipantPhase.Invited } => NotJoined(state, claim.Participant),
            { Phase: ParticipantPhase.Reported } => AlreadyReported(state, claim.Participant),
            { Commitment: null } => new Rejection(
                RejectionReason.CommitmentRequired,
                $"Participant '{claim.Participant}' has no commitment in {state.Name}; a report needs one."),
            _ when claim.Records > uint.MaxValue => new Rejection(
                RejectionReason.ReportOutOfRange,
                $"The report is {claim.Records} records; expected 0 to {uint.MaxValue}."),
            { Phase: ParticipantPhase.Refused } => new Rejection(
                RejectionReason.CommitmentRefused,
                $"The commitment of '{claim.Participant}' in {state.Name} was refused; commit anew."),
            { Phase: ParticipantPhase.Committed } when state.Definition.Validation is not null => new Rejection(
                RejectionReason.ValidationRequired,
                $"The commitment of '{claim.Participant}' was not attested yet; {state.Name} takes reports after "
                + "that only."),
            _ when state.PendingOverlaps(index).Any() => new Rejection(
                RejectionReason.OverlapPending,
                $"The records of '{claim.Participant}' were not compared with those of "
                + $"'{state.Definition.Roster[state.PendingOverlaps(index).First()].Id}' yet."),
            _ when state.Definition.Grid is { } grid && !grid.Contains((uint)claim.Records) => new Rejection(
                RejectionReason.ReportOffGrid,
                $"The report of {claim.Records} records is not on the market's grid; expected "
                + $"{grid.DescribeNeighbours((uint)claim.Records)}."),
            { Commitment: { } standing } when claim.CommitmentEvent != (ulong)standing.Event => new Rejection(
                RejectionReason.CommitmentNotCurrent,
                $"The report names commitment {claim.CommitmentEvent}; the current one of "
                + $"'{claim.Participant}' is {standing.Event}."),
            _ => null,
        };

    internal static Rejection? CheckOperator(
        MarketState state, ReadOnlyMemory<byte> digest, AuthenticatedEnvelope envelope) =>
        CheckFinal(state)
        ?? CheckDigest(state, digest)
        ?? (envelope.Key.Equals(state.Definition.Operator.Key)
            ? null
            : KeyNotOnRecord(envelope.Key, $"operator '{state.Definition.Operator.Id}'"));

    internal static Rejection? CheckKey(MarketState state, int index, AuthenticatedEnvelope envelope) =>
        envelope.Key.Equals(state.Definition.Roster[index].Key)
            ? null
            : KeyNotOnRecord(envelope.Key, $"participant '{state.Definition.Roster[index].Id}'");

    internal static Rejection? CheckOpen(MarketState state, DateTimeOffset at) =>
        state.Phase != MarketPhase.Cancelled && at >= state.Definition.ReportDeadline
            ? new Rejection(
                RejectionReason.ReportDeadlinePassed,
                $"{state.Name} was open until {state.Definition.ReportDeadline:O}; it is {at:O}.")
            : CheckFinal(state);

    private static Rejection? CheckFinal(MarketState state) => state.Phase switch
    {
        MarketPhase.Settled => new Rejection(RejectionReason.MarketSettled, $"{state.Name} has settled."),
        MarketPhase.Cancelled => new Rejection(
            RejectionReason.MarketCancelled, $"{state.Name} was cancelled: {state.CancelReason}"),
        _ => null,
    };

    internal static Rejection? CheckDigest(MarketState state, ReadOnlyMemory<byte> digest) =>
        digest.Span.SequenceEqual(state.DefinitionDigest.Span)
            ? null
            : new Rejection(
                RejectionReason.DefinitionMismatch,
                $"The message was signed for the definition '{Convert.ToHexStringLower(digest.Span)}'; that of "
                + $"{state.Name} is '{Convert.ToHexStringLower(state.DefinitionDigest.Span)}'.");

    // What every message of a participant must meet: the market is open, the rules are those it signed, the roster has
    // it. The index is -1 where one of them fails.
    private static Rejection? CheckSender(
        MarketState state, string participant, ReadOnlyMemory<byte> digest, DateTimeOffset at, out int index)
    {
        bool found = state.Definition.TryFind(participant, out index);
        return CheckOpen(state, at)
            ?? CheckDigest(state, digest)
            ?? (found
                ? null
                : new Rejection(
                    RejectionReason.ParticipantNotFound,
                    $"The roster of {state.Name} has no participant '{participant}'."));
    }

    private static Rejection NotJoined(MarketState state, string participant) => new(
        RejectionReason.NotJoined, $"Participant '{participant}' has not joined {state.Name}.");

    private static Rejection AlreadyReported(MarketState state, string participant) => new(
        RejectionReason.AlreadyReported,
        $"Participant '{participant}' has reported in {state.Name}; a report is final.");

    internal static Rejection KeyNotOnRecord(VerificationKey key, string of) => new(
        RejectionReason.KeyNotOnRecord, $"The message is signed with key '{key.KeyId}', which is not that of {of}.");
}
