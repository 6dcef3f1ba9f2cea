using System.Text.Json.Nodes;
using Candor.Commitments.Masks;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Training;

/// <summary>Messages of the training are refused by name, in the order of a market's life.</summary>
public sealed class ContributionRulesTests
{
    private static readonly SeededRandom s_random = new(3);
    private int _requests;

    [Fact]
    public void Key_InAMarketThatTrainsNothing_IsNotAsked()
    {
        var market = new TestMarket(4);
        market.Accept(market.Join(0));
        Assert.Equal(RejectionReason.TrainingNotAsked, Send(market, 0, KeyClaim(market, 0, MaskKey.Create(s_random))));
    }

    [Fact]
    public void Keys_MissingInvalidOrTaken_AreRefused()
    {
        TestMarket market = Training();
        market.Enter(0, 40);
        market.Enter(1, 40);
        Assert.Equal(RejectionReason.MaskKeyRequired, market.TryReport(market.ReportClaim(0, 30), market.Keys[0])!.Reason);
        MaskKey key = MaskKey.Create(s_random);
        Assert.Equal(RejectionReason.MaskKeyInvalid, Send(market, 0, KeyClaim(market, 0, key) with { MaskKey = new byte[32] }));
        Assert.Equal(RejectionReason.MaskKeyInvalid, Send(market, 0, KeyClaim(market, 0, key) with { Proof = new byte[63] }));
        Assert.Null(Send(market, 0, KeyClaim(market, 0, key)));
        Assert.Equal(RejectionReason.MaskKeyTaken, Send(market, 1, KeyClaim(market, 1, key)));
        Assert.Equal(RejectionReason.MaskKeyTaken, Send(market, 0, KeyClaim(market, 0, key)));
        Assert.Equal(RejectionReason.MaskKeyTaken, Send(market, 0, KeyClaim(market, 0, MaskKey.Create(s_random))));
        Assert.Equal(RejectionReason.StepAhead, Send(market, 0, Statistics(market, 0)));
    }

    [Fact]
    public void Statistics_OfAnotherListStepOrForm_AreRefused()
    {
        TestMarket market = Opened();
        Assert.Equal(TrainingStep.Commit, market.State.Training!.State.Step);
        Assert.Equal(RejectionReason.ListMismatch, Send(market, 0, Statistics(market, 0) with { ListDigest = new byte[32] }));
        Assert.Equal(RejectionReason.ContributionMalformed, Send(market, 0, Statistics(market, 0) with { StatisticsDigest = new byte[31] }));
        Assert.Equal(RejectionReason.ContributionMalformed, Send(market, 0, Statistics(market, 0) with { CountOpening = new byte[33] }));
        Assert.Equal(RejectionReason.StepAhead, Send(market, 0, new SharesClaim("p0", market.State.DefinitionDigest, NextId(), market.State.PredecessorOf(0), 1, new byte[32], new byte[32])));
        Assert.Equal(RejectionReason.StepAhead, Send(market, 0, new PairClaim("p0", market.State.DefinitionDigest, NextId(), market.State.PredecessorOf(0), 1, new byte[32], "p1", new byte[96])));
        Assert.Equal(RejectionReason.PredecessorMismatch, Send(market, 0, Statistics(market, 0) with { Predecessor = new byte[32] }));
        Assert.Equal(RejectionReason.TrainingUnderway, Send(market, 0, KeyClaim(market, 0, MaskKey.Create(s_random))));
        Assert.Null(Send(market, 0, Statistics(market, 0)));
        Assert.Equal(RejectionReason.StepAnswered, Send(market, 0, Statistics(market, 0)));

        DateTimeOffset late = market.State.Training!.State.Deadline!.Value;
        market.Accept(new PassDeadline(late));
        Assert.Equal(MarketPhase.Settled, market.State.Phase);
        Assert.Equal(TrainingEnd.NotTrainable, market.State.Training!.State.End);
        Assert.All(market.State.Outcome!.Assignments, static one => Assert.Equal((0.0, 0L), (one.AllocatedQuality, one.PaymentMicros)));
    }

