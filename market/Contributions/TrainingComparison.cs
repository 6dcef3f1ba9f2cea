using System.Collections.Immutable;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Market.Contributions;

/// <summary>Compares the points of an epoch with what was uploaded (statement 9), one member at a time: whoever has the log
/// and the uploads comes to the same. Pure; not thread-safe.</summary>
public sealed class TrainingComparison
{
    private readonly TrainingProgress _training;
    private readonly MaskWeights _weights;
    private readonly MaskPoints[] _points;
    private readonly SortedDictionary<int, FallCause> _named = [];
    private readonly HashSet<int> _compared = [];

    /// <summary>Begins before the first member.</summary>
    /// <param name="training">The training; all points of its epoch are in.</param>
    /// <exception cref="ArgumentException">Points are missing.</exception>
    /// <exception cref="FormatException">The log holds points that do not decode.</exception>
    public TrainingComparison(TrainingProgress training)
    {
        ArgumentNullException.ThrowIfNull(training);
        _training = training;
        if (!IsReady(training))
        {
            throw new ArgumentException("Points of the epoch are missing; expected those of every member.", nameof(training));
        }

        _weights = training.Weights!;
        _points = [.. training.List!.Members.Select(member => training.PointsOf(member.Place))];
    }

    /// <summary>Whether the log has what a comparison needs.</summary>
    /// <param name="training">The training.</param>
    /// <returns>Whether all points of its epoch are in.</returns>
    public static bool IsReady(TrainingProgress training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return training.List is { } list && list.Members.All(member => training.Points.ContainsKey(member.Place));
    }

    /// <summary>The dealers whose encrypted shares somebody complains about, by place.</summary>
    public ImmutableSortedSet<int> Blamed(MarketState market)
    {
        ArgumentNullException.ThrowIfNull(market);
        return [.. _training.Points.Values.SelectMany(static points => points.Complaints).Select(one => market.PlaceOf(one.Dealer))];
    }

    /// <summary>Holds a member's masked vectors to its commitments and points.</summary>
    /// <param name="place">The member's roster index.</param>
    /// <param name="commitments">Its commitments, of the digest in the log.</param>
    /// <param name="masked">Its masked vectors, of the digests in the log.</param>
    /// <returns>What statement 9 comes to; the member is named for anything but <see cref="ProofFailure.None"/>.</returns>
    /// <exception cref="ArgumentException">The place is not on the list, or the uploads have other digests.</exception>
    public ProofFailure Compare(int place, StatisticsCommitments commitments, MaskedStatistics masked)
    {
        ArgumentNullException.ThrowIfNull(masked);
        int position = RequirePosition(place);
        ContributionAccepted signed = _training.Masks[place];
        if (!masked.ValuesDigest.Span.SequenceEqual(signed.ValuesDigest.Span)
            || !masked.BlindingsDigest.Span.SequenceEqual(signed.BlindingsDigest.Span))
        {
            throw new ArgumentException("The masked vectors are not those that the member signed.", nameof(masked));
        }

        ProofFailure failure = MaskedVectorStatement.Verify(_weights, position, commitments, masked, _points[position]);
        if (failure != ProofFailure.None)
        {
            Name(place, FallCause.MasksFail);
        }

        _compared.Add(place);
        return failure;
    }

    /// <summary>Judges the complaints about a dealer's shares.</summary>
    /// <param name="market">The market.</param>
    /// <param name="dealer">The dealer's roster index.</param>
    /// <param name="shares">What it encrypted, of the digest in the log.</param>
    /// <exception cref="ArgumentException">The place is not on the list, or the shares have another digest.</exception>
    public void JudgeComplaints(MarketState market, int dealer, EncryptedShares shares)
    {
        ArgumentNullException.ThrowIfNull(market);
        ArgumentNullException.ThrowIfNull(shares);
        int position = RequirePosition(dealer);
        if (!shares.Digest.Span.SequenceEqual(_training.Masks[dealer].SharesDigest.Span))
        {
            throw new ArgumentException("The shares are not those that the member signed.", nameof(shares));
        }

        FeldmanCommitments commitments = _training.SeedCommitmentsOf(dealer);
        foreach ((int complainer, ContributionChecked points) in _training.Points)
        {
            foreach (DealtShareComplaint complaint in points.Complaints.Where(one => market.PlaceOf(one.Dealer) == dealer))
            {
                // A complaint whose opening does not hold is void, and names nobody.
                ShareVerdict verdict = ShareComplaint.Judge(
                    _training.Epoch!,
                    RequirePosition(complainer),
                    position,
                    complaint.Opening.Span,
                    shares,
                    commitments,
                    out _);
                if (verdict != ShareVerdict.Void)
                {
                    Name(verdict == ShareVerdict.DealerNamed ? dealer : complainer, FallCause.ShareNamed);
                }
            }
        }
    }

