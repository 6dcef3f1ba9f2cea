using System.Collections.Immutable;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Events;

namespace Candor.Market;

/// <summary>The market's state machine: command and state in, events or a typed rejection out. Pure: the same input
/// gives the same answer on every machine. Whoever calls it makes sure that one command at a time is decided and its
/// events stored before the next.</summary>
public static partial class MarketDecider
{
    /// <summary>Decides a command.</summary>
    /// <param name="state">The market as it is; null where there is none.</param>
    /// <param name="command">The command.</param>
    /// <returns>The events to store, or the rejection.</returns>
    public static Decision Decide(MarketState? state, MarketCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return (state, command) switch
        {
            (null, CreateMarket c) => Create(c),
            (null, _) => Decision.Reject(new Rejection(RejectionReason.MarketNotFound, "There is no such market.")),
            (_, CreateMarket c) => Decision.Reject(new Rejection(
                RejectionReason.MarketAlreadyExists, $"A market named '{c.Market}' exists.")),
            (_, JoinMarket c) => Join(state, c),
            (_, SubmitCommitment c) => Commit(state, c),
            (_, SubmitReport c) => Report(state, c),
            (_, SettleMarket c) => Settle(state, c),
            (_, PassDeadline c) => PassDeadline(state, c),
            (_, CancelMarket c) => Cancel(state, c),
            (_, AttestCommitment c) => Attest(state, c),
            (_, RefuseCommitment c) => RefuseCommitment(state, c),
            (_, RecordOverlap c) => RecordOverlap(state, c),
            (_, SubmitContribution c) => Contribute(state, c),
            (_, CheckStatistics c) => CheckStatistics(state, c),
            (_, ComparePointsOfEpoch c) => Compare(state, c),
            (_, NameBySeeds c) => NameBySeeds(state, c),
            (_, DeliverModel c) => Deliver(state, c),
            (_, FailTraining c) => FailTraining(state, c),
            _ => throw new ArgumentException($"Unknown command {command.GetType().Name}.", nameof(command)),
        };
    }

    private static Decision Create(CreateMarket command) =>
        (MarketRules.CheckOperatorKey(command.Definition, command.Envelope)
            ?? MarketRules.CheckDeadlines(command.Definition, command.At)) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept(new MarketCreated(
                command.At, command.Market, new StoredDefinition(command.Definition), command.Envelope.Envelope));

    private static Decision Join(MarketState state, JoinMarket command) =>
        MarketRules.CheckJoin(
            state,
            command.Participant,
            command.DefinitionDigest,
            command.Envelope,
            command.At,
            command.RequestId,
            command.Predecessor) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept(new ParticipantJoined(
                command.At, command.Participant, command.Envelope.Envelope, KeptId(state, command.RequestId)));

    private static Decision Commit(MarketState state, SubmitCommitment command)
    {
        CommitmentClaim claim = command.Commitment.Claim;
        return (MarketRules.CheckCommitment(state, claim, command.At, out int index)
            ?? MarketRules.CheckKey(state, index, command.Envelope)) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept(new CommitmentAccepted(
                command.At,
                claim.Participant,
                claim.Commitment,
                claim.DatasetRoot,
                claim.OpeningProof,
                command.Nonce,
                command.Envelope.Envelope,
                claim.RecordKey.IsEmpty ? null : claim.RecordKey,
                KeptId(state, claim.RequestId)));
    }

    private static Decision Report(MarketState state, SubmitReport command)
    {
        // The digest in the claim and the commitment's event id, both compared here, tie the verified proof to this
        // market and to the commitment that stands now.
        ReportClaim claim = command.Report.Claim;
        return (MarketRules.CheckReport(state, claim, command.At, out int index)
            ?? MarketRules.CheckKey(state, index, command.Envelope)) is { } rejection
            ? Decision.Reject(rejection)
            : AcceptReport(state, claim, command);
    }

