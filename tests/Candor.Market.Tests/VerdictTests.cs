using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Market.Commands;
using Candor.Market.Events;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests;

/// <summary>Markets with validation: who may report, and what a verdict does.</summary>
public sealed class VerdictTests
{
    private const string Refuse = "OVERLAP_POLICY_REFUSE_LATER";
    private const string Credit = "OVERLAP_POLICY_CREDIT_EARLIER";

    [Fact]
    public void WholeLife_EveryoneAttested_Settles()
    {
        var market = new ValidatedMarket(2);
        market.Enter(0, 250);
        market.Market.Accept(market.Market.Join(1));
        market.Commit(1, 100);
        market.Market.Accept(ValidatedMarket.Attest(market.AttestationOf(1), ValidatedMarket.Validators[1]));
        Assert.Equal("validator-1", Assert.IsType<CommitmentValidated>(market.Market.Events[^1]).Validator);

        market.Market.Report(0, 250);
        market.Market.Report(1, 60);

        Assert.Equal(MarketPhase.Settled, market.State.Phase);
    }

    [Fact]
    public void Commit_WithoutDatasetCommitment_IsRefused()
    {
        var market = new ValidatedMarket(1);
        market.Market.Accept(market.Market.Join(0));
        Assert.Equal(
            RejectionReason.DatasetCommitmentRequired,
            market.Market.TryCommit(market.Market.CommitmentClaim(0, 5), market.Market.Keys[0])?.Reason);
        Assert.Equal(
            RejectionReason.DatasetCommitmentRequired,
            market.Market.TryCommit(market.Claim(0, 5, root: new byte[32]), market.Market.Keys[0])?.Reason);
    }

    [Fact]
    public void Commit_WithRecordKeyInMarketWithoutValidation_IsRefused()
    {
        var market = new TestMarket(1);
        market.Accept(market.Join(0));
        CommitmentClaim claim = market.CommitmentClaim(0, 5) with { RecordKey = new byte[32] };
        Assert.Equal(RejectionReason.ValidationNotAsked, market.TryCommit(claim, market.Keys[0])?.Reason);
    }

    [Theory]
    [InlineData(31, 1)]
    [InlineData(33, 1)]
    [InlineData(32, 0)]
    [InlineData(32, 255)]
    public void Commit_RecordKeyThatIsNoElement_IsRefused(int length, byte fill)
    {
        var market = new ValidatedMarket(1);
        market.Market.Accept(market.Market.Join(0));
        byte[] key = [.. Enumerable.Repeat(fill, length)];
        Assert.Equal(
            RejectionReason.RecordKeyMalformed,
            market.Market.TryCommit(market.Claim(0, 5, key), market.Market.Keys[0])?.Reason);
    }

    [Fact]
    public void Report_BeforeAttestation_IsRefused()
    {
        var market = new ValidatedMarket(1);
        market.Market.Accept(market.Market.Join(0));
        market.Commit(0, 10);
        Assert.Equal(RejectionReason.ValidationRequired, TryReport(market, 0, 10));

        market.Market.Accept(market.Refusal(0, AuditRefusal.InvalidRecord));
        Assert.Equal(ParticipantPhase.Refused, market.State.Participants[0].Phase);
        Assert.Equal(RejectionReason.CommitmentRefused, TryReport(market, 0, 10));

        market.Commit(0, 9);
        Assert.Equal(RejectionReason.ValidationRequired, TryReport(market, 0, 9));
        market.Market.Accept(ValidatedMarket.Attest(market.AttestationOf(0)));
        Assert.Null(TryReport(market, 0, 9));
    }

