using System.Collections.Immutable;
using Candor.Commitments.Masks;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Training;

/// <summary>Messages of the real client with one thing changed, at every step of a training: each is refused by name, and the
/// same message without the change is taken.</summary>
public sealed class TrainingMessageTests
{
    private const int Self = 1;

    private static readonly string s_noPoint = new('f', 64);

    [Fact]
    public void Run_OfHonestMembers_Sums()
    {
        TrainedMarket market = At(null);

        Assert.Equal(TrainingEnd.Summed, market.Training.State.End);
        Assert.Equal(4 * TrainedMarket.Records, market.Training.Model!.Records);
        Assert.True(market.Training.Model.MeasuredQuality > 0.3, $"{market.Training.Model.MeasuredQuality}");
    }

    [Fact]
    public void Masks_OfAnotherLengthPointListOrEpoch_AreRefused()
    {
        TrainedMarket market = At(TrainingStep.Mask);
        SendContribution turn = Due(market);
        var claim = (MaskClaim)turn.Claim;
        byte[] commitments = claim.SeedCommitments.ToArray();

        Malformed(market, "digest of the masked values has 31 bytes", claim with { ValuesDigest = new byte[31] });
        Malformed(market, "digest of the masked blindings has 33 bytes", claim with { BlindingsDigest = new byte[33] });
        Malformed(market, "digest of the encrypted shares has 0 bytes", claim with { SharesDigest = default });
        Malformed(market, "expected 3 canonical points", claim with { SeedCommitments = commitments.AsMemory(32) });
        Malformed(market, "expected 3 canonical points", claim with { SeedCommitments = Spoilt(commitments, 1) });
        Malformed(market, $"point 1 is '{s_noPoint}' (NonCanonicalPoint)", claim with { SeedCommitments = Spoilt(commitments, 1) });
        Malformed(market, "the first not the identity", claim with { SeedCommitments = Zeroed(commitments, 0) });
        Refused(market, RejectionReason.ListMismatch, "names the list", claim with { ListDigest = new byte[32] });
        Refused(market, RejectionReason.StepAhead, "Mask in epoch 2; expected Mask in epoch 1", claim with { Epoch = 2 });
        Refused(market, RejectionReason.StepOver, "Step Mask of epoch 0 is over", claim with { Epoch = 0 });
        Taken(market, turn, "has answered this step otherwise");
    }

    [Fact]
    public void Points_OfAnotherLengthPointListContextOrEpoch_AreRefused()
    {
        TrainedMarket market = At(TrainingStep.Check);
        SendContribution turn = Due(market);
        var claim = (PointsClaim)turn.Claim;
        byte[] points = claim.Points.ToArray();

        Malformed(market, "The points (127 bytes)", claim with { Points = points.AsMemory(1) });
        Malformed(market, "The points (160 bytes)", claim with { Points = (byte[])[.. points, .. points[..32]] });
        Malformed(market, "expected 4 canonical points", claim with { Points = Spoilt(points, 2) });
        Malformed(market, $"point 2 is '{s_noPoint}' (NonCanonicalPoint)", claim with { Points = Spoilt(points, 2) });
        Malformed(market, $"point 3 is '{new string('0', 64)}' (IdentityPoint)", claim with { Points = Zeroed(points, 3) });
        Refused(market, RejectionReason.ListMismatch, "names the list", claim with { ListDigest = new byte[32] });
        Refused(market, RejectionReason.ListMismatch, "names the context", claim with { Context = new byte[32] });
        Refused(market, RejectionReason.ListMismatch, "names the context ''", claim with { Context = default });
        Refused(market, RejectionReason.StepAhead, "Check in epoch 2", claim with { Epoch = 2 });
        Refused(market, RejectionReason.StepOver, "Step Check of epoch 0 is over", claim with { Epoch = 0 });
        Taken(market, turn, "has answered this step otherwise");
    }

    [Fact]
    public void Complaints_AboutNoMemberOneselfOrTwice_AreRefused()
    {
        TrainedMarket market = At(TrainingStep.Check);
        SendContribution turn = Due(market);
        var claim = (PointsClaim)turn.Claim;
        byte[] opening = new byte[PairOpeningStatement.Size];

        Malformed(market, "about 'nobody'", About(new DealtShareComplaint("nobody", opening)));
        Malformed(market, "about 'p1'", About(new DealtShareComplaint("p1", opening)));
        Malformed(market, "with an opening of 95 bytes", About(new DealtShareComplaint("p0", opening.AsMemory(1))));
        Malformed(market, "each once", About(new DealtShareComplaint("p0", opening), new DealtShareComplaint("p0", opening)));

        // One that opens nothing is taken, and is void when it is judged.
        Assert.Null(market.Send(Self, turn with { Claim = About(new DealtShareComplaint("p0", opening)) }));
        market.RunTo();
        Assert.Equal(TrainingEnd.Summed, market.Training.State.End);
        Assert.Empty(market.Training.State.Fallen);

        PointsClaim About(params ImmutableArray<DealtShareComplaint> complaints) => claim with { Complaints = complaints };
    }

