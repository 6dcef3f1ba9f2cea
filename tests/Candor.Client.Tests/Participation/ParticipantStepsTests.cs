using System.Security.Cryptography;
using Candor.Client.Participation;
using Candor.Commitments;
using Candor.Commitments.Statements;
using Candor.V1;

namespace Candor.Client.Tests.Participation;

public sealed class ParticipantStepsTests : ClientTestBase
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
    }

    [Fact]
    public async Task Steps_InOrder_AreStoredAndVerify()
    {
        JoinReceipt joined = await North.JoinAsync(Limit);
        CommitmentReceipt committed = await North.CommitAsync(250, Limit);
        ReportReceipt reported = await North.ReportAsync(committed, 200, Limit);

        Assert.Equal((2ul, 3ul, 4ul), (joined.Event, committed.Event, reported.Event));
        Assert.Equal(250u, committed.Records);
        Assert.Equal(200u, Server.Log.State!.Participants[0].Records);
        Assert.Equal(committed.Commitment, Server.Log.State.Participants[0].Commitment!.Commitment);
    }

    [Fact]
    public async Task Report_AboveTheCommitment_IsRefusedHere()
    {
        CommitmentReceipt receipt = await CommitAsync(100);

        var refused = await Assert.ThrowsAsync<ReceiptException>(
            () => North.ReportAsync(receipt, 101, Limit));

        Assert.Equal((ReceiptFault.ReportTooLarge, "REPORT_ABOVE_COMMITMENT"), (refused.Fault, refused.Reason));
        Assert.Empty(Server.Faults.RequestsOf<SubmitReportRequest>());
    }

    [Fact]
    public async Task Report_AboveTheCommitmentWithAForgedProof_IsRefusedByTheServer()
    {
        CommitmentReceipt receipt = await CommitAsync(100);

        var refused = await Assert.ThrowsAsync<CandorException>(
            () => Client.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0], new OverReporting())
                .ReportAsync(receipt, 101, Limit));

        Assert.Equal(ErrorReason.RangeProofInvalid, refused.ErrorReason);
        Assert.Equal(
            ReportStatement.ProofSize,
            SubmitReportPayload.Parser.ParseFrom(
                Server.Faults.RequestsOf<SubmitReportRequest>().Single().Envelope.Payload).RangeProof.Length);
        await North.ReportAsync(receipt, 100, Limit);
    }

    [Fact]
    public async Task Report_UnderAReplacedCommitment_IsRefused()
    {
        CommitmentReceipt old = await CommitAsync(100);
        CommitmentReceipt current = await North.CommitAsync(90, Limit);

        var refused = await Assert.ThrowsAsync<CandorException>(
            () => North.ReportAsync(old, 90, Limit));

        Assert.Equal(ErrorReason.CommitmentNotCurrent, refused.ErrorReason);
        await North.ReportAsync(current, 90, Limit);
    }

    [Fact]
    public async Task Report_ReceiptOfAnotherKey_IsRefusedHere()
    {
        CommitmentReceipt receipt = await CommitAsync(100);

        var refused = await Assert.ThrowsAsync<CandorException>(
            () => Client.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[1]).ReportAsync(receipt, 100, Limit));
        var ofAnother = await Assert.ThrowsAsync<ReceiptException>(
            () => Participant(1).ReportAsync(receipt, 100, Limit));

        Assert.Equal("KEY_NOT_ON_RECORD", refused.Reason);
        Assert.Equal(ReceiptFault.OtherParticipant, ofAnother.Fault);
        Assert.Empty(Server.Faults.RequestsOf<SubmitReportRequest>());
    }

    [Fact]
    public async Task Join_NotInTheRosterOrOtherKey_IsRefusedHere()
    {
        var absent = await Assert.ThrowsAsync<CandorException>(
            () => Client.GetParticipantHandle(TestMarket.Id, "east", Market.Keys[0]).JoinAsync(Limit));
        var otherKey = await Assert.ThrowsAsync<CandorException>(
            () => Client.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[1]).JoinAsync(Limit));
        Assert.Throws<ArgumentException>(
            () => Client.GetParticipantHandle(TestMarket.Id, "North!", Market.Keys[0]));

        Assert.Equal(ErrorReason.ParticipantNotFound, absent.ErrorReason);
        Assert.Equal(ErrorReason.KeyNotOnRecord, otherKey.ErrorReason);
        Assert.Contains(Market.Keys[1].KeyId, otherKey.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Faults.RequestsOf<JoinMarketRequest>());
    }

    [Fact]
    public async Task Commit_BeforeJoining_GivesTheReason()
    {
        var refused = await Assert.ThrowsAsync<CandorException>(
            () => North.CommitAsync(5, Limit));

        Assert.Equal(ErrorReason.NotJoined, refused.ErrorReason);
    }

    [Fact]
    public async Task WatchAssignment_HiddenRecords_ComparesWithTheTrueSize()
    {
        await ReportAsync(0, 10);
        await ReportAsync(1, 10);
        await ReportAsync(2, 10);

        List<AssignmentUpdate> updates = await ListAsync(
            North.WatchAssignmentAsync(500, cancellationToken: Limit));

        Assert.Equal(
            [
                ParticipantPhase.Invited, ParticipantPhase.Joined, ParticipantPhase.Committed,
                ParticipantPhase.Reported, ParticipantPhase.Assigned,
            ],
            updates.Select(update => update.Phase));
        MarketAssignment assignment = updates[^1].Assignment!;
        Assert.True(updates[^1].IsFinal);
        // Q(t) = (1 - e^-t) / (1 + e^-t) = tanh(t / 2), in units of 100 records.
        Assert.Equal(Math.Tanh(0.3 / 2), assignment.AllocatedQuality, 12);
        Assert.Equal(Math.Tanh(5.0 / 2), assignment.OwnQuality, 12);
        Assert.Equal(assignment.OwnQuality, assignment.UsedQuality);
        Assert.Equal(
            (PreferredModel.Own, 10u, 500u),
            (assignment.PreferredModel, assignment.ReportedRecords, assignment.OwnRecords));
        Assert.Equal((assignment.PaymentMicros / 1_000_000m, "EUR"), (assignment.Payment, assignment.Currency));
        Assert.False(assignment.IsOut);
    }

    [Fact]
    public async Task WatchAssignment_TrueSizeNotGiven_ComparesWithTheReport()
    {
        await ReportAsync(0, 100);
        await ReportAsync(1, 100);
        await ReportAsync(2, 100);

        List<AssignmentUpdate> updates = await ListAsync(
            North.WatchAssignmentAsync(cancellationToken: Limit));

        MarketAssignment assignment = updates[^1].Assignment!;
        Assert.Equal(Math.Tanh(1.0 / 2), assignment.OwnQuality, 12);
        Assert.Equal(Math.Tanh(3.0 / 2), assignment.UsedQuality, 12);
        Assert.Equal((PreferredModel.Allocated, (uint?)null), (assignment.PreferredModel, assignment.OwnRecords));
    }

    [Fact]
    public async Task WatchAssignment_Cancelled_EndsWithTheOperatorsWords()
    {
        await Operator.CancelMarketAsync("No quorum.", Limit);

        List<AssignmentUpdate> updates = await ListAsync(
            North.WatchAssignmentAsync(cancellationToken: Limit));

        Assert.Equal((ParticipantPhase.Cancelled, "No quorum."), (updates[^1].Phase, updates[^1].CancelReason));
    }

    private async Task<CommitmentReceipt> CommitAsync(uint records)
    {
        await North.JoinAsync(Limit);
        return await North.CommitAsync(records, Limit);
    }

    private sealed class OverReporting : ParticipantConduct
    {
        internal override bool ProvesOnce => false;

        internal override bool MayReport(uint records, ulong reportable) => true;

        internal override byte[] ProveReport(
            ReportTerms terms, CommitmentOpening opening, RandomNumberGenerator random) =>
            ReportStatement.ProveRange(terms, opening, random);
    }
}
