using System.Collections.Immutable;
using Candor.Commitments;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Market.Contributions;

/// <summary>The shares that a member holds in an epoch: one of each member's self seed.</summary>
internal sealed class HeldShares
{
    private HeldShares(ReadOnlyMemory<byte> bytes, ImmutableArray<int> misfits)
    {
        Bytes = bytes;
        Misfits = misfits;
    }

    /// <summary>One scalar of 32 bytes for each member of the list, in its order, the holder's own among them.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The dealers, by place, whose share does not fit what they committed to.</summary>
    internal ImmutableArray<int> Misfits { get; }

    /// <summary>Decrypts what the platform handed out.</summary>
    /// <param name="training">The training; all masks of its epoch are in.</param>
    /// <param name="state">The holder's state.</param>
    /// <param name="polynomial">The holder's polynomial of the epoch.</param>
    /// <param name="encrypted">What the platform handed out, by the dealer's place.</param>
    /// <param name="refusal">Why there are none; null where there are.</param>
    internal static HeldShares? TryRead(
        TrainingProgress training,
        ContributorState state,
        SharingPolynomial polynomial,
        IReadOnlyDictionary<int, ReadOnlyMemory<byte>> encrypted,
        out GuardRefusal? refusal)
    {
        int holder = training.PositionOf(state.Guard.Terms.Place);
        byte[] held = new byte[training.List!.Members.Length * SecretShare.Size];
        var misfits = ImmutableArray.CreateBuilder<int>();
        for (int dealer = 0; dealer < training.List.Members.Length; dealer++)
        {
            int place = training.List.Members[dealer].Place;
            SecretShare share;
            if (dealer == holder)
            {
                share = polynomial.ShareOf(place);
            }
            else if (Find(training, place, encrypted, out refusal) is { } dealt)
            {
                share = dealt.Decrypt(training.Epoch!, dealer, holder, state.Key);
                if (training.SeedCommitmentsOf(place).Verify(share) != ProofFailure.None)
                {
                    misfits.Add(place);
                }
            }
            else
            {
                return null;
            }

            share.ToArray().CopyTo(held, dealer * SecretShare.Size);
        }

        refusal = null;
        return new HeldShares(held, misfits.ToImmutable());
    }

    private static EncryptedShares? Find(
        TrainingProgress training,
        int dealer,
        IReadOnlyDictionary<int, ReadOnlyMemory<byte>> encrypted,
        out GuardRefusal? refusal)
    {
        ContributionAccepted signed = training.Masks[dealer];
        EncryptedShares? shares = null;
        bool isFound = encrypted.TryGetValue(dealer, out ReadOnlyMemory<byte> bytes)
            && EncryptedShares.TryParse(training.Epoch!.List, bytes.Span, out shares, out _)
            && shares.Digest.Span.SequenceEqual(signed.SharesDigest.Span);
        refusal = GuardRefusal.When(
            !isFound,
            GuardReason.SharesForeign,
            $"The platform handed out {bytes.Length} bytes for the shares of place {dealer} in epoch {signed.Epoch}; expected those of the digest that it signed, {Convert.ToHexStringLower(signed.SharesDigest.Span[..8])}.");
        return isFound ? shares : null;
    }
}