    /// <summary>Whether what was compared so far names a member.</summary>
    /// <param name="place">The member's roster index.</param>
    internal bool Names(int place) => _named.ContainsKey(place);

    /// <summary>Ends the comparison.</summary>
    /// <returns>Who fails by itself, and the pairs whose points differ.</returns>
    /// <exception cref="InvalidOperationException">A member was not compared.</exception>
    public ComparedEpoch Finish()
    {
        ImmutableArray<ListedMember> members = _training.List!.Members;
        if (members.FirstOrDefault(member => !_compared.Contains(member.Place)) is { } missing)
        {
            throw new InvalidOperationException($"The member at place {missing.Place} was not compared.");
        }

        return new ComparedEpoch(
            _training.State.Epoch, _named.ToImmutableSortedDictionary(), Disputes(_training, _points, _named.Keys));
    }

    /// <summary>Finds the pairs whose points differ, which takes the log and no upload.</summary>
    /// <param name="training">The training; all points of its epoch are in.</param>
    /// <param name="named">The roster indices of those who fail by themselves: a pair with one of them is no longer in
    /// question.</param>
    /// <returns>The pairs, in the order of the list.</returns>
    /// <exception cref="FormatException">The log holds points that do not decode.</exception>
    public static ImmutableArray<DisputedPair> FindDisputes(TrainingProgress training, IReadOnlyCollection<int> named)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(named);
        return Disputes(training, [.. training.List!.Members.Select(member => training.PointsOf(member.Place))], named);
    }

    /// <summary>Whether a complaint whose opening holds is by or about a member: by its share it or the other end is named,
    /// and without one no share names anybody.</summary>
    /// <param name="market">The market; all points of its epoch are in.</param>
    /// <param name="place">The member's roster index, from 0.</param>
    /// <returns>Whether there is one.</returns>
    public static bool IsInComplaint(MarketState market, int place)
    {
        ArgumentNullException.ThrowIfNull(market);
        TrainingProgress training = market.Training!;
        return training.Points.Any(points => points.Value.Complaints.Any(complaint =>
            (points.Key == place || market.PlaceOf(complaint.Dealer) == place)
            && PairOpeningStatement.Verify(
                training.Epoch!,
                training.PositionOf(points.Key),
                training.PositionOf(market.PlaceOf(complaint.Dealer)),
                complaint.Opening.Span) == ProofFailure.None));
    }

    private static ImmutableArray<DisputedPair> Disputes(
        TrainingProgress training, IReadOnlyList<MaskPoints> points, IReadOnlyCollection<int> named)
    {
        ImmutableArray<ListedMember> members = training.List!.Members;
        return
        [
            .. PairDispute.Find(training.Epoch!.List, points)
                .Select(pair => new DisputedPair(members[pair.First].Place, members[pair.Second].Place))
                .Where(pair => !named.Contains(pair.First) && !named.Contains(pair.Second)),
        ];
    }

    private int RequirePosition(int place) => _training.PositionOf(place) is >= 0 and var position
        ? position
        : throw new ArgumentException($"Place {place} is not on the epoch's list.", nameof(place));

    private void Name(int place, FallCause cause) => _named.TryAdd(place, cause);
}

/// <summary>What the comparison of an epoch's points comes to.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Named">Who fails by itself, by place.</param>
/// <param name="Disputed">The pairs whose points differ.</param>
public sealed record ComparedEpoch(
    ulong Epoch, ImmutableSortedDictionary<int, FallCause> Named, ImmutableArray<DisputedPair> Disputed);
