using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Events;
using Candor.Training.Sums;

namespace Candor.Market.Contributions;

/// <content>Whether what the platform names a member for is true, from what that keeps itself.</content>
public static partial class ContributorClient
{
    /// <summary>Whether a member's masked vectors are the committed ones (statement 9), made anew from its state and compared as the
    /// platform compares them.</summary>
    /// <param name="market">The market in the epoch, all of whose points are in.</param>
    /// <param name="state">The member's state.</param>
    /// <param name="own">The statistics that it committed to.</param>
    /// <returns>Whether they are, as it signed them; <see cref="KeptProof.OtherRecords"/> where that cannot be told: records or
    /// state are of another commitment or epoch.</returns>
    /// <exception cref="ArgumentException">State or statistics are of another market or report, or points are missing.</exception>
    public static KeptProof VerifyMasked(MarketState market, ContributorState state, SufficientStatistics own)
    {
        RequireSame(market, state);
        ArgumentNullException.ThrowIfNull(own);
        TrainingProgress training = market.Training!;
        int place = state.Guard.Terms.Place;
        using StatisticsOpening opening = Open(market, state, own);
        StatisticsCommitments commitments = opening.Commit();
        if (state.PolynomialEpoch != training.State.Epoch
            || !commitments.Digest.Span.SequenceEqual(training.Statistics[place].Digest.Span))
        {
            return KeptProof.OtherRecords;
        }

        using SharingPolynomial polynomial = state.GetPolynomial();
        using SharedSecret seed = polynomial.GetSecret();
        using var masks = new ContributorMasks(training.Epoch!, training.PositionOf(place), state.Key, seed);
        MaskedStatistics masked = masks.Mask(opening);
        ContributionAccepted signed = training.Masks[place];
        return masked.ValuesDigest.Span.SequenceEqual(signed.ValuesDigest.Span)
            && masked.BlindingsDigest.Span.SequenceEqual(signed.BlindingsDigest.Span)
            && new TrainingComparison(training).Compare(place, commitments, masked) == ProofFailure.None
                ? KeptProof.Holds
                : KeptProof.Fails;
    }

    /// <summary>Whether a member's shares are right, against the complaints about them, made anew from its state.</summary>
    /// <param name="market">The market in the epoch, all of whose points are in.</param>
    /// <param name="state">The member's state.</param>
    /// <returns>Whether no complaint names it, as it signed them; <see cref="KeptProof.OtherRecords"/> where that cannot be told: its
    /// state is of another epoch, or it complained itself of a share, which others hold.</returns>
    /// <exception cref="ArgumentException">The state is of another market, or points are missing.</exception>
    public static KeptProof VerifyShares(MarketState market, ContributorState state)
    {
        RequireSame(market, state);
        TrainingProgress training = market.Training!;
        int place = state.Guard.Terms.Place;
        if (state.PolynomialEpoch != training.State.Epoch || !training.Points[place].Complaints.IsEmpty)
        {
            return KeptProof.OtherRecords;
        }

        using SharingPolynomial polynomial = state.GetPolynomial();
        EncryptedShares shares = EncryptedShares.Encrypt(
            training.Epoch!, training.PositionOf(place), state.Key, polynomial);
        if (!shares.Digest.Span.SequenceEqual(training.Masks[place].SharesDigest.Span))
        {
            return KeptProof.Fails;
        }

        var comparison = new TrainingComparison(training);
        comparison.JudgeComplaints(market, place, shares);
        return comparison.Names(place) ? KeptProof.Fails : KeptProof.Holds;
    }
}
