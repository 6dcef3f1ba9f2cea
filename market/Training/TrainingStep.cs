using System.Text.Json.Serialization;

namespace Candor.Market.Training;

/// <summary>Where a market's training is. The tens are the steps of the protocol; numbers rise in the order of an
/// epoch. The names are persisted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingStep>))]
public enum TrainingStep
{
    /// <summary>Mask keys come with the reports; the phase has not begun.</summary>
    Keys = 0,

    /// <summary>Members commit to their statistics.</summary>
    Commit = 10,

    /// <summary>The validator says whose statistics are near the audited records; audited markets only.</summary>
    Nearness = 30,

    /// <summary>Members upload masked statistics; the first step of every epoch.</summary>
    Mask = 40,

    /// <summary>Members publish the points of their masks.</summary>
    Check = 50,

    /// <summary>The platform compares them.</summary>
    Compare = 51,

    /// <summary>Pairs whose points differ open their secrets.</summary>
    Dispute = 52,

    /// <summary>Members hand out the shares that they hold.</summary>
    Unmask = 60,

    /// <summary>The platform opens the self seeds, and holds members to their own points.</summary>
    Sum = 70,

    /// <summary>It is over.</summary>
    Ended = 80,
}

/// <summary>Why a member's report fell. Numbers may only grow. The names are
/// persisted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FallCause>))]
public enum FallCause
{
    /// <summary>It did not answer in time; the platform's word.</summary>
    Silent = 1,

    /// <summary>No verdict on its statistics came in time: it did not answer the validator, or the validator did not judge. The
    /// log does not say which; a signed answer is always judged.</summary>
    NoVerdict = 2,

    /// <summary>Its statistics are not near its audited records (statement 8).</summary>
    NotNear = 3,

    /// <summary>Its masked vector is not the committed one under the points that were signed (statement 9).</summary>
    MasksFail = 4,

    /// <summary>An opened pair secret says that it signed another point.</summary>
    PairNamed = 5,

    /// <summary>Its share does not fit its commitments, or it complained of one that does.</summary>
    ShareNamed = 6,

    /// <summary>Its self seed, once open, gives another point than it signed.</summary>
    SelfPoint = 7,
}

/// <summary>How training ended. Numbers may only grow. The names are
/// persisted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrainingEnd>))]
public enum TrainingEnd
{
    /// <summary>The sum of those who are in is known, and the model is computed from it.</summary>
    Summed = 1,

    /// <summary>NOT_TRAINABLE by the rules: too few contribute, or the others than the largest have too few records.</summary>
    NotTrainable = 2,

    /// <summary>Members were silent when their shares were needed: nothing is opened, and nothing is owed.</summary>
    SharesMissing = 3,

    /// <summary>Somebody fell in a repair without its seed as evidence, so that no client unmasks another list.</summary>
    RepairBroken = 4,

    /// <summary>The platform says that it could not do its part: it lost what it had been sent, or could not keep what it made.
    /// Nobody else is to blame, no model comes of it, and nothing is owed.</summary>
    PlatformFailed = 5,
}

/// <summary>Why a training command is refused. Numbers may only grow.</summary>
public enum TrainingReason
{
    /// <summary>The message is of a step or epoch that has not come.</summary>
    StepAhead = 1,

    /// <summary>The message is of a step that is over, and was not taken in time.</summary>
    StepOver = 2,

    /// <summary>Another message of this sender was taken in this step.</summary>
    AnsweredOtherwise = 3,

    /// <summary>The sender is not a member, or has fallen.</summary>
    NotAMember = 4,

    /// <summary>The step's deadline is ahead, or the step has none.</summary>
    DeadlineAhead = 6,

    /// <summary>Another participant has this mask key.</summary>
    MaskKeyTaken = 7,

    /// <summary>A reporter has no mask key.</summary>
    MaskKeyMissing = 8,

    /// <summary>The pair is not in dispute.</summary>
    NoDispute = 9,

    /// <summary>The opening does not hold.</summary>
    OpeningVoid = 10,
}

/// <summary>Why a training command is refused.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Message">What was wrong, with the value, and what was expected.</param>
public sealed record TrainingRefusal(TrainingReason Reason, string Message);
