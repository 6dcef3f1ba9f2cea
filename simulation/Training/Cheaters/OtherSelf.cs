using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market;
using Candor.Market.Contributions;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>Masks with another self seed than the one that it shares, and publishes the point of that: its vectors fit all its
/// points, and only its opened seed tells.</summary>
internal sealed class OtherSelf : TrainingConduct
{
    /// <inheritdoc/>
    internal override IEnumerable<SendContribution> Send(
        TrainingMember member, MarketState market, ContributorState before, SendContribution turn)
    {
        switch (turn.Claim)
        {
            case MaskClaim claim:
                using (ContributorMasks masks = MasksOf(market, turn.State))
                using (var opening = new StatisticsOpening(
                    market.ContextOf(member.Place),
                    market.Definition.Training!.Shape,
                    Sum(member).Coordinates,
                    turn.State.BlindingSeed))
                {
                    MaskedStatistics masked = masks.Mask(opening);
                    return
                    [
                        AlteredMasks.With(market, before, turn, new AlteredMasks.Parts(
                            masked.Values.ToArray(),
                            masked.Blindings.ToArray(),
                            AlteredMasks.BytesOf(turn, ContributionPart.EncryptedShares),
                            claim.SeedCommitments.ToArray())),
                    ];
                }

            case PointsClaim claim:
                using (ContributorMasks masks = MasksOf(market, turn.State))
                {
                    return [turn with { Claim = claim with { Points = masks.ComputePoints(market.Training!.Weights!).Bytes } }];
                }

            default:
                return [turn];
        }
    }

    private static ContributorMasks MasksOf(MarketState market, ContributorState state)
    {
        byte[] bytes = new byte[SharedSecret.Size];
        bytes[0] = 7;
        _ = SharedSecret.TryImport(bytes, out SharedSecret? seed);
        using (seed)
        {
            TrainingProgress training = market.Training!;
            return new ContributorMasks(
                training.Epoch!, training.PositionOf(state.Guard.Terms.Place), state.Key, seed!);
        }
    }
}
