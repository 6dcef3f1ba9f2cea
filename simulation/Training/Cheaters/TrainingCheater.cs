using System.Collections.Immutable;
using Candor.Market;
using Candor.Market.Training;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>A kind of cheater in a training.</summary>
/// <param name="Id">Its name in the JSON.</param>
/// <param name="Tries">What it does, in a few words.</param>
/// <param name="Conduct">How it behaves.</param>
internal sealed record TrainingCheater(string Id, string Tries, TrainingConduct Conduct)
{
    /// <summary>By what it falls; null where it stays in.</summary>
    internal FallCause? Falls { get; init; }

    /// <summary>Why its message is not taken; null where all are taken.</summary>
    internal RejectionReason? Rejected { get; init; }

    /// <summary>Whether it behaves so from its mask key on, before reports are closed.</summary>
    internal bool IsOfKeys { get; init; }

    /// <summary>Whether its statistics are false, so that it begins before its commitments.</summary>
    internal bool IsEarly { get; init; }

    /// <summary>All kinds.</summary>
    internal static ImmutableArray<TrainingCheater> All { get; } =
    [
        Statistics("zeros", "contributes zeros", FalseStatistics.Zeros),
        Statistics("half-as-all", "contributes half of what it reported", FalseStatistics.Half),
        Statistics("scaled", "contributes everything twice", FalseStatistics.Scaled),
        Statistics("rotated-labels", "gives each record another class", FalseStatistics.Rotated),
        Statistics("random-labels", "gives records classes by chance", FalseStatistics.Random),
        new("malformed-proof", "signs a proof of nearness that is malformed", new MalformedProof())
        {
            Falls = FallCause.NotNear,
            IsEarly = true,
        },
        new("copied-key", "gives the mask key of another", AlteredMessages.CopiedKey)
        {
            Rejected = RejectionReason.MaskKeyTaken,
            IsOfKeys = true,
        },
        new("unproved-key", "gives a mask key without its proof", AlteredMessages.UnprovedKey)
        {
            Rejected = RejectionReason.MaskKeyInvalid,
            IsOfKeys = true,
        },
        new("false-count", "opens another count", AlteredMessages.Count)
        {
            Rejected = RejectionReason.CountMismatch,
            Falls = FallCause.Silent,
            IsEarly = true,
        },
        Masks("altered-values", "alters a masked value", AlteredMasks.Values, FallCause.MasksFail),
        Masks("half-order", "adds half of ℓ to two masked values", AlteredMasks.HalfOrder, FallCause.MasksFail),
        Masks("altered-blindings", "alters a masked blinding", AlteredMasks.Blindings, FallCause.MasksFail),
        Masks("altered-point", "publishes another point of its own masks", AlteredPoints.Self, FallCause.MasksFail),
        Masks("other-self", "masks with another seed than it shares, and fits its point", new OtherSelf(), FallCause.SelfPoint),
        Masks("pair-lie", "swaps the points of two pairs", AlteredPoints.Pair, FallCause.PairNamed),
        Masks("altered-share", "deals a share that does not fit", AlteredMasks.Share, FallCause.ShareNamed),
        Masks("other-polynomial", "commits to another polynomial", AlteredMasks.Commitments, FallCause.ShareNamed),
        Masks("false-complaint", "complains of a share that fits", AlteredPoints.Complaint, FallCause.ShareNamed),
        new("void-complaint", "complains, and opens nothing", AlteredPoints.VoidComplaint),
        new("other-list", "masks for another list", AlteredMessages.List)
        {
            Rejected = RejectionReason.ListMismatch,
            Falls = FallCause.Silent,
        },
        new("split-context", "publishes points of other masks than it was shown", AlteredPoints.Context)
        {
            Rejected = RejectionReason.ListMismatch,
            Falls = FallCause.Silent,
        },
        new("second-masks", "masks twice in one epoch", AlteredMessages.Twice) { Rejected = RejectionReason.StepAnswered },
        new("altered-opening", "hands out a share that was not dealt", AlteredMessages.OpenedShare)
        {
            Rejected = RejectionReason.ContributionMalformed,
        },
        Silence("silent-commit", "does not commit", TrainingStep.Commit, FallCause.Silent),
        Silence("silent-nearness", "does not answer the validator", TrainingStep.Nearness, FallCause.NoVerdict),
        Silence("silent-mask", "does not mask", TrainingStep.Mask, FallCause.Silent),
        Silence("silent-check", "publishes no points", TrainingStep.Check, FallCause.Silent),
        Silence("silent-unmask", "hands out no shares", TrainingStep.Unmask, null),
    ];

    private static TrainingCheater Statistics(string id, string tries, TrainingConduct conduct) =>
        new(id, tries, conduct) { Falls = FallCause.NotNear, IsEarly = true };

    private static TrainingCheater Masks(string id, string tries, TrainingConduct conduct, FallCause cause) =>
        new(id, tries, conduct) { Falls = cause };

    private static TrainingCheater Silence(string id, string tries, TrainingStep step, FallCause? cause) =>
        new(id, tries, new SilentMember(step)) { Falls = cause, IsEarly = step < TrainingStep.Mask };
}
