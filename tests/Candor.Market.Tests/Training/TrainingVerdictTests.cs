using System.Collections.Immutable;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Training;

/// <summary>Who is named, by a validator's verdict, an opened seed or an opened pair; and who is not.</summary>
public sealed class TrainingVerdictTests
{
    [Fact]
    public void Verdict_NotNear_TakesTheReportOfThatMemberAlone()
    {
        TrainedMarket market = Audited(TrainingStep.Nearness);
        market.Market.Accept(market.Verdict(2, isNear: false));
        Assert.Equal((FallCause.NotNear, ParticipantPhase.Fallen), (market.Training.State.Fallen[2], market.State.Participants[2].Phase));
        Assert.Null(market.State.Participants[2].Records);

        market.Market.Refuse(RejectionReason.VerdictStands, market.Verdict(2, isNear: false));
        market.Market.Refuse(RejectionReason.VerdictStands, market.Verdict(2, isNear: true));
        market.RunTo(TrainingStep.Mask);
        Assert.Equal(1UL, market.Training.State.Epoch);
        Assert.Equal([0, 1, 3], market.Training.List!.Members.Select(static member => member.Place));
        market.Market.Refuse(RejectionReason.VerdictStands, market.Verdict(1, isNear: false));
        market.RunTo();

        Assert.Equal((TrainingEnd.Summed, 90L), (market.Training.State.End!.Value, market.Training.Model!.Records));
        Assert.Null(market.State.Outcome!.Assignments[2].Records);
    }

    [Fact]
    public void Verdict_OfNobodyOrAboutOtherStatistics_IsRefused()
    {
        TrainedMarket market = Audited(TrainingStep.Commit);
        market.Market.Refuse(
            RejectionReason.StepAhead,
            new CheckStatistics(
                market.Now,
                new StatisticsVerdictClaim("p1", market.State.DefinitionDigest, new byte[32], true),
                TestMarket.Signed(ValidatedMarket.Validators[0], "statistics", "early")));
        market.Act(1);
        market.Market.Refuse(RejectionReason.StepAhead, market.Verdict(1, isNear: true));
        market.RunTo(TrainingStep.Nearness);

        CheckStatistics verdict = market.Verdict(1, isNear: true);
        market.Market.Refuse(RejectionReason.KeyNotOnRecord, market.Verdict(1, isNear: true, TestMarket.Operator));
        market.Market.Refuse(RejectionReason.KeyNotOnRecord, market.Verdict(1, isNear: true, market.Market.Keys[1]));
        market.Market.Refuse(
            RejectionReason.VerdictMismatch, verdict with { Claim = verdict.Claim with { StatisticsDigest = new byte[32] } });
        market.Market.Refuse(
            RejectionReason.DefinitionMismatch, verdict with { Claim = verdict.Claim with { DefinitionDigest = new byte[32] } });
        market.Market.Refuse(
            RejectionReason.ParticipantNotFound, verdict with { Claim = verdict.Claim with { Participant = "nobody" } });
        market.Market.Accept(verdict);
    }

    [Fact]
    public void Verdict_InAMarketThatNobodyAudits_IsNotAsked()
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(TrainingStep.Mask);

