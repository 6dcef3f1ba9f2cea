using Candor.Market;
using Candor.Market.Audits;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Wire.Answers;

/// <summary>Phases, causes and refusals between the market and the wire.</summary>
public static class Phases
{
    /// <summary>A market's phase on the wire.</summary>
    /// <param name="phase">The phase.</param>
    /// <returns>The phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such phase.</exception>
    public static V1.MarketPhase ToMessage(MarketPhase phase) => phase switch
    {
        MarketPhase.Open => V1.MarketPhase.Open,
        MarketPhase.Settled => V1.MarketPhase.Settled,
        MarketPhase.Cancelled => V1.MarketPhase.Cancelled,
        MarketPhase.Training => V1.MarketPhase.Training,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "An unknown phase."),
    };

    /// <summary>A participant's phase on the wire: what the market's end makes of it.</summary>
    /// <param name="market">The market's phase.</param>
    /// <param name="participant">Where the participant came in the open market.</param>
    /// <returns>The phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such phase.</exception>
    public static V1.ParticipantPhase ToMessage(MarketPhase market, ParticipantPhase participant) =>
        (market, participant) switch
        {
            (MarketPhase.Cancelled, _) => V1.ParticipantPhase.Cancelled,
            (MarketPhase.Settled, ParticipantPhase.Reported) => V1.ParticipantPhase.Assigned,
            (MarketPhase.Settled, _) => V1.ParticipantPhase.Out,
            (MarketPhase.Training, ParticipantPhase.Reported) => V1.ParticipantPhase.Contributing,
            (_, ParticipantPhase.Fallen) => V1.ParticipantPhase.Fallen,
            (_, ParticipantPhase.Invited) => V1.ParticipantPhase.Invited,
            (_, ParticipantPhase.Joined) => V1.ParticipantPhase.Joined,
            (_, ParticipantPhase.Committed) => V1.ParticipantPhase.Committed,
            (_, ParticipantPhase.Validated) => V1.ParticipantPhase.Validated,
            (_, ParticipantPhase.Refused) => V1.ParticipantPhase.Refused,
            (_, ParticipantPhase.Reported) => V1.ParticipantPhase.Reported,
            _ => throw new ArgumentOutOfRangeException(nameof(participant), participant, "An unknown phase."),
        };

    /// <summary>An audit's phase on the wire.</summary>
    /// <param name="phase">The phase.</param>
    /// <returns>The phase.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such phase.</exception>
    public static V1.AuditPhase ToMessage(AuditPhase phase) => phase switch
    {
        AuditPhase.AwaitingTags => V1.AuditPhase.AwaitingTags,
        AuditPhase.AwaitingOpenings => V1.AuditPhase.AwaitingOpenings,
        AuditPhase.Passed => V1.AuditPhase.Passed,
        AuditPhase.Refused => V1.AuditPhase.Refused,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "An unknown phase."),
    };

    /// <summary>Why a market settled, on the wire.</summary>
    /// <param name="cause">The cause.</param>
    /// <returns>The cause.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cause.</exception>
    public static V1.SettlementCause ToMessage(SettlementCause cause) => cause switch
    {
        SettlementCause.AllReported => V1.SettlementCause.AllReported,
        SettlementCause.Deadline => V1.SettlementCause.Deadline,
        SettlementCause.Operator => V1.SettlementCause.Operator,
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "An unknown cause."),
    };

    /// <summary>Why a commitment was refused, on the wire: the two enums share their numbers, which are
    /// signed.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <returns>The refusal.</returns>
    public static V1.AuditRefusal ToMessage(AuditRefusal refusal) => (V1.AuditRefusal)refusal;

    /// <summary>Why a commitment was refused.</summary>
    /// <param name="refusal">The refusal as it arrived.</param>
    /// <returns>The refusal; a number that has no name stays one, for the market's rules to reject.</returns>
    public static AuditRefusal FromMessage(V1.AuditRefusal refusal) => (AuditRefusal)refusal;

    /// <summary>A step of the training on the wire: the two enums share their numbers.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The step.</returns>
    public static V1.TrainingStep ToMessage(TrainingStep step) => (V1.TrainingStep)step;

    /// <summary>Why a report fell, on the wire: the two enums share their numbers.</summary>
    /// <param name="cause">The cause.</param>
    /// <returns>The cause.</returns>
    public static V1.FallCause ToMessage(FallCause cause) => (V1.FallCause)cause;

    /// <summary>How training ended, on the wire: the two enums share their numbers.</summary>
    /// <param name="end">The end; null where the market trains nothing.</param>
    /// <returns>The result.</returns>
    public static V1.TrainingResult ToMessage(TrainingEnd? end) => (V1.TrainingResult)(end ?? 0);
}
