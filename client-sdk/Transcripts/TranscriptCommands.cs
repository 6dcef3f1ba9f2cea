using System.Diagnostics.CodeAnalysis;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Verdicts;

namespace Candor.Client.Transcripts;

/// <summary>Makes the command behind an entry out of the signed message in it, with its signature and its proof
/// verified. What the server itself chose, times and nonces, is taken from the entry.</summary>
internal static class TranscriptCommands
{
    /// <summary>The signed message of an event.</summary>
    /// <param name="marketEvent">The event.</param>
    /// <returns>The message; null where the server acted by itself.</returns>
    internal static SignedEnvelope? EnvelopeOf(MarketEvent marketEvent) => marketEvent switch
    {
        MarketCreated e => e.Envelope,
        ParticipantJoined e => e.Envelope,
        CommitmentAccepted e => e.Envelope,
        CommitmentValidated e => e.Envelope,
        CommitmentRefused e => e.Envelope,
        OverlapChecked e => e.Envelope,
        ReportAccepted e => e.Envelope,
        MarketSettled e => e.Envelope,
        MarketCancelled e => e.Envelope,
        IContributionEntry e => e.Envelope,
        TrainingOpened e => e.Envelope,
        StatisticsChecked e => e.Envelope,
        _ => null,
    };

    /// <summary>Makes the command behind an entry.</summary>
    /// <param name="state">The market before it; null before the first.</param>
    /// <param name="next">The entry.</param>
    /// <param name="command">The command.</param>
    /// <param name="check">Which check failed, where one did.</param>
    /// <param name="rejection">Why, where one did.</param>
    /// <returns>Whether there is a command.</returns>
    internal static bool TryRead(
        MarketState? state,
        MarketEvent next,
        [NotNullWhen(true)] out MarketCommand? command,
        out TranscriptCheck check,
        [NotNullWhen(false)] out string? rejection)
    {
        (command, check, rejection) = Read(state, next);
        return command is not null;
    }

    private static Reading Read(MarketState? state, MarketEvent next) => (state, next) switch
    {
        (null, MarketCreated e) =>
            OperatorCommands.TryCreate(e.Envelope, e.Time, out CreateMarket? c, out Rejection? r) ? c : r,
        (null, _) or (_, MarketCreated) => new Reading(
            null,
            TranscriptCheck.Rules,
            $"Entry 0, and no other, creates the market; found {next.GetType().Name}."),
        (_, ParticipantJoined e) =>
            ParticipantCommands.TryJoin(state, e.Envelope, e.Time, out JoinMarket? c, out Rejection? r) ? c : r,
        (_, CommitmentAccepted e) => ParticipantCommands.TryCommit(
            state, e.Envelope, e.Time, e.Nonce, out SubmitCommitment? c, out Rejection? r) ? c : r,
        (_, ReportAccepted e) =>
            ParticipantCommands.TryReport(state, e.Envelope, e.Time, out SubmitReport? c, out Rejection? r) ? c : r,
        (_, CommitmentValidated e) => ReadVerdict(state, e.Envelope, e.Time),
        (_, CommitmentRefused e) => ReadVerdict(state, e.Envelope, e.Time),
        (_, OverlapChecked e) => ReadVerdict(state, e.Envelope, e.Time),
        (_, MarketSettled { Envelope: { } envelope } e) => ReadOrder(state, envelope, e.Time),
        (_, TrainingOpened { Envelope: { } envelope } e) => ReadOrder(state, envelope, e.Time),
        (_, MarketSettled e) => ReadDeadline(state, e.Cause, e.Time),
        (_, TrainingOpened e) => ReadDeadline(state, e.Cause, e.Time),
        (_, IContributionEntry e) => ReadContribution(state, e.Envelope, next.Time),
        (_, StatisticsChecked e) => ReadVerdict(state, e.Envelope, e.Time),
        (_, PointsCompared or SeedsJudged or StepPassed or ModelsDelivered or PlatformFailed) => TrainingReading.Read(state, next) is var (c, r)
            ? new Reading(c, TranscriptCheck.Rules, r)
            : default,
        (_, MarketCancelled e) =>
            OperatorCommands.TryCancel(state, e.Envelope, e.Time, out CancelMarket? c, out Rejection? r) ? c : r,
        (_, TrainingStepOpened or ReportFell or TrainingClosed) => new Reading(
            null, TranscriptCheck.Rules, $"{next.GetType().Name} follows from nothing here."),
        _ => new Reading(null, TranscriptCheck.Encoding, $"Unknown entry {next.GetType().Name}."),
    };

    private static Reading ReadVerdict(MarketState state, SignedEnvelope verdict, DateTimeOffset at) =>
        VerdictCommands.TryRead(state, verdict, at, out MarketCommand? command, out Rejection? rejection)
            ? command
            : rejection;

    private static Reading ReadContribution(MarketState state, SignedEnvelope envelope, DateTimeOffset at) =>
        ContributionCommands.TryRead(state, envelope, out var claim, out var authenticated, out Rejection? rejection)
            && ContributionCommands.TryVerify(
                state, claim, authenticated, statistics: null, at, out SubmitContribution? command, out rejection)
            ? command
            : rejection!;

    private static Reading ReadOrder(MarketState state, SignedEnvelope envelope, DateTimeOffset at) =>
        OperatorCommands.TrySettle(state, envelope, at, out SettleMarket? command, out Rejection? rejection)
            ? command
            : rejection;

    private static Reading ReadDeadline(MarketState state, SettlementCause cause, DateTimeOffset at)
    {
        if (cause != SettlementCause.Deadline)
        {
            return new Reading(
                null, TranscriptCheck.Rules, $"The market closes its reports ({cause}) although nothing here causes it.");
        }

        return state.Phase != MarketPhase.Open
            ? new Reading(
                null, TranscriptCheck.Rules, $"The market closes its reports at {at:O}, although they are closed.")
            : at >= state.Definition.ReportDeadline
            ? new PassDeadline(at)
            : new Reading(
                null,
                TranscriptCheck.Rules,
                $"The market closes its reports at {at:O}, before its deadline {state.Definition.ReportDeadline:O}.");
    }

    private static TranscriptCheck CheckOf(RejectionReason reason) => reason switch
    {
        RejectionReason.PayloadMalformed or RejectionReason.PayloadNotCanonical => TranscriptCheck.Encoding,
        RejectionReason.PayloadTypeMismatch or RejectionReason.KeyNotOnRecord or RejectionReason.SignatureInvalid
            or RejectionReason.SignatureNotLowS => TranscriptCheck.Signature,
        RejectionReason.OpeningProofInvalid or RejectionReason.RangeProofInvalid
            or RejectionReason.RangeProofMalformed or RejectionReason.CommitmentNotCanonical
            or RejectionReason.CommitmentIsIdentity or RejectionReason.RecordKeyMalformed
            or RejectionReason.MaskKeyInvalid or RejectionReason.PairOpeningInvalid
            or RejectionReason.ContributionMalformed => TranscriptCheck.Proof,
        _ => TranscriptCheck.Rules,
    };

    /// <summary>A command, or which check failed and why.</summary>
    private readonly record struct Reading(MarketCommand? Command, TranscriptCheck Check, string? Rejection)
    {
        public static implicit operator Reading(MarketCommand command) => new(command, default, null);

        public static implicit operator Reading(Rejection rejection) =>
            new(null, CheckOf(rejection.Reason), rejection.Message);
    }
}
