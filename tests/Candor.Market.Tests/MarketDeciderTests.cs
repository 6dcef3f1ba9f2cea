using System.Text.Json.Nodes;
using Candor.Commitments.Statements;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Scenarios;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests;

public sealed class MarketDeciderTests
{
    [Fact]
    public void WholeLife_EveryoneReports_SettlesInTheSameStep()
    {
        var market = new TestMarket(2);
        market.Enter(0, 250);
        market.Enter(1, 100);
        market.Report(0, 250);
        market.Report(1, 60);

        Assert.Equal(MarketPhase.Settled, market.State.Phase);
        var settled = Assert.IsType<MarketSettled>(market.Events[^1]);
        Assert.Equal(SettlementCause.AllReported, settled.Cause);
        double best = Sigmoid(3.1);
        Assert.Equal(best, settled.Outcome.BestQuality, 1e-15);
        Assert.All(settled.Outcome.Assignments, a => Assert.Equal(best, a.AllocatedQuality, 1e-15));
        Assert.Equal(Sigmoid(2.5), settled.Outcome.Assignments[0].OwnQuality, 1e-15);

        // MEP by hand: with everyone in, q = (B, B); with 0 out, 0 keeps Q(2.5) and 1 is served from its own 0.6 units.
        double payment = (best - (0.1 * best)) - (Sigmoid(2.5) - (0.1 * Sigmoid(0.6)));
        Assert.Equal((long)Math.Floor(payment * 1e6), settled.Outcome.Assignments[0].PaymentMicros);
    }

    [Fact]
    public void Create_ExistingMarket_IsRefused()
    {
        var market = new TestMarket(1);
        var created = (MarketCreated)market.Events[0];
        Assert.True(MarketDefinitionReader.TryRead(created.Definition.Json, out MarketDefinition? definition, out _));
        market.Refuse(
            RejectionReason.MarketAlreadyExists,
            new CreateMarket(
                TestMarket.Start, TestMarket.Name, definition, TestMarket.Signed(TestMarket.Operator, "c", "c")));
    }

    [Fact]
    public void Create_SignedByAnotherKeyThanTheDefinitions_IsRefused()
    {
        var market = new TestMarket(1);
        Decision decision = MarketDecider.Decide(
            null,
            new CreateMarket(
                TestMarket.Start, "markets/other", market.State.Definition, TestMarket.Signed(market.Keys[0], "c", "c")));
        Assert.Equal(RejectionReason.KeyNotOnRecord, decision.Rejection?.Reason);
    }

    [Theory]
    [InlineData("2030-01-01T00:00:00Z", null, "reportDeadline")]
    [InlineData("2029-12-31T23:59:59Z", null, "reportDeadline")]
    [InlineData("2031-01-03T00:00:00Z", null, "reportDeadline")]
    [InlineData("2030-02-01T00:00:00Z", "2029-12-31T00:00:00Z", "commitmentDeadline")]
    public void Create_DeadlineNotAhead_IsRefusedWithItsField(string report, string? commitment, string field)
    {
        var text = DefinitionText.For(TestMarket.Operator, new TestKey());
        text["reportDeadline"] = report;
        if (commitment is not null)
        {
            text["commitmentDeadline"] = commitment;
        }

        Assert.True(MarketDefinitionReader.TryRead(text.ToJsonString(), out MarketDefinition? definition, out _));
        Decision decision = MarketDecider.Decide(
            null,
            new CreateMarket(
                TestMarket.Start, "markets/late", definition, TestMarket.Signed(TestMarket.Operator, "c", "c")));
        Assert.Equal(RejectionReason.DefinitionInvalid, decision.Rejection?.Reason);
        Assert.Equal(field, decision.Rejection?.Field);
    }

    [Fact]
    public void Decide_NoMarket_IsRefused()
    {
        var market = new TestMarket(1);
        Assert.Equal(
            RejectionReason.MarketNotFound, MarketDecider.Decide(null, market.Join(0)).Rejection?.Reason);
    }

    [Fact]
    public void Join_WithAnothersKey_IsRefused()
    {
        var market = new TestMarket(2);
        market.Refuse(RejectionReason.KeyNotOnRecord, market.Join(0, market.Keys[1]));
    }

    [Fact]
    public void Join_NotInRoster_IsRefused()
    {
        var market = new TestMarket(1);
        market.Refuse(RejectionReason.ParticipantNotFound, market.Join(0) with { Participant = "stranger" });
    }

