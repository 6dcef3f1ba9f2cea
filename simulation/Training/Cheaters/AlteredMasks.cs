using Candor.Commitments.Group;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Training;

namespace Candor.Simulation.Training.Cheaters;

/// <summary>Sends other masked vectors, shares or commitments than its client makes, under its own signature.</summary>
/// <param name="alters">Changes the three uploads and the commitments, in place.</param>
internal sealed class AlteredMasks(Action<TrainingMember, AlteredMasks.Parts> alters) : TrainingConduct
{
    private const int Scalars = Scalar.Size;

    /// <summary>One more in one coordinate.</summary>
    internal static AlteredMasks Values { get; } = new(static (_, parts) => Add(parts.Values, 1, Scalar.FromUInt64(1)));

    /// <summary>Half of ℓ in two coordinates, which weights of ±1 would not see.</summary>
    internal static AlteredMasks HalfOrder { get; } = new(static (_, parts) =>
    {
        Scalar half = Scalar.FromUInt64(2).Invert();
        Add(parts.Values, 1, half);
        Add(parts.Values, 2, half);
    });

    /// <summary>One more in the blinding of one coordinate.</summary>
    internal static AlteredMasks Blindings { get; } = new(static (_, parts) => Add(parts.Blindings, 1, Scalar.FromUInt64(1)));

    /// <summary>One more in the share of one holder.</summary>
    internal static AlteredMasks Share { get; } = new(static (_, parts) => Add(parts.Shares, 0, Scalar.FromUInt64(1)));

    /// <summary>Commitments to another polynomial than the shares are of.</summary>
    internal static AlteredMasks Commitments { get; } = new(static (member, parts) =>
    {
        using var other = SharingPolynomial.Create(parts.Commitments.Length / Scalars, member.Random);
        other.Commit().Bytes.CopyTo(parts.Commitments);
    });

    /// <inheritdoc/>
    internal override IEnumerable<SendContribution> Send(
        TrainingMember member, MarketState market, ContributorState before, SendContribution turn)
    {
        if (turn.Claim is not MaskClaim claim)
        {
            return [turn];
        }

        var parts = new Parts(
            BytesOf(turn, ContributionPart.Values),
            BytesOf(turn, ContributionPart.Blindings),
            BytesOf(turn, ContributionPart.EncryptedShares),
            claim.SeedCommitments.ToArray());
        alters(member, parts);
        return [With(market, before, turn, parts)];
    }

    /// <summary>Signs other bytes instead of those that a client made, with the state that fits them.</summary>
    /// <param name="market">The market.</param>
    /// <param name="before">The client's state before its turn.</param>
    /// <param name="turn">The client's turn.</param>
    /// <param name="parts">The bytes.</param>
    internal static SendContribution With(
        MarketState market, ContributorState before, SendContribution turn, Parts parts)
    {
        TrainingProgress training = market.Training!;
        if (!MaskedStatistics.TryParse(
                training.Epoch!.Shape, parts.Values, parts.Blindings, out MaskedStatistics? masked, out _)
            || !EncryptedShares.TryParse(training.Epoch.List, parts.Shares, out EncryptedShares? shares, out _))
        {
            throw new InvalidOperationException("What the cheater sends does not decode.");
        }

        byte[] content = ContributorClient.DigestOfMasks(
            masked.ValuesDigest, masked.BlindingsDigest, shares.Digest, parts.Commitments);
        UnmaskGuard guard = before.Guard.AcceptFirst(training.First!).State
            .Mask(training.State.Epoch, training.List!, content).State;
        return turn with
        {
            State = turn.State.With(guard),
            Claim = (MaskClaim)turn.Claim with
            {
                ValuesDigest = masked.ValuesDigest,
                BlindingsDigest = masked.BlindingsDigest,
                SharesDigest = shares.Digest,
                SeedCommitments = parts.Commitments,
            },
            Uploads =
            [
                new ContributionUpload(ContributionPart.Values, masked.ValuesDigest, masked.Values),
                new ContributionUpload(ContributionPart.Blindings, masked.BlindingsDigest, masked.Blindings),
                new ContributionUpload(ContributionPart.EncryptedShares, shares.Digest, shares.Bytes),
            ],
        };
    }

    /// <summary>The bytes of an upload, a copy.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="part">Which one.</param>
    internal static byte[] BytesOf(SendContribution turn, ContributionPart part) =>
        turn.Uploads.Single(upload => upload.Part == part).Bytes.ToArray();

    /// <summary>Adds to one of many scalars.</summary>
    /// <param name="scalars">Scalars of 32 bytes.</param>
    /// <param name="index">Which one.</param>
    /// <param name="addend">What is added, modulo ℓ.</param>
    internal static void Add(byte[] scalars, int index, Scalar addend)
    {
        Span<byte> one = scalars.AsSpan(index * Scalars, Scalars);
        _ = Scalar.TryParse(one, out Scalar value);
        (value + addend).WriteBytes(one);
    }

    /// <summary>What is changed in place.</summary>
    /// <param name="Values">y.</param>
    /// <param name="Blindings">z.</param>
    /// <param name="Shares">The encrypted shares.</param>
    /// <param name="Commitments">Feldman's commitments.</param>
    internal sealed record Parts(byte[] Values, byte[] Blindings, byte[] Shares, byte[] Commitments);
}