    [Fact]
    public void Complaint_AboutOneWhoFellBefore_IsRefused()
    {
        TrainedMarket market = At(TrainingStep.Mask, silent: 0);
        market.RunTo(TrainingStep.Check);
        Assert.Equal(2UL, market.Training.State.Epoch);

        Malformed(market, "about 'p0'", market.Claim<PointsClaim>(Self) with
        {
            Complaints = [new DealtShareComplaint("p0", new byte[PairOpeningStatement.Size])],
        });
    }

    [Fact]
    public void Shares_OfAnotherLengthListOrEpoch_AreRefused()
    {
        TrainedMarket market = At(TrainingStep.Unmask);
        SendContribution turn = Due(market);
        var claim = (SharesClaim)turn.Claim;
        byte[] shares = turn.Shares.ToArray();

        Malformed(market, "digest of the shares has 31 bytes", claim with { SharesDigest = new byte[31] });
        Refused(market, RejectionReason.ListMismatch, "names the list", claim with { ListDigest = new byte[32] });
        Refused(market, RejectionReason.StepAhead, "Unmask in epoch 2", claim with { Epoch = 2 });
        Refused(market, RejectionReason.StepOver, "Step Unmask of epoch 0 is over", claim with { Epoch = 0 });
        Assert.Equal("The shares have 96 bytes; expected 32 for each of 4 members.", FaultOf(market, shares[32..]));
        Assert.Equal(
            "The share of the member at place 2 does not fit its commitments of epoch 1; expected the one that it sent in this epoch.",
            FaultOf(market, Spoilt(shares, 2)));
        Assert.StartsWith("The share of the member at place 0 does not fit", FaultOf(market, Zeroed(shares, 0)), StringComparison.Ordinal);
        Assert.Null(FaultOf(market, shares));
        Taken(market, turn, "has answered this step otherwise");
    }

    [Fact]
    public void Messages_OfAFinishedStepOrOfOneThatComes_AreRefusedByName()
    {
        TrainedMarket market = At(TrainingStep.Check);
        var committed = new StatisticsClaim(
            "p1", market.State.DefinitionDigest, "", default, market.Training.First!.Digest, new byte[32], new byte[32]);
        var masked = new MaskClaim(
            "p1", market.State.DefinitionDigest, "", default, 1, market.Training.List!.Digest, new byte[32], new byte[32], new byte[32], default);
        var shares = new SharesClaim(
            "p1", market.State.DefinitionDigest, "", default, 1, market.Training.List.Digest, new byte[32]);
        var pair = new PairClaim(
            "p1", market.State.DefinitionDigest, "", default, 1, market.Training.List.Digest, "p2", new byte[PairOpeningStatement.Size]);

        Refused(market, RejectionReason.StepAnswered, "has answered this step otherwise", committed);
        Refused(market, RejectionReason.StepAnswered, "has answered this step otherwise", masked);
        Refused(market, RejectionReason.StepAhead, "Unmask in epoch 1; expected Check in epoch 1", shares);
        Refused(market, RejectionReason.StepAhead, "it is step Check of epoch 1", pair);
        Refused(market, RejectionReason.StepAhead, "a dispute in epoch 2", pair with { Epoch = 2 });
        Refused(market, RejectionReason.StepOver, "a dispute in epoch 0", pair with { Epoch = 0 });
        market.RunTo(TrainingStep.Unmask);
        Refused(market, RejectionReason.StepOver, "it is step Unmask of epoch 1", pair);

        // The id of a call that was taken is another refusal: the server answers that call from what it has stored.
        Refused(market, RejectionReason.RequestIdReused, "has sent a message with the request id", shares with { RequestId = "training-1" });
        market.RunTo();
        Refused(market, RejectionReason.MarketSettled, "has settled", shares);
    }