    [Fact]
    public void Attest_OfAnotherCommitment_IsRefused()
    {
        var market = new ValidatedMarket(2);
        market.Market.Accept(market.Market.Join(0));
        market.Market.Accept(market.Market.Join(1));
        market.Commit(0, 10);
        market.Commit(1, 20);
        Attestation mine = market.AttestationOf(0);
        Attestation other = market.AttestationOf(1);

        Refused(mine with { Commitment = other.Commitment });
        Refused(mine with { DatasetRoot = other.DatasetRoot });
        Refused(mine with { RecordKey = other.RecordKey });
        Refused(mine with { Policy = new AuditPolicy { SecurityBits = 1 } });
        Refused(mine with { Policy = new AuditPolicy { BadSharePerMillion = 900_000 } });
        Refused(mine with { Context = other.Context });
        Refused(mine with
        {
            Context = new(
            "markets/other", mine.Context.DefinitionDigest, "p0", mine.Context.ParticipantKey)
        });
        Refused(mine with
        {
            Context = new(
            TestMarket.Name, mine.Context.DefinitionDigest, "p9", mine.Context.ParticipantKey)
        });
        market.Market.Refuse(
            RejectionReason.DefinitionMismatch,
            ValidatedMarket.Attest(mine with
            {
                Context = new(
                TestMarket.Name, new byte[32], "p0", mine.Context.ParticipantKey)
            }));

        // A commitment that was replaced takes its attestation with it.
        market.Commit(0, 11);
        Refused(mine);

        void Refused(Attestation attestation) => market.Market.Refuse(
            RejectionReason.VerdictMismatch, ValidatedMarket.Attest(attestation));
    }

    [Fact]
    public void Verdict_OfNoValidatorOfTheMarket_IsRefused()
    {
        var market = new ValidatedMarket(1);
        market.Market.Accept(market.Market.Join(0));
        market.Commit(0, 10);
        var stranger = new TestKey();
        market.Market.Refuse(
            RejectionReason.KeyNotOnRecord, ValidatedMarket.Attest(market.AttestationOf(0), stranger));
        market.Market.Refuse(
            RejectionReason.KeyNotOnRecord,
            ValidatedMarket.Attest(market.AttestationOf(0), market.Market.Keys[0]));
        market.Market.Refuse(
            RejectionReason.KeyNotOnRecord, market.Refusal(0, AuditRefusal.NoResponse, stranger));

        var trusting = new TestMarket(1);
        trusting.Enter(0, 5);
        trusting.Refuse(RejectionReason.ValidationNotAsked, ValidatedMarket.Attest(market.AttestationOf(0)));
    }

    [Fact]
    public void Attest_BytesThatAreNoAttestation_AreRefused()
    {
        var market = new ValidatedMarket(1);
        market.Market.Accept(market.Market.Join(0));
        market.Commit(0, 10);
        byte[] payload = market.AttestationOf(0).ToPayload();
        foreach (byte[] bad in (byte[][])[[], payload[..^1], [.. payload, 0]])
        {
            market.Market.Refuse(
                RejectionReason.AttestationMalformed,
                new AttestCommitment(
                    TestMarket.Start, TestMarket.Signed(ValidatedMarket.Validators[0], "attestation", bad)));
        }
    }