    [Fact]
    public void Join_Twice_IsRefused()
    {
        var market = new TestMarket(1);
        market.Accept(market.Join(0));
        market.Refuse(RejectionReason.AlreadyJoined, market.Join(0));
    }

    [Fact]
    public void Join_UnderOtherRules_IsRefused()
    {
        var market = new TestMarket(1);
        market.Refuse(RejectionReason.DefinitionMismatch, market.Join(0) with { DefinitionDigest = new byte[32] });
    }

    [Fact]
    public void Join_AtTheReportDeadline_IsRefused()
    {
        var market = new TestMarket(1);
        market.Refuse(
            RejectionReason.ReportDeadlinePassed, market.Join(0, at: market.State.Definition.ReportDeadline));
    }

    [Fact]
    public void Commit_BeforeJoining_IsRefused()
    {
        var market = new TestMarket(1);
        AssertReason(RejectionReason.NotJoined, market.TryCommit(market.CommitmentClaim(0, 1), market.Keys[0]));
    }

    [Fact]
    public void Commit_WithAnothersKey_IsRefused()
    {
        var market = new TestMarket(2);
        market.Accept(market.Join(0));
        AssertReason(RejectionReason.KeyNotOnRecord, market.TryCommit(market.CommitmentClaim(0, 1), market.Keys[1]));
    }

    [Fact]
    public void Commit_ReplacedBeforeTheReport_TakesTheNewOne()
    {
        var market = new TestMarket(2);
        market.Enter(0, 10);
        long first = market.State.Participants[0].Commitment!.Event;
        market.Commit(0, 20);
        Assert.NotEqual(first, market.State.Participants[0].Commitment!.Event);
        market.Report(0, 20);
    }

    [Fact]
    public void Commit_AnothersCommitmentCopied_IsRefused()
    {
        var market = new TestMarket(2);
        market.Enter(0, 10);
        market.Accept(market.Join(1));
        var copied = ((CommitmentAccepted)market.Events[^2]) is var e
            ? new CommitmentClaim("p1", market.State.DefinitionDigest, e.Commitment, e.DatasetRoot, e.OpeningProof)
            : null;
        AssertReason(RejectionReason.OpeningProofInvalid, market.TryCommit(copied!, market.Keys[1]));
    }

    [Fact]
    public void Commit_OverAndOver_IsRefusedAtTheLimit()
    {
        var market = new TestMarket(1);
        market.Enter(0, 5);
        for (int i = 1; i < MarketRules.MaxCommitments; i++)
        {
            market.Commit(0, 5);
        }

        AssertReason(RejectionReason.TooManyCommitments, market.TryCommit(market.CommitmentClaim(0, 5), market.Keys[0]));
    }

    [Fact]
    public void Commit_AfterItsDeadline_IsRefused()
    {
        var market = new TestMarket(1, text => text["commitmentDeadline"] = "2030-01-02T00:00:00Z");
        market.Accept(market.Join(0));
        AssertReason(
            RejectionReason.CommitmentDeadlinePassed,
            market.TryCommit(market.CommitmentClaim(0, 5), market.Keys[0], TestMarket.Start.AddDays(1)));
    }

    [Fact]
    public void Commit_EncodingNotCanonical_IsRefused()
    {
        var market = new TestMarket(1);
        market.Accept(market.Join(0));
        byte[] notCanonical = Convert.FromHexString(
            "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");
        CommitmentClaim claim = market.CommitmentClaim(0, 5) with { Commitment = notCanonical };
        AssertReason(RejectionReason.CommitmentNotCanonical, market.TryCommit(claim, market.Keys[0]));
    }

    [Fact]
    public void Commit_Identity_IsRefused()
    {
        var market = new TestMarket(1);
        market.Accept(market.Join(0));
        CommitmentClaim claim = market.CommitmentClaim(0, 5) with { Commitment = new byte[32] };
        AssertReason(RejectionReason.CommitmentIsIdentity, market.TryCommit(claim, market.Keys[0]));
    }

