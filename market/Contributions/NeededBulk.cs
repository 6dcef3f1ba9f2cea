using System.Collections.Immutable;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Market.Contributions;

/// <summary>The uploads without which the step that is on cannot end as it should: what a platform that lost bulk may name.
/// Pure.</summary>
public static class NeededBulk
{
    /// <summary>What is wrong with a platform's word that it cannot do its part.</summary>
    /// <param name="training">The training.</param>
    /// <param name="lost">The digests of what it says it lost, from anybody.</param>
    /// <returns>What was found and expected; null where the word may stand.</returns>
    public static string? FaultOf(TrainingProgress training, ImmutableArray<ReadOnlyMemory<byte>> lost)
    {
        ArgumentNullException.ThrowIfNull(training);
        TrainingStep step = training.State.Step;
        if (lost.IsDefault || (lost.IsEmpty && step is not (TrainingStep.Compare or TrainingStep.Sum)))
        {
            return $"The platform names no upload that it lost in step {step}, in which it has nothing to compute; expected one.";
        }

        HashSet<string> uploads = [.. Of(training).Select(static one => TextOf(one.Digest))];
        HashSet<string> shares = [.. OpenedShares(training).Select(TextOf)];
        bool isOfShares = !lost.IsEmpty;
        foreach (string digest in lost.Select(TextOf))
        {
            bool isUpload = uploads.Remove(digest);
            isOfShares &= !isUpload;
            if (!isUpload && !shares.Remove(digest))
            {
                return $"The platform says that it lost {digest}; expected digests of uploads that step {step} needs, each once.";
            }
        }

        return isOfShares && shares.Count >= training.State.Threshold
            ? FormattableString.Invariant(
                $"The platform lost shares and has those of {shares.Count} members; expected fewer than the {training.State.Threshold} that open the sum.")
            : null;
    }

    /// <summary>The uploads of which the step needs each: the shares that members read, and what the platform compares and
    /// sums.</summary>
    /// <param name="training">The training.</param>
    /// <returns>In roster order; nothing in a step that reads none. <see cref="OpenedShares"/> are not among them.</returns>
    public static IEnumerable<NeededUpload> Of(TrainingProgress training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.State.Step switch
        {
            TrainingStep.Check => training.Masks.Values.Select(Shares),
            TrainingStep.Compare => training.Masks.SelectMany<KeyValuePair<int, ContributionAccepted>, NeededUpload>(mask =>
            [
                new(ContributionPart.Commitments, training.Statistics[mask.Key].Digest), .. Vectors(mask.Value), Shares(mask.Value),
            ]),
            TrainingStep.Sum => training.Masks.Values.SelectMany(Vectors),
            _ => [],
        };
    }

    /// <summary>The digests of the shares that members have handed out, of which <see cref="TrainingState.Threshold"/> open the
    /// sum.</summary>
    /// <param name="training">The training.</param>
    /// <returns>In roster order; nothing before the sum.</returns>
    public static IEnumerable<ReadOnlyMemory<byte>> OpenedShares(TrainingProgress training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.State.Step == TrainingStep.Sum ? training.Shares.Values.Select(static one => one.SharesDigest) : [];
    }

    private static NeededUpload Shares(ContributionAccepted mask) => new(ContributionPart.EncryptedShares, mask.SharesDigest);

    private static NeededUpload[] Vectors(ContributionAccepted mask) =>
        [new(ContributionPart.Values, mask.ValuesDigest), new(ContributionPart.Blindings, mask.BlindingsDigest)];

    private static string TextOf(ReadOnlyMemory<byte> digest) => Convert.ToHexStringLower(digest.Span);
}
