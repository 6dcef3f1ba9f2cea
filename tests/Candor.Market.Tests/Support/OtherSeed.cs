using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Contributions;

namespace Candor.Market.Tests.Support;

/// <summary>A member that masks with another self seed than the one that it shares, and publishes the point of that: its vectors
/// fit all its points, and only its opened seed tells.</summary>
internal sealed class OtherSeed(TrainedMarket market, int place)
{
    private static readonly byte[] s_seed = [7, .. new byte[SharedSecret.Size - 1]];

    internal SendContribution? Alter(int sender, SendContribution turn)
    {
        if (sender != place || turn.Claim is not (MaskClaim or PointsClaim))
        {
            return turn;
        }

        _ = SharedSecret.TryImport(s_seed, out SharedSecret? seed);
        using (seed)
        {
            using var masks = new ContributorMasks(
                market.Training.Epoch!, market.Training.PositionOf(place), turn.State.Key, seed!);
            return turn.Claim is PointsClaim points
                ? turn with { Claim = points with { Points = masks.ComputePoints(market.Training.Weights!).Bytes } }
                : Masked(masks, turn);
        }
    }

    private SendContribution Masked(ContributorMasks masks, SendContribution turn)
    {
        using var opening = new StatisticsOpening(
            market.State.ContextOf(place),
            market.State.Definition.Training!.Shape,
            market.Sum(place).Coordinates,
            turn.State.BlindingSeed);
        MaskedStatistics masked = masks.Mask(opening);
        var claim = (MaskClaim)turn.Claim;
        byte[] content = ContributorClient.DigestOfMasks(
            masked.ValuesDigest, masked.BlindingsDigest, claim.SharesDigest, claim.SeedCommitments);
        return turn with
        {
            State = turn.State.With(
                market.States[place].Guard.Mask(claim.Epoch, market.Training.List!, content).State),
            Claim = claim with { ValuesDigest = masked.ValuesDigest, BlindingsDigest = masked.BlindingsDigest },
            Uploads =
            [
                new ContributionUpload(ContributionPart.Values, masked.ValuesDigest, masked.Values),
                new ContributionUpload(ContributionPart.Blindings, masked.BlindingsDigest, masked.Blindings),
                .. turn.Uploads.Where(static upload => upload.Part == ContributionPart.EncryptedShares),
            ],
        };
    }
}