    [Fact]
    public void Report_WithoutCommitment_IsRefused()
    {
        var market = new TestMarket(1);
        market.Accept(market.Join(0));
        var claim = new ReportClaim("p0", market.State.DefinitionDigest, 1, 1, new byte[608]);
        AssertReason(RejectionReason.CommitmentRequired, market.TryReport(claim, market.Keys[0]));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(99u)]
    [InlineData(100u)]
    public void Report_AtMostTheCommitment_IsAccepted(uint records)
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        market.Report(0, records);
        Assert.Equal(records, market.State.Participants[0].Records);
    }

    [Theory]
    [InlineData(101u)]
    [InlineData(uint.MaxValue)]
    public void Report_AboveTheCommitment_IsRefused(uint records)
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        AssertReason(
            RejectionReason.RangeProofInvalid, market.TryReport(market.ReportClaim(0, records), market.Keys[0]));
    }

    [Fact]
    public void Report_AboveThirtyTwoBits_IsRefused()
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim claim = market.ReportClaim(0, 100) with { Records = 1UL << 32 };
        AssertReason(RejectionReason.ReportOutOfRange, market.TryReport(claim, market.Keys[0]));
    }

    [Fact]
    public void Report_Twice_IsRefused()
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim again = market.ReportClaim(0, 50);
        market.Report(0, 60);
        AssertReason(RejectionReason.AlreadyReported, market.TryReport(again, market.Keys[0]));
    }

    [Fact]
    public void Report_ForReplacedCommitment_IsRefused()
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim old = market.ReportClaim(0, 50);
        market.Commit(0, 100);
        AssertReason(RejectionReason.CommitmentNotCurrent, market.TryReport(old, market.Keys[0]));
    }

    // The proof is verified on a snapshot; the writer must notice that the market moved on in between.
    [Fact]
    public void Report_CommitmentReplacedBetweenVerifyingAndDeciding_IsRefused()
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim claim = market.ReportClaim(0, 50);
        Assert.True(VerifiedReport.TryVerify(market.State, claim, TestMarket.Start, out var verified, out _));
        market.Commit(0, 10);
        market.Refuse(
            RejectionReason.CommitmentNotCurrent,
            new SubmitReport(TestMarket.Start, verified, TestMarket.Signed(market.Keys[0], "report", "p0")));
    }

    [Fact]
    public void Report_ProofOfAnotherReport_IsRefused()
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim claim = market.ReportClaim(0, 50) with { Records = 51 };
        AssertReason(RejectionReason.RangeProofInvalid, market.TryReport(claim, market.Keys[0]));
    }

    [Fact]
    public void Report_ProofOfAnotherMarket_IsRefused()
    {
        var other = new TestMarket(2, text => text["displayName"] = "Other");
        other.Enter(0, 100);
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim claim = market.ReportClaim(0, 50) with { RangeProof = other.ReportClaim(0, 50).RangeProof };
        AssertReason(RejectionReason.RangeProofInvalid, market.TryReport(claim, market.Keys[0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(607)]
    [InlineData(576)]
    public void Report_ProofTruncated_IsRefused(int length)
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim whole = market.ReportClaim(0, 50);
        Assert.Equal(ReportStatement.ProofSize, whole.RangeProof.Length);
        AssertReason(
            RejectionReason.RangeProofMalformed,
            market.TryReport(whole with { RangeProof = whole.RangeProof[..length] }, market.Keys[0]));
    }

    [Fact]
    public void Report_AtTheDeadline_IsRefused()
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        DateTimeOffset deadline = market.State.Definition.ReportDeadline;
        AssertReason(
            RejectionReason.ReportDeadlinePassed, market.TryReport(market.ReportClaim(0, 50), market.Keys[0], deadline));
    }

    [Fact]
    public void PassDeadline_SomeReported_SettlesWithTheOthersOut()
    {
        var market = new TestMarket(3);
        market.Enter(0, 100);
        market.Enter(1, 100);
        market.Report(0, 100);
        market.Accept(new PassDeadline(market.State.Definition.ReportDeadline));

        Assert.Equal(MarketPhase.Settled, market.State.Phase);
        Assert.Equal([100u, null, null], market.State.Outcome!.Assignments.Select(a => a.Records));
        Assert.Equal(0, market.State.Outcome.Assignments[1].AllocatedQuality);
        Assert.Equal(0, market.State.Outcome.Assignments[1].PaymentMicros);
    }

    [Fact]
    public void PassDeadline_NobodyReported_SettlesWithEveryoneOut()
    {
        var market = new TestMarket(2);
        market.Accept(new PassDeadline(market.State.Definition.ReportDeadline));
        Assert.All(market.State.Outcome!.Assignments, a => Assert.Null(a.Records));
        Assert.Equal(0, market.State.Outcome.BestQuality);
    }

    [Fact]
    public void PassDeadline_BeforeIt_IsACallersMistake()
    {
        var market = new TestMarket(1);
        Assert.Throws<ArgumentException>(() => market.Send(new PassDeadline(TestMarket.Start)));
    }

    [Theory]
    [InlineData(5u, "0 or 10")]
    [InlineData(35u, "30 or 40")]
    [InlineData(110u, "100, the largest")]
    public void Report_OffTheGrid_IsRefusedWithItsNeighbours(uint records, string neighbours)
    {
        var market = new TestMarket(2, WithGrowth);
        market.Enter(0, 1000);
        Rejection? rejection = market.TryReport(market.ReportClaim(0, records), market.Keys[0]);
        AssertReason(RejectionReason.ReportOffGrid, rejection);
        Assert.Contains(neighbours, rejection!.Message, StringComparison.Ordinal);
    }

    // Two agents at α = -0.5: the welfare gained at (100, 0) is divided so that nobody is worse off than out, and the
    // payments are those of the general algorithm for the same scenario on paper.
    [Fact]
    public void WholeLife_DesirablePayments_AreThoseOfTheScenarioOnPaper()
    {
        var market = new TestMarket(2, WithGrowth);
        market.Enter(0, 100);
        market.Enter(1, 60);
        market.Report(0, 100);
        market.Report(1, 60);

        var paper = ScenarioReader.Parse(
            """
            { "quality": { "kind": "linear" }, "valuation": { "kind": "growth", "alpha": -0.5 }, "allocation": "best",
              "payment": "desirable", "grid": { "unit": 0.1, "max": 1 }, "types": [1, 0.6] }
            """).Settle();
        Assert.Equal(
            paper.Outcome.Payments.Select(payment => MarketSettlement.ToMicros(market.State.Definition, payment)),
            market.State.Outcome!.Assignments.Select(a => a.PaymentMicros));
        Assert.NotEqual(0, market.State.Outcome.Assignments[0].PaymentMicros);
    }

    private static void WithGrowth(JsonObject text)
    {
        text["quality"] = JsonNode.Parse("""{"linear": {}}""");
        text["valuation"] = JsonNode.Parse("""{"growth": {"alpha": -0.5}}""");
        text["allocation"] = "ALLOCATION_RULE_BEST";
        text["payment"] = "PAYMENT_RULE_DESIRABLE";
        text["reportGrid"] = JsonNode.Parse("""{"unitRecords": 10, "maxRecords": 100}""");
    }

    [Fact]
    public void Settle_ByTheOperator_IsFinal()
    {
        var market = new TestMarket(2);
        market.Enter(0, 100);
        ReportClaim late = market.ReportClaim(0, 50);
        market.Refuse(RejectionReason.KeyNotOnRecord, market.Settle(market.Keys[0]));
        market.Accept(market.Settle());
        market.Refuse(RejectionReason.MarketSettled, market.Settle());
        market.Refuse(RejectionReason.MarketSettled, market.Cancel());
        market.Refuse(RejectionReason.MarketSettled, market.Join(1));
        market.Refuse(RejectionReason.MarketSettled, new PassDeadline(market.State.Definition.ReportDeadline));
        AssertReason(RejectionReason.MarketSettled, market.TryReport(late, market.Keys[0]));
    }

    [Fact]
    public void Cancel_ByTheOperator_IsFinal()
    {
        var market = new TestMarket(2);
        market.Refuse(RejectionReason.KeyNotOnRecord, market.Cancel(market.Keys[0]));
        market.Accept(market.Cancel());
        Assert.Equal("no quorum", market.State.CancelReason);
        market.Refuse(RejectionReason.MarketCancelled, market.Settle());
        market.Refuse(RejectionReason.MarketCancelled, market.Join(0));
        market.Refuse(RejectionReason.MarketCancelled, new PassDeadline(market.State.Definition.ReportDeadline));
    }

    private static void AssertReason(RejectionReason expected, Rejection? found) =>
        Assert.Equal(expected, found?.Reason);

    private static double Sigmoid(double t) => (1 - Math.Exp(-t)) / (1 + Math.Exp(-t));
}
