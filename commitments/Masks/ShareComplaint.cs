using Candor.Commitments.SecretSharing;

namespace Candor.Commitments.Masks;

/// <summary>
/// A holder says that the share which a dealer encrypted for it does not fit. It opens the pair's secret with it, so
/// that everybody can decrypt this share and see.
/// </summary>
/// <remarks>Safe for use from many threads.</remarks>
public static class ShareComplaint
{
    /// <summary>Decides a complaint.</summary>
    /// <param name="epoch">List and epoch.</param>
    /// <param name="complainer">The holder's position, which opened.</param>
    /// <param name="dealer">The dealer's position.</param>
    /// <param name="opening">The opening by the complainer, untrusted.</param>
    /// <param name="shares">What the dealer encrypted, of the digest that it signed.</param>
    /// <param name="commitments">The dealer's commitments.</param>
    /// <param name="failure">Why the complaint is void, or <see cref="ProofFailure.None"/>.</param>
    /// <returns>Who is named.</returns>
    /// <exception cref="ArgumentException">Both ends are the same, or the shares are of another list.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The list has no such position.</exception>
    public static ShareVerdict Judge(
        MaskEpoch epoch,
        int complainer,
        int dealer,
        ReadOnlySpan<byte> opening,
        EncryptedShares shares,
        FeldmanCommitments commitments,
        out ProofFailure failure)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        ArgumentNullException.ThrowIfNull(shares);
        ArgumentNullException.ThrowIfNull(commitments);
        failure = PairOpeningStatement.Verify(epoch, complainer, dealer, opening);
        if (failure != ProofFailure.None)
        {
            return ShareVerdict.Void;
        }

        SecretShare share = shares.Decrypt(epoch, dealer, complainer, PairOpeningStatement.SecretOf(opening));
        return commitments.Verify(share) == ProofFailure.None ? ShareVerdict.ComplainerNamed : ShareVerdict.DealerNamed;
    }
}
