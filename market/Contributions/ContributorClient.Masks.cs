using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Commitments.SecretSharing;
using Candor.Market.Events;
using Candor.Market.Training;
using Candor.Training.Sums;

namespace Candor.Market.Contributions;

/// <content>Steps 4 to 6 of an epoch.</content>
public static partial class ContributorClient
{
    private static ContributorTurn Mask(
        MarketState market, ContributorState state, SufficientStatistics? own, RandomNumberGenerator rng)
    {
        TrainingProgress training = market.Training!;
        if (training.State.HasAnswered(state.Guard.Terms.Place))
        {
            return new AwaitLog(state);
        }

        if (own is null)
        {
            return new AskAgain(state, ContributorNeed.Statistics, 0);
        }

        using StatisticsOpening opening = Open(market, state, own);
        GuardAnswer committed = state.Guard.Commit(opening.Commit().Digest);
        if (Refused(state, committed, training) is { } refused)
        {
            return refused;
        }

        bool isAgain = state.PolynomialEpoch == training.State.Epoch;
        using SharingPolynomial polynomial = isAgain
            ? state.GetPolynomial()
            : SharingPolynomial.Create(training.State.Threshold, rng);
        return Mask(market, state, opening, polynomial);
    }

    // Masks are of commitments that stand: other statistics under the same masks would give both away.
    private static RefuseStep? Refused(ContributorState state, GuardAnswer committed, TrainingProgress training)
    {
        GuardRefusal? refusal = committed.Refusal
            ?? GuardRefusal.When(
                !committed.IsRepeat
                    || !training.Statistics[state.Guard.Terms.Place].Digest.Span.SequenceEqual(committed.State.Committed.Span),
                GuardReason.StateRestored,
                $"The log has commitments of this client that its state has not; expected a state that was never set back.");
        return refusal is null ? null : new RefuseStep(state, refusal);
    }

    private static ContributorTurn Mask(
        MarketState market, ContributorState state, StatisticsOpening opening, SharingPolynomial polynomial)
    {
        TrainingProgress training = market.Training!;
        (MaskEpoch epoch, int place) = (training.Epoch!, state.Guard.Terms.Place);
        int position = training.PositionOf(place);
        UnmaskGuard guard = NoteGuilty(state.Guard, training);
        using SharedSecret seed = polynomial.GetSecret();
        using var masks = new ContributorMasks(epoch, position, state.Key, seed);
        MaskedStatistics masked = masks.Mask(opening);
        EncryptedShares shares = EncryptedShares.Encrypt(epoch, position, state.Key, polynomial);
        ReadOnlyMemory<byte> commitments = polynomial.Commit().Bytes;
        byte[] content = DigestOfMasks(masked.ValuesDigest, masked.BlindingsDigest, shares.Digest, commitments);
        GuardAnswer answer = guard.Mask(training.State.Epoch, training.List!, content);
        GuardRefusal? refusal = answer.Refusal
            ?? GuardRefusal.When(
                !answer.State.Masked.Span.SequenceEqual(content),
                GuardReason.AnsweredOtherwise,
                $"The masks of epoch {training.State.Epoch} come to other bytes than before; expected the same.");
        return refusal is not null
            ? new RefuseStep(state, refusal)
            : new SendContribution(
                state.WithPolynomial(training.State.Epoch, polynomial, answer.State),
                new MaskClaim(
                    market.Definition.Roster[place].Id,
                    market.DefinitionDigest,
                    string.Empty,
                    market.PredecessorOf(place),
                    training.State.Epoch,
                    training.List!.Digest,
                    masked.ValuesDigest,
                    masked.BlindingsDigest,
                    shares.Digest,
                    commitments),
                [
                    new ContributionUpload(ContributionPart.Values, masked.ValuesDigest, masked.Values),
                    new ContributionUpload(ContributionPart.Blindings, masked.BlindingsDigest, masked.Blindings),
                    new ContributionUpload(ContributionPart.EncryptedShares, shares.Digest, shares.Bytes),
                ],
                default);
    }

    /// <summary>The members who have left the list that was unmasked, and whose seeds show that they cheated: checked here,
    /// since the platform's word is not enough for another sum.</summary>
    private static UnmaskGuard NoteGuilty(UnmaskGuard guard, TrainingProgress training)
    {
        foreach (ListedMember member in guard.Unmasked?.Members ?? [])
        {
            if (!training.List!.Names(member.Place)
                && !guard.Guilty.Contains(member.Place)
                && training.JudgedSeeds.TryGetValue(member.Place, out JudgedSeed? judged)
                && judged.NamesOwner())
            {
                guard = guard.NoteGuilt(member.Place).State;
            }
        }

        return guard;
    }

