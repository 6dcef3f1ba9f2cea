using System.Security.Cryptography;
using Candor.Commitments.Group;
using Candor.Market;
using Candor.Market.Contributions;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>Sends something else than a message that its client makes: another one, one more, or none.</summary>
/// <param name="alters">Makes what it sends.</param>
internal sealed class AlteredMessages(
    Func<MarketState, SendContribution, IEnumerable<SendContribution>> alters) : TrainingConduct
{
    /// <summary>The mask key of another.</summary>
    internal static AlteredMessages CopiedKey { get; } = new(static (market, turn) => turn.Claim is MaskKeyClaim claim
        ? [turn with { Claim = claim with { MaskKey = market.Training!.State.Keys.Values.First() } }]
        : [turn]);

    /// <summary>The mask key of another, by its proof: its own key with a proof that is none.</summary>
    internal static AlteredMessages UnprovedKey { get; } = new(static (_, turn) => turn.Claim is MaskKeyClaim claim
        ? [turn with { Claim = claim with { Proof = new byte[claim.Proof.Length] } }]
        : [turn]);

    /// <summary>The opening of another count.</summary>
    internal static AlteredMessages Count { get; } = new(static (_, turn) => turn.Claim is StatisticsClaim claim
        ? [turn with { Claim = claim with { CountOpening = new byte[claim.CountOpening.Length] } }]
        : [turn]);

    /// <summary>Masks for another list.</summary>
    internal static AlteredMessages List { get; } = new(static (_, turn) => turn.Claim is MaskClaim claim
        ? [turn with { Claim = claim with { ListDigest = SHA256.HashData("another list"u8) } }]
        : [turn]);

    /// <summary>Other masks after the first.</summary>
    internal static AlteredMessages Twice { get; } = new(static (_, turn) => turn.Claim is MaskClaim claim
        ? [turn, turn with { Claim = claim with { SeedCommitments = claim.SeedCommitments[..^RistrettoPoint.Size] } }]
        : [turn]);

    /// <summary>A share that its dealer has not dealt.</summary>
    internal static AlteredMessages OpenedShare { get; } = new(static (_, turn) =>
    {
        if (turn.Claim is not SharesClaim claim)
        {
            return [turn];
        }

        byte[] shares = turn.Shares.ToArray();
        AlteredMasks.Add(shares, 0, Scalar.FromUInt64(1));
        return [turn with { Claim = claim with { SharesDigest = SHA256.HashData(shares) }, Shares = shares }];
    });

    /// <inheritdoc/>
    internal override IEnumerable<SendContribution> Send(
        TrainingMember member, MarketState market, ContributorState before, SendContribution turn) => alters(market, turn);
}