    private static Decision AcceptReport(MarketState state, ReportClaim claim, SubmitReport command)
    {
        var accepted = new ReportAccepted(
            command.At,
            claim.Participant,
            (uint)claim.Records,
            (long)claim.CommitmentEvent,
            claim.RangeProof,
            command.Envelope.Envelope,
            KeptId(state, claim.RequestId));
        MarketState after = MarketState.Apply(state, accepted);
        return after.ReportCount == after.Participants.Length
            ? Decision.Accept([accepted, .. CloseReports(after, command.At, SettlementCause.AllReported, null)])
            : Decision.Accept(accepted);
    }

    private static Decision Attest(MarketState state, AttestCommitment command) =>
        VerdictRules.CheckAttestation(
            state, command.Envelope, command.At, out ValidatorIdentity? validator, out int index) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept(new CommitmentValidated(
                command.At,
                state.Definition.Roster[index].Id,
                state.Participants[index].Commitment!.Event,
                validator!.Id,
                command.Envelope.Envelope));

    private static Decision RefuseCommitment(MarketState state, RefuseCommitment command) =>
        VerdictRules.CheckRefusal(
            state, command.Claim, command.Envelope, command.At, out ValidatorIdentity? validator) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept(new CommitmentRefused(
                command.At,
                command.Claim.Participant,
                (long)command.Claim.CommitmentEvent,
                validator!.Id,
                command.Claim.Refusal,
                command.Envelope.Envelope));

    private static Decision RecordOverlap(MarketState state, RecordOverlap command)
    {
        OverlapClaim claim = command.Claim;
        return VerdictRules.CheckOverlap(
            state, claim, command.Envelope, command.At, out ValidatorIdentity? validator) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept(new OverlapChecked(
                command.At,
                claim.Earlier,
                (long)claim.EarlierCommitmentEvent,
                claim.Later,
                (long)claim.LaterCommitmentEvent,
                claim.SharedRecords,
                claim.DebitedRecords,
                validator!.Id,
                command.Envelope.Envelope));
    }

    private static Decision Settle(MarketState state, SettleMarket command) =>
        (MarketRules.CheckOperator(state, command.DefinitionDigest, command.Envelope)
            ?? MarketRules.CheckNotTraining(state)) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept([.. CloseReports(state, command.At, SettlementCause.Operator, command.Envelope.Envelope)]);

    private static Decision Cancel(MarketState state, CancelMarket command) =>
        (MarketRules.CheckOperator(state, command.DefinitionDigest, command.Envelope)
            ?? CheckNotUnmasking(state)) is { } rejection
            ? Decision.Reject(rejection)
            : Decision.Accept(new MarketCancelled(command.At, command.Reason, command.Envelope.Envelope));

    private static Decision PassDeadline(MarketState state, PassDeadline command) =>
        (Rejection.When(
            state.Phase == MarketPhase.Settled, RejectionReason.MarketSettled, $"{state.Name} has settled.")
            ?? Rejection.When(
                state.Phase == MarketPhase.Cancelled,
                RejectionReason.MarketCancelled,
                $"{state.Name} was cancelled.")) is { } rejection
            ? Decision.Reject(rejection)
            : state.Phase == MarketPhase.Training
            ? PassStep(state, command)
            : command.At < state.Definition.ReportDeadline
                ? throw new ArgumentException(
                    $"The report deadline {state.Definition.ReportDeadline:O} is ahead of {command.At:O}.",
                    nameof(command))
                : Decision.Accept([.. CloseReports(state, command.At, SettlementCause.Deadline, null)]);

    // The entries of version 1 stay what they were.
    private static string? KeptId(MarketState state, string requestId) =>
        state.Definition.ChainsMessages ? requestId : null;

    // A market that trains settles when its training has ended.
    private static ImmutableArray<MarketEvent> CloseReports(
        MarketState state, DateTimeOffset at, SettlementCause cause, Signing.SignedEnvelope? envelope) =>
        state.Training is null ? [SettledBy(state, at, cause, envelope)] : OpenTraining(state, at, cause, envelope);

    private static MarketSettled SettledBy(
        MarketState state, DateTimeOffset at, SettlementCause cause, Signing.SignedEnvelope? envelope) =>
        new(at, cause, MarketSettlement.Settle(state), envelope, MarketSettlement.DigestOfReports(state));
}
