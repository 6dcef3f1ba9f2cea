using System.Collections.Immutable;
using Candor.Market.Signing;

namespace Candor.Market.Audits;

/// <summary>The rules of an overlap check (statement 6): what is asked and the state in, events or a typed rejection
/// out. What the market makes of a number of shared records is the market's own rule.</summary>
public static class OverlapDecider
{
    /// <summary>Opens the overlap check of two attested commitments.</summary>
    /// <param name="one">One audit.</param>
    /// <param name="other">The other, of another participant of the same market.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="queued">How many records the busier of the two still has to multiply for its other open checks: a check
    /// that has to wait for them must not be late for it.</param>
    /// <returns>The event; the earlier is whose attestation the market took first.</returns>
    /// <exception cref="ArgumentException">The two are not to be compared.</exception>
    public static OverlapDue Open(AuditState one, AuditState other, DateTimeOffset at, ulong queued)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.Market != other.Market || one.Participant == other.Participant
            || one is not { Phase: AuditPhase.Passed, DeliveredEvent: { } first, Opened.KeepsTags: true }
            || other is not { Phase: AuditPhase.Passed, DeliveredEvent: { } second, Opened.KeepsTags: true })
        {
            throw new ArgumentException("Two participants' attested commitments in one market are compared.");
        }

        (AuditState earlier, AuditState later) = first < second ? (one, other) : (other, one);
        return new OverlapDue(
            at,
            earlier.Market,
            earlier.Opened.DefinitionDigest,
            earlier.Participant,
            earlier.CommitmentEvent,
            later.Participant,
            later.CommitmentEvent,
            (long)later.AnswerTimeFor(Math.Max(one.Size, other.Size) + queued).TotalSeconds,
            earlier.Opened.MessageDigest,
            later.Opened.MessageDigest);
    }

    /// <summary>Takes one side's double tags, which have been checked.</summary>
    /// <param name="state">The overlap check.</param>
    /// <param name="participant">Whose answer it is.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="rejection">Why it is rejected, where it is.</param>
    /// <returns>The event; null where it is rejected.</returns>
    public static DoubleTagsTaken? Take(
        OverlapState? state, string participant, DateTimeOffset at, out Rejection? rejection)
    {
        rejection = CheckAwaits(state, participant, at);
        return rejection is null ? new DoubleTagsTaken(at, participant) : null;
    }

    /// <summary>Whether an overlap check awaits a participant's answer now.</summary>
    /// <param name="state">The overlap check; null where there is none.</param>
    /// <param name="participant">The participant's id.</param>
    /// <param name="at">Now, UTC.</param>
    /// <returns>Why not; null where it does.</returns>
    public static Rejection? CheckAwaits(OverlapState? state, string participant, DateTimeOffset at) =>
        Rejection.When(
            state is null,
            RejectionReason.OverlapTaskNotFound,
            $"There is no overlap check with '{participant}' to answer.")
        ?? Rejection.When(
            !state!.Awaits(participant),
            RejectionReason.OverlapTaskNotFound,
            $"The overlap check of '{state.Due.Earlier}' and '{state.Due.Later}' awaits nothing from '{participant}'.")
        ?? Rejection.When(
            at >= state.Deadline,
            RejectionReason.OverlapTaskNotFound,
            $"The overlap check of '{state.Due.Earlier}' and '{state.Due.Later}' was to be answered before "
            + $"{state.Deadline:O}; it is {at:O}.");

    /// <summary>Counts the shared records, once both sides have answered.</summary>
    /// <param name="state">The overlap check.</param>
    /// <param name="shared">How many records both have.</param>
    /// <param name="debited">How many of these the later one had not been debited for before.</param>
    /// <param name="signer">Signs the verdict.</param>
    /// <param name="at">Now, UTC.</param>
    /// <returns>The event; null where the overlap check does not await it.</returns>
    public static OverlapCounted? Count(
        OverlapState state, ulong shared, ulong debited, IVerdictSigner signer, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(signer);
        return state is { Phase: OverlapPhase.AwaitingAnswers, EarlierAnswered: true, LaterAnswered: true }
            ? new OverlapCounted(at, shared, debited, signer.Count(state, shared, debited))
            : null;
    }

    /// <summary>Ends an overlap check that can no longer be answered: at its deadline, each side that stayed silent is
    /// refused; where a commitment fell meanwhile, nobody is.</summary>
    /// <param name="state">The overlap check.</param>
    /// <param name="earlier">The audit of the side that was attested first.</param>
    /// <param name="later">The audit of the other.</param>
    /// <param name="bothStand">Whether both commitments still stand in the market, attested.</param>
    /// <param name="signer">Signs the refusals.</param>
    /// <param name="at">Now, UTC.</param>
    /// <returns>The event; null where the overlap check is over, answered by both sides, or has time left.</returns>
    public static OverlapVoid? End(
        OverlapState state,
        AuditState earlier,
        AuditState later,
        bool bothStand,
        IVerdictSigner signer,
        DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(signer);
        bool isAnswered = state.EarlierAnswered && state.LaterAnswered;
        if (state.Phase != OverlapPhase.AwaitingAnswers || (bothStand && (isAnswered || at < state.Deadline)))
        {
            return null;
        }

        ImmutableArray<SignedEnvelope> refusals = bothStand
            ?
            [
                .. new[] { earlier, later }
                    .Where(audit => state.Awaits(audit.Participant))
                    .Select(audit => signer.Refuse(audit, AuditRefusal.NoOverlapAnswer, null)),
            ]
            : [];
        return new OverlapVoid(at, refusals);
    }
}
