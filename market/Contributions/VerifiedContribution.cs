using System.Diagnostics.CodeAnalysis;
using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Events;
using Candor.Market.Training;

namespace Candor.Market.Contributions;

/// <summary>A message of a step whose encodings and proofs hold in one market. Only <see cref="TryVerify"/> makes
/// one.</summary>
public sealed class VerifiedContribution
{
    private VerifiedContribution(ContributionClaim claim, int place, PairVerdict pair)
    {
        Claim = claim;
        Place = place;
        Pair = pair;
    }

    /// <summary>The claim.</summary>
    public ContributionClaim Claim { get; }

    /// <summary>The sender's roster index, from 0.</summary>
    public int Place { get; }

    /// <summary>Whom an opened pair secret names.</summary>
    internal PairVerdict Pair { get; }

    /// <summary>Verifies a claim: first the market's rules, which cost nothing, then what it proves. Pure; meant to run
    /// outside the market's writer.</summary>
    /// <param name="state">A snapshot of the market.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="statistics">The commitments of the digest that a <see cref="StatisticsClaim"/> names; null where they are
    /// not at hand: then their count is not checked.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="verified">The verified message, where it holds.</param>
    /// <param name="rejection">Why not, where it does not.</param>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="ArgumentException">The commitments have another digest.</exception>
    public static bool TryVerify(
        MarketState state,
        ContributionClaim claim,
        StatisticsCommitments? statistics,
        DateTimeOffset at,
        [NotNullWhen(true)] out VerifiedContribution? verified,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(claim);
        verified = null;
        PairVerdict pair = PairVerdict.Void;
        rejection = ContributionRules.Check(state, claim, at, out int place)
            ?? claim switch
            {
                MaskKeyClaim c => CheckMaskKey(state, place, c),
                StatisticsClaim c => CheckStatistics(state, place, c, statistics),
                MaskClaim c => CheckMasks(state, c),
                PointsClaim c => CheckPoints(state, place, c),
                PairClaim c => JudgePair(state, place, c, out pair),
                SharesClaim c => CheckDigests(("digest of the shares", c.SharesDigest)),
                _ => throw new ArgumentException($"Unknown claim {claim.GetType().Name}.", nameof(claim)),
            };
        verified = rejection is null ? new VerifiedContribution(claim, place, pair) : null;
        return verified is not null;
    }