    [Fact]
    public void Answer_AfterTheDeadlineOfAStepThatIsOn_IsTaken()
    {
        TestMarket market = Opened();
        DateTimeOffset late = market.State.Training!.State.Deadline!.Value.AddMinutes(10);

        for (int i = 0; i < 3; i++)
        {
            Assert.Null(Send(market, i, Statistics(market, i), late));
        }

        market.Accept(new PassDeadline(late));
        Assert.Equal(TrainingStep.Mask, market.State.Training!.State.Step);
        Assert.Equal([3], market.State.Training.State.Fallen.Keys);
    }

    [Fact]
    public void Member_ThatFell_IsNoContributor()
    {
        TestMarket market = Opened();
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(Send(market, i, Statistics(market, i)));
        }

        market.Accept(new PassDeadline(market.State.Training!.State.Deadline!.Value));
        Assert.Equal((TrainingStep.Mask, 1UL), (market.State.Training!.State.Step, market.State.Training.State.Epoch));
        Assert.Equal(ParticipantPhase.Fallen, market.State.Participants[3].Phase);
        Assert.Equal(RejectionReason.NotAContributor, Send(market, 3, Masks(market, 3, 1)));
        Assert.Equal(RejectionReason.StepOver, Send(market, 3, Statistics(market, 3)));
        Assert.Equal(RejectionReason.StepAhead, Send(market, 0, Masks(market, 0, 2)));
        Assert.Equal(RejectionReason.ContributionMalformed, Send(market, 0, Masks(market, 0, 1)));
    }

    private static TestMarket Training() => new(4, static text =>
    {
        text["version"] = 3;
        text["training"] = new JsonObject
        {
            ["target"] = "outcome",
            ["features"] = new JsonArray("age", "weight", "visits", "ward"),
            ["map"] = new JsonObject { ["ramps"] = 0, ["seed"] = Convert.ToBase64String(new byte[32]) },
            ["records"] = JsonNode.Parse(TrainingMarkets.Records),
            ["maxRecords"] = 10_000,
        };
        text.Remove("optOut");
    });

    private TestMarket Opened()
    {
        TestMarket market = Training();
        for (int i = 0; i < 4; i++)
        {
            market.Enter(i, 40);
            Assert.Null(Send(market, i, KeyClaim(market, i, MaskKey.Create(s_random))));
            market.Report(i, 30);
        }

        Assert.Equal(MarketPhase.Training, market.State.Phase);
        return market;
    }

    private MaskKeyClaim KeyClaim(TestMarket market, int i, MaskKey key) => new(
        $"p{i}",
        market.State.DefinitionDigest,
        NextId(),
        market.State.PredecessorOf(i),
        key.PublicKey.ToArray(),
        MaskKeyStatement.Prove(market.State.ContextOf(i), key, s_random));

    private StatisticsClaim Statistics(TestMarket market, int i) => new(
        $"p{i}",
        market.State.DefinitionDigest,
        NextId(),
        market.State.PredecessorOf(i),
        market.State.Training!.First?.Digest ?? default,
        new byte[32],
        new byte[32]);

    private MaskClaim Masks(TestMarket market, int i, ulong epoch) => new(
        $"p{i}",
        market.State.DefinitionDigest,
        NextId(),
        market.State.PredecessorOf(i),
        epoch,
        market.State.Training!.List!.Digest,
        new byte[32],
        new byte[32],
        new byte[32],
        new byte[32]);

    private string NextId() => $"training-{_requests++}";

    private static RejectionReason? Send(TestMarket market, int i, ContributionClaim claim, DateTimeOffset? at = null) =>
        VerifiedContribution.TryVerify(market.State, claim, null, at ?? TestMarket.Start, out var verified, out Rejection? refused)
            ? market.Send(new SubmitContribution(
                at ?? TestMarket.Start, verified, TestMarket.Signed(market.Keys[i], "contribution", claim.RequestId))).Rejection?.Reason
            : refused.Reason;
}