    [Fact]
    public void Pair_OpenedByWhomItDoesNotConcern_IsRefused()
    {
        TrainedMarket market = At(TrainingStep.Check, alters: SwapPoints);
        market.RunTo(TrainingStep.Dispute);
        Assert.Equal([(1, 2), (1, 3)], market.Training.State.Disputed.AsEnumerable());
        SendContribution turn = Assert.IsType<SendContribution>(market.Turn(2));
        var claim = (PairClaim)turn.Claim;

        Refused(market, RejectionReason.StepAhead, "'p2' and 'p0' are not in dispute", claim with { Other = "p0" }, 2);
        Refused(market, RejectionReason.StepAhead, "'p2' and 'p2' are not in dispute", claim with { Other = "p2" }, 2);
        Refused(market, RejectionReason.StepAhead, "'p2' and 'nobody' are not in dispute", claim with { Other = "nobody" }, 2);
        Refused(market, RejectionReason.ListMismatch, "names the list", claim with { ListDigest = new byte[32] }, 2);
        Refused(market, RejectionReason.PairOpeningInvalid, "The opening (95 bytes)", claim with { Opening = claim.Opening[1..] }, 2);
        Refused(market, RejectionReason.PairOpeningInvalid, "does not show the secret", claim with { Opening = new byte[96] }, 2);
        Assert.Empty(market.Training.State.Fallen);
        Assert.Null(market.Send(2, turn));

        Assert.Equal((1, FallCause.PairNamed), (Assert.Single(market.Training.State.Fallen).Key, market.Training.State.Fallen[1]));
        Assert.Equal((TrainingStep.Mask, 2UL), (market.Training.State.Step, market.Training.State.Epoch));
        Refused(market, RejectionReason.StepOver, "a dispute in epoch 1; it is step Mask of epoch 2", claim, 2);
    }

    [Fact]
    public void Pair_OpenedByOneWhoFellInTheSameDispute_IsOfNoContributor()
    {
        // Two lie: of the first, the opening of another end names it, while the second is still in dispute.
        TrainedMarket market = At(TrainingStep.Check, members: 6, alters: SwapPointsOfTwo);
        market.RunTo(TrainingStep.Dispute);
        var late = market.Claim<PairClaim>(1);
        int other = market.Training.State.Disputed.First(static pair => pair.First == 1 && pair.Second != 2).Second;
        Assert.Null(market.Send(other, Assert.IsType<SendContribution>(market.Turn(other))));
        Assert.Equal(FallCause.PairNamed, market.Training.State.Fallen[1]);
        Assert.Equal(TrainingStep.Dispute, market.Training.State.Step);

        Refused(market, RejectionReason.NotAContributor, "'p1' is not on the list, or has fallen", late, 1);
    }

    private static SendContribution SwapPoints(int place, SendContribution turn) =>
        place == Self && turn.Claim is PointsClaim claim ? turn with { Claim = claim with { Points = Swapped(claim.Points, 2, 3) } } : turn;

    private static SendContribution SwapPointsOfTwo(int place, SendContribution turn) => (place, turn.Claim) switch
    {
        (1, PointsClaim claim) => turn with { Claim = claim with { Points = Swapped(claim.Points, 2, 3) } },
        (4, PointsClaim claim) => turn with { Claim = claim with { Points = Swapped(claim.Points, 0, 2) } },
        _ => turn,
    };

    // On one side of its own, so that the sum of its points stays what it was.
    private static byte[] Swapped(ReadOnlyMemory<byte> points, int first, int second)
    {
        byte[] changed = points.ToArray();
        points.Slice(32 * second, 32).CopyTo(changed.AsMemory(32 * first));
        points.Slice(32 * first, 32).CopyTo(changed.AsMemory(32 * second));
        return changed;
    }

    private static byte[] Spoilt(byte[] bytes, int position)
    {
        byte[] changed = [.. bytes];
        changed.AsSpan(32 * position, 32).Fill(0xFF);
        return changed;
    }

    private static byte[] Zeroed(byte[] bytes, int position)
    {
        byte[] changed = [.. bytes];
        changed.AsSpan(32 * position, 32).Clear();
        return changed;
    }

    private static TrainedMarket At(
        TrainingStep? step, int? silent = null, int members = 4, Func<int, SendContribution, SendContribution?>? alters = null)
    {
        var market = new TrainedMarket(members);
        market.ReportAll();
        market.RunTo(step);
        market.Alters = alters ?? ((place, turn) => place == silent ? null : turn);
        return market;
    }

    private static SendContribution Due(TrainedMarket market) => Assert.IsType<SendContribution>(market.Turn(Self));

    private static string? FaultOf(TrainedMarket market, byte[] shares) => TrainingSum.FaultOf(market.Training, Self, shares);

    private static void Malformed(TrainedMarket market, string words, ContributionClaim claim) =>
        Refused(market, RejectionReason.ContributionMalformed, words, claim);

    private static void Refused(TrainedMarket market, RejectionReason reason, string words, ContributionClaim claim, int place = Self)
    {
        long before = market.State.Version;
        Rejection? rejection = market.Send(place, claim);
        Assert.Equal(reason, rejection?.Reason);
        Assert.Contains(words, rejection!.Message, StringComparison.Ordinal);
        Assert.Equal(before, market.State.Version);
    }

    // Once, and not again under another request id.
    private static void Taken(TrainedMarket market, SendContribution turn, string words)
    {
        Assert.Null(market.Send(Self, turn));
        Refused(market, RejectionReason.StepAnswered, words, turn.Claim);
    }
}