    /// <summary>Verifies the count that a message opens (statement 7) by the first commitment alone, so that whoever sends a wrong
    /// one again and again has nobody read all the others.</summary>
    /// <param name="state">A snapshot of the market.</param>
    /// <param name="claim">The message, which <see cref="TryVerify"/> has taken without its commitments.</param>
    /// <param name="first">The encoding of the first of the commitments whose digest the message names.</param>
    /// <returns>Why it does not hold; null where it does.</returns>
    public static Rejection? CheckCount(MarketState state, StatisticsClaim claim, ReadOnlySpan<byte> first)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(claim);
        uint records = state.Training!.State.Members[state.PlaceOf(claim.Participant)];
        return DescribeCount(claim, records, CountStatement.Verify(first, records, claim.CountOpening.Span));
    }

    private static Rejection? CheckMaskKey(MarketState state, int place, MaskKeyClaim claim)
    {
        ProofFailure failure = MaskKeyStatement.Verify(state.ContextOf(place), claim.MaskKey.Span, claim.Proof.Span);
        return Rejection.When(
            failure != ProofFailure.None,
            RejectionReason.MaskKeyInvalid,
            $"The mask key ({claim.MaskKey.Length} bytes) and its proof ({claim.Proof.Length} bytes) do not hold for this "
            + $"market, participant and key: {failure}; expected a canonical ristretto255 encoding of 32 bytes, not the "
            + $"identity, and the proof that its secret is known.");
    }

    private static Rejection? CheckStatistics(
        MarketState state, int place, StatisticsClaim claim, StatisticsCommitments? statistics)
    {
        // Whoever replays the log has no commitments to open; the form is checked there too.
        if (CheckDigests(("digest of the commitments", claim.StatisticsDigest), ("opening of the count", claim.CountOpening)) is { } malformed)
        {
            return malformed;
        }

        if (statistics is null)
        {
            return null;
        }

        if (!statistics.Digest.Span.SequenceEqual(claim.StatisticsDigest.Span))
        {
            throw new ArgumentException("The commitments are not those that the message names.", nameof(statistics));
        }

        uint records = state.Training!.State.Members[place];
        return DescribeCount(claim, records, CountStatement.Verify(statistics, records, claim.CountOpening.Span));
    }

    private static Rejection? DescribeCount(StatisticsClaim claim, uint records, ProofFailure failure) =>
        Rejection.When(
            failure != ProofFailure.None,
            RejectionReason.CountMismatch,
            $"The opening of the count ({claim.CountOpening.Length} bytes) does not show {records} records, as reported: "
            + $"{failure}.");

    private static Rejection? CheckMasks(MarketState state, MaskClaim claim)
    {
        int threshold = state.Training!.State.Threshold;
        return CheckDigests(
                ("digest of the masked values", claim.ValuesDigest),
                ("digest of the masked blindings", claim.BlindingsDigest),
                ("digest of the encrypted shares", claim.SharesDigest))
            ?? (FeldmanCommitments.TryParse(claim.SeedCommitments.Span, threshold, out _, out ProofFailure failure)
                ? null
                : new Rejection(
                    RejectionReason.ContributionMalformed,
                    FormattableString.Invariant(
                        $"The commitments to the self seed ({claim.SeedCommitments.Length} bytes) do not decode: ")
                    + FormattableString.Invariant($"{PointFault.Describe(claim.SeedCommitments.Span, failure)}; ")
                    + FormattableString.Invariant($"expected {threshold} canonical points, the first not the identity.")));
    }

    private static Rejection? CheckPoints(MarketState state, int place, PointsClaim claim)
    {
        TrainingProgress training = state.Training!;
        MaskWeights weights = training.Weights!;
        return Rejection.When(
                !claim.Context.Span.SequenceEqual(weights.Context.Span),
                RejectionReason.ListMismatch,
                $"The message names the context '{Convert.ToHexStringLower(claim.Context.Span)}'; that of epoch "
                + $"{claim.Epoch} is '{Convert.ToHexStringLower(weights.Context.Span)}'.")
            ?? (MaskPoints.TryParse(weights.Epoch.List, claim.Points.Span, out _, out ProofFailure failure)
                ? null
                : new Rejection(
                    RejectionReason.ContributionMalformed,
                    FormattableString.Invariant($"The points ({claim.Points.Length} bytes) do not decode: ")
                    + FormattableString.Invariant($"{PointFault.Describe(claim.Points.Span, failure)}; ")
                    + FormattableString.Invariant($"expected {weights.Epoch.List.Count} canonical points.")))
            ?? CheckComplaints(state, place, claim);
    }

    private static Rejection? CheckComplaints(MarketState state, int place, PointsClaim claim)
    {
        var dealers = new HashSet<int>();
        foreach (DealtShareComplaint complaint in claim.Complaints)
        {
            if (!state.Definition.TryFind(complaint.Dealer, out int dealer)
                || dealer == place
                || state.Training!.PositionOf(dealer) < 0
                || !dealers.Add(dealer)
                || complaint.Opening.Length != PairOpeningStatement.Size)
            {
                return new Rejection(
                    RejectionReason.ContributionMalformed,
                    $"A complaint is about '{complaint.Dealer}' with an opening of {complaint.Opening.Length} bytes; expected "
                    + $"other members of the list, each once, with {PairOpeningStatement.Size} bytes.");
            }
        }

        return null;
    }

    private static Rejection? JudgePair(MarketState state, int place, PairClaim claim, out PairVerdict verdict)
    {
        verdict = PairVerdict.Void;
        TrainingProgress training = state.Training!;
        if (!state.Definition.TryFind(claim.Other, out int other) || other == place
            || !training.State.Disputed.Contains((Math.Min(place, other), Math.Max(place, other))))
        {
            return new Rejection(
                RejectionReason.StepAhead,
                $"'{claim.Participant}' and '{claim.Other}' are not in dispute; expected a pair whose points differ.");
        }

        verdict = PairDispute.Judge(
            training.Weights!,
            training.PositionOf(place),
            training.PositionOf(other),
            claim.Opening.Span,
            training.PointsOf(place),
            training.PointsOf(other),
            out ProofFailure failure);
        return Rejection.When(
            verdict == PairVerdict.Void,
            RejectionReason.PairOpeningInvalid,
            $"The opening ({claim.Opening.Length} bytes) does not show the secret of '{claim.Participant}' and "
            + $"'{claim.Other}': {failure}.");
    }

    private static Rejection? CheckDigests(params ReadOnlySpan<(string What, ReadOnlyMemory<byte> Digest)> digests)
    {
        foreach ((string what, ReadOnlyMemory<byte> digest) in digests)
        {
            if (digest.Length != TrainingList.DigestBytes)
            {
                return new Rejection(
                    RejectionReason.ContributionMalformed,
                    FormattableString.Invariant($"The {what} has {digest.Length} bytes; expected ")
                    + FormattableString.Invariant($"{TrainingList.DigestBytes}."));
            }
        }

        return null;
    }
}