    [Fact]
    public void Verdict_OnACommitmentThatHasOne_IsRefused()
    {
        var market = new ValidatedMarket(1);
        market.Enter(0, 10);
        market.Market.Refuse(RejectionReason.VerdictStands, ValidatedMarket.Attest(market.AttestationOf(0)));
        market.Market.Refuse(RejectionReason.VerdictStands, market.Refusal(0, AuditRefusal.InvalidRecord));
        market.Market.Refuse(RejectionReason.VerdictStands, market.Refusal(0, AuditRefusal.NoOverlapAnswer));
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Refusal(0, AuditRefusal.NoResponse, of: 99));
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Refusal(0, AuditRefusal.Unspecified));
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Refusal(0, (AuditRefusal)99));
    }

    [Fact]
    public void Verdict_AfterTheReportDeadline_IsRefused()
    {
        var market = new ValidatedMarket(1);
        market.Market.Accept(market.Market.Join(0));
        market.Commit(0, 10);
        market.Market.Refuse(
            RejectionReason.ReportDeadlinePassed,
            ValidatedMarket.Attest(market.AttestationOf(0), at: market.State.Definition.ReportDeadline));
    }

    [Fact]
    public void Overlap_RefusingPolicy_RefusesTheLaterCommitment()
    {
        var market = new ValidatedMarket(2, Refuse);
        market.Enter(0, 10);
        market.Enter(1, 10);
        Assert.Equal(RejectionReason.OverlapPending, TryReport(market, 1, 10));

        market.Market.Accept(market.Overlap(0, 1, shared: 3, debited: 3));

        Assert.Equal(ParticipantPhase.Refused, market.State.Participants[1].Phase);
        Assert.Equal(RejectionReason.CommitmentRefused, TryReport(market, 1, 7));
        Assert.Null(TryReport(market, 0, 10));
    }

    [Fact]
    public void Overlap_CreditingPolicy_LeavesTheLaterOneWhatItDoesNotShare()
    {
        var market = new ValidatedMarket(3, Credit);
        market.Enter(0, 10);
        market.Enter(1, 10);
        market.Enter(2, 10);
        market.Market.Accept(market.Overlap(0, 2, shared: 3, debited: 3));
        Assert.Equal(RejectionReason.OverlapPending, TryReport(market, 2, 7));
        market.Market.Accept(market.Overlap(1, 2, shared: 4, debited: 1));

        CommitmentOpening left = market.Market.Openings[2].Less(4);
        Assert.Equal(left.Commit(), market.Standing(2).Reportable);
        Assert.Equal(RejectionReason.RangeProofInvalid, market.Market.TryReport(
            market.Report(2, 7, left), market.Market.Keys[2])?.Reason);
        Assert.Null(market.Market.TryReport(market.Report(2, 6, left), market.Market.Keys[2]));
    }

    [Fact]
    public void Overlap_NotDue_IsRefused()
    {
        var market = new ValidatedMarket(3, Credit);
        market.Enter(0, 10);
        market.Enter(1, 10);
        market.Market.Accept(market.Market.Join(2));
        market.Commit(2, 10);
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Overlap(1, 0, 0, 0));
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Overlap(0, 0, 0, 0));
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Overlap(0, 2, 0, 0));
        market.Market.Refuse(RejectionReason.VerdictMismatch, market.Overlap(0, 1, shared: 1, debited: 2));
        market.Market.Accept(market.Overlap(0, 1, 0, 0));
        market.Market.Refuse(RejectionReason.VerdictStands, market.Overlap(0, 1, 0, 0));
        Assert.Null(TryReport(market, 1, 10));

        var apart = new ValidatedMarket(2);
        apart.Enter(0, 10);
        apart.Enter(1, 10);
        apart.Market.Refuse(RejectionReason.ValidationNotAsked, apart.Overlap(0, 1, 0, 0));
    }

    [Fact]
    public void Refuse_OfOneThatReportedAndLeft_TakesTheReportBack()
    {
        var market = new ValidatedMarket(2, Credit);
        market.Enter(0, 10);
        Assert.Null(TryReport(market, 0, 10));
        market.Enter(1, 10);

        market.Market.Accept(market.Refusal(0, AuditRefusal.NoOverlapAnswer));

        Assert.Equal(0, market.State.ReportCount);
        Assert.Null(market.State.Participants[0].Records);
        Assert.Null(TryReport(market, 1, 10));
        Assert.Equal(MarketPhase.Open, market.State.Phase);
        market.Market.Accept(new PassDeadline(market.State.Definition.ReportDeadline));
        Assert.Equal([null, 10u], market.State.Outcome!.Assignments.Select(a => a.Records));
    }

    [Fact]
    public void Settle_LogWithAReportThatIsNotProved_NamesItsEvent()
    {
        var market = new TestMarket(3);
        for (int i = 0; i < 3; i++)
        {
            market.Enter(i, 100);
        }

        market.Report(0, 10);
        market.Report(1, 20);
        MarketState tampered = MarketState.Fold(market.Events.Select(e =>
            e is ReportAccepted { Participant: "p1" } report ? report with { Records = 21 } : e))!;

        Assert.Null(MarketSettlement.FindUnproved(market.State));
        Assert.Equal(9, MarketSettlement.FindUnproved(tampered)?.Event);
        var refused = Assert.Throws<FormatException>(() => MarketSettlement.Settle(tampered));
        Assert.Contains("Event 9 ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attest_SameDatasetInAnotherMessage_IsRefusedInVersion2()
    {
        var market = new ValidatedMarket(1, version: 2);
        market.Market.Accept(market.Market.Join(0));
        CommitmentClaim claim = market.Claim(0, 10);
        Assert.Null(market.Market.TryCommit(claim, market.Market.Keys[0]));
        Attestation first = market.AttestationOf(0);
        Assert.Null(market.Market.TryCommit(claim, market.Market.Keys[0]));

        market.Market.Refuse(RejectionReason.VerdictMismatch, ValidatedMarket.Attest(first));
        market.Market.Accept(ValidatedMarket.Attest(market.AttestationOf(0)));
        market.Market.Refuse(RejectionReason.VerdictStands, ValidatedMarket.Attest(market.AttestationOf(0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Attest_WithTheFieldsOfTheOtherVersion_IsRefused(int version)
    {
        var market = new ValidatedMarket(1, version: version);
        market.Market.Accept(market.Market.Join(0));
        market.Commit(0, 10);
        Attestation right = market.AttestationOf(0);
        Assert.Equal(version, right.Version);

        market.Market.Refuse(
            RejectionReason.AttestationMalformed,
            ValidatedMarket.Attest(right with
            {
                MessageDigest = version == 1 ? market.Standing(0).MessageDigest : default,
            }));
        market.Market.Accept(ValidatedMarket.Attest(right));
    }

    [Fact]
    public void Refuse_AnotherMessageOrWithAPosition_IsRefusedInVersion2()
    {
        var market = new ValidatedMarket(1, version: 2);
        market.Market.Accept(market.Market.Join(0));
        market.Commit(0, 10);
        RefuseCommitment right = market.Refusal(0, AuditRefusal.InvalidRecord);

        market.Market.Refuse(
            RejectionReason.VerdictMismatch, right with { Claim = right.Claim with { MessageDigest = default } });
        market.Market.Refuse(
            RejectionReason.VerdictMismatch, right with { Claim = right.Claim with { MessageDigest = new byte[32] } });
        market.Market.Refuse(
            RejectionReason.VerdictMismatch, right with { Claim = right.Claim with { Position = 3 } });
        market.Market.Accept(right);
        market.Market.Refuse(RejectionReason.VerdictStands, right);
    }

    [Fact]
    public void Overlap_OfAnotherMessage_IsRefusedInVersion2()
    {
        var market = new ValidatedMarket(2, Credit, version: 2);
        market.Enter(0, 10);
        market.Enter(1, 10);
        RecordOverlap right = market.Overlap(0, 1, 3, 3);
        OverlapClaim claim = right.Claim;

        foreach (OverlapClaim other in (OverlapClaim[])
        [
            claim with { EarlierMessageDigest = claim.LaterMessageDigest },
            claim with { LaterMessageDigest = claim.EarlierMessageDigest },
            claim with { LaterMessageDigest = default },
        ])
        {
            market.Market.Refuse(RejectionReason.VerdictMismatch, right with { Claim = other });
        }

        market.Market.Accept(right);
        market.Market.Refuse(RejectionReason.VerdictStands, right);
    }

    private static RejectionReason? TryReport(ValidatedMarket market, int i, uint records) =>
        market.Market.TryReport(
            market.Report(i, records, market.Market.Openings[i]), market.Market.Keys[i])?.Reason;
}
