using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Simulation.Training;
using Candor.Simulation.Training.Cheaters;
using Candor.Simulation.Training.Runs;

namespace Candor.Simulation.Tests.Training;

[Collection(TrainingTestGroup.Name)]
[Trait("Category", "Slow")]
public sealed class TrainingRunTests(TrainingBasesFixture fixture)
{
    // Two hundred and eight markets, a member at each place in turn.
    private const int MarketsOfAKind = 13;

    private static readonly string[] s_altered =
    [
        "altered-values", "half-order", "altered-blindings", "altered-point", "other-self", "pair-lie", "altered-share",
        "other-polynomial", "false-complaint", "void-complaint", "other-list", "split-context", "second-masks",
        "altered-opening", "silent-mask", "silent-check",
    ];

    public static TheoryData<string> Others =>
        [.. TrainingCheater.All.Select(static kind => kind.Id).Except(s_altered)];

    public static TheoryData<string> Lies => [.. TrainingLies.All.Select(static lie => lie.Id)];

    [Fact]
    public void Run_OfAlteredMessagesIn208Markets_NamesTheirSenderByItsReasonAndNobodyElse()
    {
        int markets = 0;
        foreach (string id in s_altered)
        {
            TrainingCheater cheater = TrainingCheater.All.Single(kind => kind.Id == id);
            for (int number = 0; number < MarketsOfAKind; number++)
            {
                TrainingFinding finding = TrainingRun.RunOne(fixture.Bases, cheater, number);
                Assert.True(finding.IsKept, $"{id} in market {number}: {finding}");
                markets++;
            }
        }

        Assert.Equal(208, markets);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Run_OfFalseStatisticsKeysAndSilence_NamesTheCheaterByItsReasonAndNobodyElse(string id)
    {
        TrainingCheater cheater = TrainingCheater.All.Single(kind => kind.Id == id);

        TrainingFinding finding = TrainingRun.RunOne(fixture.Bases, cheater, 3);

        Assert.True(finding.IsKept, $"{finding}");
    }

    [Theory]
    [InlineData("copied-key", RejectionReason.MaskKeyTaken, null)]
    [InlineData("unproved-key", RejectionReason.MaskKeyInvalid, null)]
    [InlineData("false-count", RejectionReason.CountMismatch, FallCause.Silent)]
    [InlineData("half-order", null, FallCause.MasksFail)]
    [InlineData("other-self", null, FallCause.SelfPoint)]
    [InlineData("pair-lie", null, FallCause.PairNamed)]
    [InlineData("altered-share", null, FallCause.ShareNamed)]
    [InlineData("split-context", RejectionReason.ListMismatch, FallCause.Silent)]
    [InlineData("rotated-labels", null, FallCause.NotNear)]
    [InlineData("malformed-proof", null, FallCause.NotNear)]
    [InlineData("silent-nearness", null, FallCause.NoVerdict)]
    public void Run_OfACheater_SaysWhy(string id, RejectionReason? rejected, FallCause? fell)
    {
        TrainingFinding finding = TrainingRun.RunOne(
            fixture.Bases, TrainingCheater.All.Single(kind => kind.Id == id), 1);

        Assert.Equal((rejected, fell, 0), (finding.Rejected, finding.Fell, finding.Others));
    }

    [Fact]
    public void Submit_OfAnOpeningThatDoesNotHold_IsRejectedAndNamesNobody()
    {
        TrainingMarket disputed = fixture.Bases.Masking.Fork(1, AlteredPoints.Pair);
        disputed.Run(TrainingStep.Dispute);
        TrainingMarket market = disputed.Fork(2, new AlteredMessages(static (_, turn) => turn.Claim is PairClaim claim
            ? [turn with { Claim = claim with { Opening = new byte[claim.Opening.Length] } }]
            : [turn]));

        Assert.False(market.Members[2].Act(market));

        Assert.Equal(RejectionReason.PairOpeningInvalid, market.Members[2].Rejected?.Reason);
        Assert.Empty(market.Training.State.Fallen);
        Assert.True(disputed.Members[2].Act(disputed));
        Assert.Equal(FallCause.PairNamed, Assert.Single(disputed.Training.State.Fallen).Value);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void Tell_OfALie_IsNotActedOnForItsReason(string id)
    {
        (_, _, string expected, Func<TrainingBases, string?> tell) = TrainingLies.All.Single(lie => lie.Id == id);

        Assert.Equal(expected, tell(fixture.Bases));
    }

    [Fact]
    public void Run_OfHonestMembers_IsSummedWithAllOfThem()
    {
        TrainingMarket market = fixture.Bases.Masking.Fork(0, TrainingConduct.Honest);

        market.Run();

        Assert.Equal(MarketPhase.Settled, market.State.Phase);
        Assert.Equal(TrainingEnd.Summed, market.Training.State.End);
        Assert.Empty(market.Training.State.Fallen);
        Assert.Equal(500, market.Training.Model!.Records);
        Assert.All(market.Members, member => Assert.Null(member.Refused));
        Assert.True(market.File.Length > 0);
    }

    // A backup from before its unmasking: the log has one of which it knows nothing.
    [Fact]
    public void Next_OfAStateThatWasSetBack_UnmasksNoOtherListAndSaysWhy()
    {
        TrainingMarket market = fixture.Bases.Masking.Fork(0, new OtherSelf());
        market.Run(TrainingStep.Unmask);
        byte[] backup = market.Members[2].Disk;
        market.Run(TrainingStep.Sum);
        market.Members[2].Restore(backup);

        market.Run();

        Assert.Equal(GuardReason.StateRestored, market.Members[2].Refused?.Reason);
        Assert.Equal(TrainingEnd.SharesMissing, market.Training.State.End);
        Assert.Single(market.Training.Unmaskings, static one => one.Place == 2);
    }
}
