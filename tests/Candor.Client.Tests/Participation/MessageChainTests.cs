using Candor.Client.Transcripts;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Signing;

namespace Candor.Client.Tests.Participation;

/// <summary>The chain of a participant's messages, in markets of version 2.</summary>
public sealed class MessageChainTests : ClientTestBase
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        MarketDefinition definition = Market.Definition();
        definition.Version = 2;
        definition.ReadAccess = MarketAccess.Anyone;
        await Operator.CreateMarketAsync(new(definition), Limit);
    }

    [Fact]
    public async Task Steps_InOrder_NameTheOneBefore()
    {
        await North.JoinAsync(Limit);
        CommitmentReceipt committed = await North.CommitAsync(250, Limit);
        await North.ReportAsync(committed, 200, Limit);

        var join = Server.Faults.RequestsOf<JoinMarketRequest>().Single().Envelope;
        var commit = Server.Faults.RequestsOf<SubmitCommitmentRequest>().Single().Envelope;
        var report = Server.Faults.RequestsOf<SubmitReportRequest>().Single().Envelope;
        Assert.Equal(
            Server.Log.State!.DefinitionDigest.ToArray(),
            JoinMarketPayload.Parser.ParseFrom(join.Payload).Predecessor.ToByteArray());
        Assert.Equal(
            DigestOf(join), SubmitCommitmentPayload.Parser.ParseFrom(commit.Payload).Predecessor.ToByteArray());
        Assert.Equal(DigestOf(commit), SubmitReportPayload.Parser.ParseFrom(report.Payload).Predecessor.ToByteArray());
    }

    [Fact]
    public async Task Steps_OnTwoDevicesOfOneParticipant_AreOneChain()
    {
        await using CandorClient second = Server.Client(Clock);
        ParticipantHandle other = second.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0]);

        await North.JoinAsync(Limit);
        await other.CommitAsync(100, Limit);
        await North.CommitAsync(200, Limit);
        CommitmentReceipt last = await other.CommitAsync(300, Limit);
        await North.ReportAsync(last, 300, Limit);

        Assert.Equal(300u, Server.Log.State!.Participants[0].Records);
        Assert.Equal(5, Server.Log.State.Participants[0].RequestIds.Count);
    }

    [Fact]
    public async Task Commit_OvertakenByTheOtherDevice_IsShownItsMessage()
    {
        await North.JoinAsync(Limit);
        await using CandorClient second = Server.Client(Clock);
        ParticipantHandle other = second.GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0]);
        CommitmentReceipt? theirs = null;
        Server.Faults.Tamper = answer =>
        {
            // Between this device's question and its commitment, the other one commits.
            if (answer is GetLastMessageResponse)
            {
                Server.Faults.Tamper = null;
                theirs = other.CommitAsync(100, Limit).GetAwaiter().GetResult();
            }
        };

        var refused = await Assert.ThrowsAsync<CandorException>(() => North.CommitAsync(200, Limit));

        Assert.Equal(ErrorReason.PredecessorMismatch, refused.ErrorReason);
        TranscriptReceipt shown = Assert.IsType<TranscriptReceipt>(refused.LastMessage);
        Assert.Equal(theirs!.Transcript!.Entry.ToArray(), shown.Entry.ToArray());
        Assert.Equal(100u, theirs.Records);
        await North.CommitAsync(200, Limit);
    }

    [Fact]
    public async Task Commit_WhileTheServerHidesAMessage_IsNotSigned()
    {
        await North.JoinAsync(Limit);
        Server.Faults.Tamper = static answer => (answer as GetLastMessageResponse)?.ClearReceipt();

        var fault = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => North.CommitAsync(200, Limit));

        Assert.Equal(AnswerFault.ReceiptInvalid, fault.Fault);
        Assert.Contains("is event 0; it has accepted event 2", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Faults.RequestsOf<SubmitCommitmentRequest>());
    }

    [Fact]
    public async Task Report_WhileTheServerShowsAnOlderMessage_IsNotSigned()
    {
        Receipt? joined = null;
        Server.Faults.Tamper = answer => joined = (answer as JoinMarketResponse)?.Receipt ?? joined;
        await North.JoinAsync(Limit);
        CommitmentReceipt committed = await North.CommitAsync(250, Limit);
        Server.Faults.Tamper = answer => (answer as GetLastMessageResponse)?.SetReceipt(joined!);

        // Another client, which has nothing in mind: the receipt of the commitment is enough.
        await using CandorClient fresh = Server.Client(Clock);
        var fault = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => fresh
            .GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0]).ReportAsync(committed, 1, Limit));

        Assert.Equal(AnswerFault.ReceiptInvalid, fault.Fault);
        Assert.Empty(Server.Faults.RequestsOf<SubmitReportRequest>());
    }

    [Fact]
    public async Task Commit_WhileTheServerShowsAnothersMessage_IsNotSigned()
    {
        await North.JoinAsync(Limit);
        Receipt? others = null;
        Server.Faults.Tamper = answer => others = (answer as JoinMarketResponse)?.Receipt ?? others;
        await Participant(1).JoinAsync(Limit);
        Server.Faults.Tamper = answer => (answer as GetLastMessageResponse)?.SetReceipt(others!);

        var fault = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => North.CommitAsync(200, Limit));

        Assert.Equal(AnswerFault.ReceiptInvalid, fault.Fault);
        Assert.Contains("the key on record is", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Faults.RequestsOf<SubmitCommitmentRequest>());
    }

    [Fact]
    public async Task Commit_WithAReceiptThatDoesNotHold_IsNotSigned()
    {
        await North.JoinAsync(Limit);
        Server.Faults.Tamper = static answer =>
        {
            if (answer is GetLastMessageResponse { Receipt: { } receipt })
            {
                receipt.LeafIndex++;
            }
        };

        var fault = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => North.CommitAsync(200, Limit));

        Assert.Equal(AnswerFault.ReceiptInvalid, fault.Fault);
        Assert.Empty(Server.Faults.RequestsOf<SubmitCommitmentRequest>());
    }

    private static byte[] DigestOf(Envelope envelope)
    {
        Assert.True(Envelopes.TryRead(envelope, out SignedEnvelope? signed, out _));
        return signed.BodyDigest();
    }
}

file static class LyingAnswers
{
    internal static void ClearReceipt(this GetLastMessageResponse answer) => answer.Receipt = null;

    internal static void SetReceipt(this GetLastMessageResponse answer, Receipt receipt) => answer.Receipt = receipt;
}
