using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Wire.Names;

namespace Candor.Client;

/// <summary>What a validator awaits of a participant.</summary>
public enum AwaitedAnswerKind
{
    /// <summary>A kind that this version does not know.</summary>
    Unknown = 0,

    /// <summary>The tags of its dataset.</summary>
    Tags = 1,

    /// <summary>The openings of its sample.</summary>
    Openings = 2,

    /// <summary>Its side of an overlap check: the other's tags under its key.</summary>
    DoubleTags = 3,
}

/// <summary>An answer that a validator awaits. Immutable.</summary>
/// <param name="ParticipantId">Whose answer.</param>
/// <param name="Kind">What it is.</param>
/// <param name="OtherId">With whom its records are compared; null where they are audited.</param>
/// <param name="ValidatorId">Which of the market's validators awaits it.</param>
/// <param name="Deadline">Until when it must come; at the deadline the commitment is refused.</param>
public sealed record AwaitedAnswer(
    string ParticipantId, AwaitedAnswerKind Kind, string? OtherId, string ValidatorId, DateTimeOffset Deadline)
{
    internal static AwaitedAnswer Of(V1.AwaitedAnswer message, string validatorId, VerifiedMarket market) =>
        ParticipantName.TryParse(message.Participant, out ParticipantName? name)
        && name.Market == market.Name
        && market.Rules.TryFind(name.Id, out _)
        && (message.Other.Length == 0 || market.Rules.TryFind(message.Other, out _))
            ? new AwaitedAnswer(
                name.Id,
                Enum.IsDefined((AwaitedAnswerKind)message.Kind) ? (AwaitedAnswerKind)message.Kind : AwaitedAnswerKind.Unknown,
                message.Other.Length == 0 ? null : message.Other,
                validatorId,
                AnswerTimes.Read(message.AnswerDeadline))
            : throw new UnverifiedAnswerException(
                AnswerFault.Malformed,
                $"Validator '{validatorId}' awaits an answer of '{message.Participant}' about '{message.Other}'; expected "
                + $"participants of {market.Name}.");
}