        market.Market.Refuse(RejectionReason.ValidationNotAsked, market.Verdict(1, isNear: true));
    }

    [Fact]
    public void Verdict_ThatDoesNotCome_NamesTheValidatorByItsCause()
    {
        TrainedMarket market = Audited(TrainingStep.Nearness);
        market.Act(0);
        market.Act(1);
        market.Act(3);

        market.Pass();

        Assert.Equal(FallCause.NoVerdict, Assert.Single(market.Training.State.Fallen).Value);
        market.Market.Refuse(RejectionReason.StepOver, market.Verdict(2, isNear: true));
        market.RunTo();
        Assert.Equal(TrainingEnd.Summed, market.Training.State.End);
    }

    [Fact]
    public void Seed_OfOneWhoMaskedWithAnother_NamesItAndTheRestMaskOnceMore()
    {
        TrainedMarket market = Masking();
        market.Alters = new OtherSeed(market, 3).Alter;
        market.RunTo(TrainingStep.Sum);

        // Who is honest is not named by its own seed, by another's, or by none.
        Assert.All(Enumerable.Range(0, 3), place => Assert.False(market.Training.Judge(place, market.SeedOf(place)).NamesOwner()));
        Assert.False(market.Training.Judge(0, market.SeedOf(3)).NamesOwner());
        Assert.False(market.Training.Judge(3, new byte[32]).NamesOwner());
        Assert.True(market.Training.Judge(3, market.SeedOf(3)).NamesOwner());
        byte[] seed = market.SeedOf(3);
        NameBySeeds named = Assert.IsType<NameBySeeds>(market.Open());
        Assert.Equal(seed, Assert.Single(named.Guilty).Value.ToArray());
        Assert.Throws<ArgumentException>(() => market.Market.Send(
            named with { Guilty = ImmutableSortedDictionary<int, ReadOnlyMemory<byte>>.Empty }));
        market.Market.Refuse(RejectionReason.StepOver, named with { Epoch = 2 });

        market.Market.Accept(named);

        Assert.Equal(
            [typeof(SeedsJudged), typeof(ReportFell), typeof(TrainingStepOpened)],
            market.Market.Events.TakeLast(3).Select(static next => next.GetType()));
        Assert.Equal(FallCause.SelfPoint, Assert.Single(market.Training.State.Fallen).Value);
        Assert.Equal((2UL, true, 3), (market.Training.State.Epoch, market.Training.State.IsRepair, market.Training.State.Threshold));
        market.Market.Refuse(RejectionReason.StepOver, named);
        market.RunTo();
        Assert.Equal((TrainingEnd.Summed, 90L), (market.Training.State.End!.Value, market.Training.Model!.Records));
        Assert.All(Enumerable.Range(0, 3), place => Assert.Equal([3], market.States[place].Guard.Guilty.AsEnumerable()));
    }

    // A share belongs to the polynomial of its epoch.
    [Fact]
    public void Shares_OfTheEpochBefore_DoNotFitInARepair()
    {
        TrainedMarket market = Masking();
        market.Alters = new OtherSeed(market, 3).Alter;
        market.RunTo(TrainingStep.Unmask);
        var before = (SendContribution)market.Turn(1);
        market.RunTo(TrainingStep.Sum);
        market.Work();
        market.RunTo(TrainingStep.Unmask);
        Assert.Equal(2UL, market.Training.State.Epoch);
        var claim = (SharesClaim)before.Claim;

        Assert.StartsWith(
            "The share of the member at place 0 does not fit its commitments",
            TrainingSum.FaultOf(market.Training, 1, before.Shares.Span[..96]),
            StringComparison.Ordinal);
        Assert.Equal("The shares have 128 bytes; expected 32 for each of 3 members.", TrainingSum.FaultOf(market.Training, 1, before.Shares.Span));
        Assert.Equal(RejectionReason.StepAnswered, market.Send(1, claim)?.Reason);
        Assert.Equal(RejectionReason.ListMismatch, market.Send(1, claim with { Epoch = 2 })?.Reason);
    }

    // No seed shows whom a fall in a repair is due to, so that no client masks for what is left.
    [Fact]
    public void Silence_InARepair_EndsWithoutAModel()
    {
        TrainedMarket market = Masking();
        var other = new OtherSeed(market, 3);
        market.Alters = (place, turn) => turn.Claim is MaskClaim { Epoch: 2 } && place == 0 ? null : other.Alter(place, turn);

        market.RunTo();

        Assert.Equal(TrainingEnd.RepairBroken, market.Training.State.End);
        Assert.All(market.State.Outcome!.Assignments, static one => Assert.Equal((0, 0), (one.AllocatedQuality, one.PaymentMicros)));
        Assert.Equal(TrainingEnd.RepairBroken, market.State.Outcome.Training);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Dispute_OpenedByEitherEnd_NamesWhoSignedAnotherPoint(int first, int second)
    {
        TrainedMarket market = Masking();
        market.Alters = static (place, turn) => place == 1 && turn.Claim is PointsClaim claim
            ? turn with { Claim = claim with { Points = Swapped(claim.Points.ToArray()) } }
            : turn;
        market.RunTo(TrainingStep.Dispute);
        market.Alters = (place, turn) => place == first || place == second ? turn : null;

        market.Act(first);

        // The liar's own opening names it as well: the pair's secret is what it is.
        Assert.Equal([KeyValuePair.Create(1, FallCause.PairNamed)], market.Training.State.Fallen);
        var opened = Assert.Single(market.Market.Events.OfType<PairOpened>());
        Assert.Equal($"p{first}", opened.Participant);
        market.Alters = static (_, turn) => turn;
        market.RunTo();
        Assert.Equal((TrainingEnd.Summed, 2UL), (market.Training.State.End!.Value, market.Training.State.Epoch));

        // With whom an end has opened its secret it masks in no list again.
        Assert.Equal(first == 1 ? [2] : [1], market.States[first].Guard.Opened.AsEnumerable());
    }

    [Fact]
    public void Dispute_ThatNobodyAnswers_EndsForBothAsSilent()
    {
        var market = new TrainedMarket(members: 6);
        market.ReportAll();
        market.RunTo(TrainingStep.Mask);
        market.Alters = static (place, turn) => turn.Claim switch
        {
            PointsClaim claim when place == 1 => turn with { Claim = claim with { Points = Spoilt(claim.Points.ToArray(), 2) } },
            PairClaim => null,
            _ => turn,
        };
        market.RunTo(TrainingStep.Compare);

        // The server's own word here: only a vector's owner falls by itself, and this comparison is of points alone.
        ComparedEpoch compared = market.Compare();
        Assert.Equal([KeyValuePair.Create(1, FallCause.MasksFail)], compared.Named);
        Assert.Empty(compared.Disputed);
        ImmutableArray<DisputedPair> pairs = TrainingComparison.FindDisputes(market.Training, []);
        Assert.Equal([new DisputedPair(1, 2)], pairs.AsEnumerable());
        market.Market.Accept(new ComparePointsOfEpoch(
            market.Now, new ComparedEpoch(1, ImmutableSortedDictionary<int, FallCause>.Empty, pairs)));
        Assert.Equal(TrainingStep.Dispute, market.Training.State.Step);

        market.Pass();

        Assert.Equal([1, 2], market.Training.State.Fallen.Keys);
        Assert.All(market.Training.State.Fallen.Values, static cause => Assert.Equal(FallCause.Silent, cause));
        Assert.Equal(TrainingEnd.NotTrainable, market.Training.State.End);
    }

    private static TrainedMarket Audited(TrainingStep step)
    {
        var market = new TrainedMarket(isAudited: true);
        market.ReportAll();
        market.RunTo(step);
        return market;
    }

    private static TrainedMarket Masking()
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(TrainingStep.Mask);
        return market;
    }

    private static byte[] Swapped(byte[] points)
    {
        byte[] kept = [.. points.AsSpan(64, 32)];
        points.AsSpan(96, 32).CopyTo(points.AsSpan(64));
        kept.CopyTo(points.AsSpan(96));
        return points;
    }

    private static byte[] Spoilt(byte[] points, int position)
    {
        points.AsSpan(32, 32).CopyTo(points.AsSpan(32 * position));
        return points;
    }
}