    private static ContributorTurn Check(
        MarketState market,
        ContributorState state,
        IReadOnlyDictionary<int, ReadOnlyMemory<byte>>? encryptedShares,
        RandomNumberGenerator rng)
    {
        TrainingProgress training = market.Training!;
        int place = state.Guard.Terms.Place;
        if (training.State.HasAnswered(place))
        {
            return new AwaitLog(state);
        }

        if (encryptedShares is null)
        {
            return new AskAgain(state, ContributorNeed.EncryptedShares, training.State.Epoch);
        }

        if (state.Guard.Epoch != training.State.Epoch)
        {
            return new RefuseStep(state, state.Guard.Check(MasksOf(training), training.Weights!.Context).Refusal!);
        }

        using SharingPolynomial polynomial = state.GetPolynomial();
        if (HeldShares.TryRead(training, state, polynomial, encryptedShares, out GuardRefusal? foreign) is not { } held)
        {
            return new RefuseStep(state, foreign!);
        }

        UnmaskGuard guard = state.Guard;
        var complaints = ImmutableArray.CreateBuilder<DealtShareComplaint>();
        foreach (int dealer in held.Misfits)
        {
            GuardAnswer complaint = guard.Complain(dealer);
            if (complaint.Refusal is { } refusal)
            {
                return new RefuseStep(state, refusal);
            }

            guard = complaint.State;
            complaints.Add(new DealtShareComplaint(
                market.Definition.Roster[dealer].Id,
                PairOpeningStatement.Open(
                    training.Epoch!, training.PositionOf(place), training.PositionOf(dealer), state.Key, rng)));
        }

        GuardAnswer answer = guard.Check(MasksOf(training), training.Weights!.Context);
        return answer.Refusal is not null
            ? new RefuseStep(state, answer.Refusal)
            : new SendContribution(
                state.With(answer.State),
                new PointsClaim(
                    market.Definition.Roster[place].Id,
                    market.DefinitionDigest,
                    string.Empty,
                    market.PredecessorOf(place),
                    training.State.Epoch,
                    training.List!.Digest,
                    training.Weights.Context,
                    PointsOf(training, state, polynomial),
                    complaints.ToImmutable()),
                [],
                default);
    }

    private static ReadOnlyMemory<byte> PointsOf(
        TrainingProgress training, ContributorState state, SharingPolynomial polynomial)
    {
        using SharedSecret seed = polynomial.GetSecret();
        using var masks = new ContributorMasks(
            training.Epoch!, training.PositionOf(state.Guard.Terms.Place), state.Key, seed);
        return masks.ComputePoints(training.Weights!).Bytes;
    }

    private static ContributorTurn Unmask(
        MarketState market,
        ContributorState state,
        IReadOnlyDictionary<int, ReadOnlyMemory<byte>>? encryptedShares)
    {
        TrainingProgress training = market.Training!;
        int place = state.Guard.Terms.Place;
        if (training.State.HasAnswered(place))
        {
            return new AwaitLog(state);
        }

        GuardAnswer answer = state.Guard.Unmask(
            ChecksOf(training),
            [.. training.Unmaskings.Where(one => one.Place == place).Select(static one => one.Unmasking)]);
        if (answer.Refusal is not null)
        {
            return new RefuseStep(state, answer.Refusal);
        }

        if (encryptedShares is null)
        {
            return new AskAgain(state, ContributorNeed.EncryptedShares, training.State.Epoch);
        }

        using SharingPolynomial polynomial = state.GetPolynomial();
        if (HeldShares.TryRead(training, state, polynomial, encryptedShares, out GuardRefusal? foreign) is not { } held)
        {
            return new RefuseStep(state, foreign!);
        }

        return new SendContribution(
            state.With(answer.State),
            new SharesClaim(
                market.Definition.Roster[place].Id,
                market.DefinitionDigest,
                string.Empty,
                market.PredecessorOf(place),
                training.State.Epoch,
                training.List!.Digest,
                SHA256.HashData(held.Bytes.Span)),
            [],
            held.Bytes);
    }

    private static ContributorTurn Dispute(MarketState market, ContributorState state, RandomNumberGenerator rng)
    {
        TrainingProgress training = market.Training!;
        int place = state.Guard.Terms.Place;
        foreach ((int first, int second) in training.State.Disputed.Where(pair => pair.First == place || pair.Second == place))
        {
            int other = first == place ? second : first;
            GuardAnswer answer = state.Guard.OpenPair(
                new SignedStep(other, training.State.Epoch, training.List!.Digest, training.Weights!.Context),
                !PointOf(training, place, other).SequenceEqual(PointOf(training, other, place)));
            return answer.Refusal is { } refusal
                ? new RefuseStep(state, refusal)
                : new SendContribution(
                    state.With(answer.State),
                    new PairClaim(
                        market.Definition.Roster[place].Id,
                        market.DefinitionDigest,
                        string.Empty,
                        market.PredecessorOf(place),
                        training.State.Epoch,
                        training.List.Digest,
                        market.Definition.Roster[other].Id,
                        PairOpeningStatement.Open(
                            training.Epoch!, training.PositionOf(place), training.PositionOf(other), state.Key, rng)),
                    [],
                    default);
        }

        return new AwaitLog(state);
    }

    private static ReadOnlySpan<byte> PointOf(TrainingProgress training, int place, int other) =>
        training.Points[place].Points.Span.Slice(training.PositionOf(other) * MaskKey.Size, MaskKey.Size);

    private static SignedStep[] MasksOf(TrainingProgress training) =>
    [
        .. training.Masks.Select(mask => new SignedStep(
            mask.Key,
            mask.Value.Epoch,
            training.List!.Digest,
            DigestOfMasks(
                mask.Value.ValuesDigest, mask.Value.BlindingsDigest, mask.Value.SharesDigest, mask.Value.SeedCommitments))),
    ];

    // A log with points of another list or context does not fold: whoever verified it has compared what each member signed.
    private static SignedStep[] ChecksOf(TrainingProgress training) =>
    [
        .. training.Points.Select(points => new SignedStep(
            points.Key, points.Value.Epoch, training.List!.Digest, training.Weights!.Context)),
    ];

    /// <summary>What stands for a member's masks of an epoch in its state. Each of the first three fields has 32 bytes, so that
    /// no two sets of fields give the same bytes.</summary>
    internal static byte[] DigestOfMasks(
        ReadOnlyMemory<byte> values,
        ReadOnlyMemory<byte> blindings,
        ReadOnlyMemory<byte> shares,
        ReadOnlyMemory<byte> commitments) =>
        SHA256.HashData([.. values.Span, .. blindings.Span, .. shares.Span, .. commitments.Span]);
}
