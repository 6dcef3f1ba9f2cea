using Candor.Client.Tests.Server;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Market.Events;
using Candor.Market.Transcripts;
using Candor.V1;
using Google.Protobuf;
using Receipt = Candor.V1.Receipt;

namespace Candor.Client.Tests.Transcripts;

public sealed class ReceiptTests : ClientTestBase
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
    }

    [Fact]
    public async Task EveryStep_Accepted_GivesAReceiptThatHoldsByItself()
    {
        JoinReceipt joined = await JoinAsync();
        CommitmentReceipt committed = await North.CommitAsync(100, Limit);
        ReportReceipt reported = await North.ReportAsync(committed, 60, Limit);

        Assert.True(NoteKey.TryParse(await Client.GetLogKeyAsync(Limit), out NoteKey? key));
        foreach ((TranscriptReceipt receipt, ulong number) in new[]
        {
            (joined.Transcript, joined.Event), (committed.Transcript!, committed.Event),
            (reported.Transcript, reported.Event),
        })
        {
            Assert.Equal(number - 1, receipt.Index);
            Assert.Equal(
                NoteFailure.None,
                Checkpoint.TryOpen(
                    receipt.Checkpoint.Span, $"candor.test/{TestMarket.Name}", key, out Checkpoint? checkpoint));
            Assert.Equal(
                Candor.Commitments.Merkle.MerkleFailure.None,
                new Candor.Commitments.Logs.Receipt(receipt.Index, checkpoint!, receipt.InclusionProof)
                    .Verify(receipt.Entry.Span));
        }
    }

    [Fact]
    public async Task CommitmentReceipt_SavedAndLoaded_KeepsItsPlaceInTheTranscript()
    {
        await JoinAsync();
        CommitmentReceipt committed = await North.CommitAsync(100, Limit);
        committed.Save(Folder["receipt.json"]);

        TranscriptReceipt loaded = CommitmentReceipt.Load(Folder["receipt.json"]).Transcript!;

        Assert.Equal(committed.Transcript!.Index, loaded.Index);
        Assert.Equal(committed.Transcript.Entry.ToArray(), loaded.Entry.ToArray());
        Assert.Equal(committed.Transcript.Checkpoint.ToArray(), loaded.Checkpoint.ToArray());
        Assert.Equal(
            committed.Transcript.InclusionProof.Select(h => h.ToArray()), loaded.InclusionProof.Select(h => h.ToArray()));
    }

    [Fact]
    public Task Join_NoReceipt_IsCaught() => AssertCaughtAsync(AnswerFault.ReceiptInvalid, answer =>
    {
        answer.Receipt = null;
    });

    [Fact]
    public Task Join_EntryAltered_IsCaught() => AssertReceiptCaughtAsync(AnswerFault.ReceiptInvalid, receipt =>
    {
        byte[] entry = receipt.Entry.ToByteArray();
        entry[^2] ^= 1;
        receipt.Entry = ByteString.CopyFrom(entry);
    });

    [Fact]
    public Task Join_ProofWithoutItsLastHash_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.ReceiptInvalid, receipt => receipt.InclusionProof.RemoveAt(receipt.InclusionProof.Count - 1));

    [Fact]
    public Task Join_ProofWithAHashMore_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.ReceiptInvalid, receipt => receipt.InclusionProof.Add(ByteString.CopyFrom(new byte[32])));

    [Fact]
    public Task Join_ProofOfOtherHashes_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.ReceiptInvalid, receipt => receipt.InclusionProof[0] = ByteString.CopyFrom(new byte[32]));

    [Fact]
    public Task Join_ProofOfHashesOfAnotherLength_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.ReceiptInvalid, receipt => receipt.InclusionProof[0] = ByteString.CopyFrom(new byte[31]));

    [Fact]
    public Task Join_AnotherIndex_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.ReceiptInvalid, receipt => receipt.LeafIndex--);

    [Fact]
    public Task Join_IndexBeyondTheCheckpoint_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.ReceiptInvalid, receipt => receipt.LeafIndex = ulong.MaxValue);

    [Fact]
    public Task Join_ReceiptOfAnEarlierMessage_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.ReceiptInvalid, receipt =>
        {
            // Everything in it holds, but for what was sent.
            receipt.LeafIndex = 0;
            receipt.Entry = ByteString.CopyFrom(Server.Log.Bodies[0]);
            receipt.InclusionProof.Clear();
            receipt.InclusionProof.Add(Server.Log.Transcript.ProveInclusion(0, 2).Siblings
                .Select(hash => ByteString.CopyFrom(hash.Span)));
        });

    [Fact]
    public Task Join_EventOfAnotherNumber_IsCaught() =>
        AssertCaughtAsync(AnswerFault.ReceiptInvalid, answer => answer.Event = 0);

    [Fact]
    public Task Join_EntryOfWhatWasNotSent_IsCaught() => AssertEntryCaughtAsync(
        e => e is Candor.Market.Events.ParticipantJoined joined ? joined with { Participant = "south" } : e);

    [Fact]
    public Task Join_EntryOfAnotherSignature_IsCaught() => AssertEntryCaughtAsync(
        e => e is Candor.Market.Events.ParticipantJoined joined
            ? joined with { Envelope = joined.Envelope with { Signature = new byte[70] } }
            : e);

    [Fact]
    public Task Join_EntryThatIsNoEvent_IsCaught() => AssertEntryCaughtAsync(
        "{\"type\":\"participant-left/1\"}"u8.ToArray());

    [Fact]
    public async Task Report_EntryOfAnotherNumberThanTheSignedOne_IsCaught()
    {
        // The signed message is untouched; what the market settles with is the number beside it.
        await JoinAsync();
        CommitmentReceipt committed = await North.CommitAsync(100, Limit);
        Server.Faults.Tamper = answer =>
        {
            if (answer is SubmitReportResponse reported)
            {
                var e = (Candor.Market.Events.ReportAccepted)EventCodec.Decode(Server.Log.Bodies[^1]);
                Server.Log.Rewrite(bodies => bodies.SetItem(
                    bodies.Count - 1, EventCodec.Encode(e with { Records = e.Records - 1 })));
                reported.Receipt = Server.Log.ReceiptOf((ulong)Server.Log.Bodies.Count - 1);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => North.ReportAsync(committed, 60, Limit));

        Assert.Equal(AnswerFault.ReceiptInvalid, refused.Fault);
    }

    [Fact]
    public Task Join_CheckpointThatIsNoNote_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.CheckpointInvalid, receipt => receipt.Checkpoint = ByteString.CopyFromUtf8("3\n"));

    [Fact]
    public Task Join_CheckpointWithAnotherText_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.CheckpointInvalid, receipt => receipt.Checkpoint = ByteString.CopyFromUtf8(
            receipt.Checkpoint.ToStringUtf8().Replace("\n2\n", "\n3\n", StringComparison.Ordinal)));

    [Fact]
    public Task Join_CheckpointOfAnotherMarket_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.CheckpointInvalid, receipt =>
        {
            var other = new TranscriptLog("markets/other", Server.Log.Signer);
            other.Append(Server.Log.Bodies);
            receipt.Checkpoint = ByteString.CopyFrom(other.Checkpoint().Note.Span);
        });

    [Fact]
    public Task Join_CheckpointOfNoEntries_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.CheckpointInvalid, receipt => receipt.Checkpoint = ByteString.CopyFrom(
            new TranscriptLog(TestMarket.Name, Server.Log.Signer).Checkpoint().Note.Span));

    [Fact]
    public Task Join_CheckpointSignedByAnotherKey_IsCaught() => AssertReceiptCaughtAsync(
        AnswerFault.LogKeyChanged, receipt =>
        {
            Server.Log.Rewrite(bodies => bodies, new TranscriptSigner("candor.test", new byte[32]));
            receipt.Checkpoint = ByteString.CopyFrom(Server.Log.Transcript.Checkpoint().Note.Span);
        });

    [Fact]
    public async Task CreateAndSettleAndCancel_WithoutAReceipt_AreCaught()
    {
        Server.Faults.Tamper = answer =>
        {
            switch (answer)
            {
                case CancelMarketResponse cancelled:
                    cancelled.Receipt = null;
                    break;
                case SettleMarketResponse settled:
                    settled.Receipt = null;
                    break;
                case CreateMarketResponse created:
                    created.Receipt = null;
                    break;
                default:
                    break;
            }
        };

        var settle = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Operator.SettleMarketAsync(Limit));
        Assert.Equal(AnswerFault.ReceiptInvalid, settle.Fault);

        await using TestServer other = await TestServer.StartAsync();
        other.Faults.Tamper = Server.Faults.Tamper;
        await using CandorClient client = other.Client(Clock);
        var create = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => client.GetOperatorHandle(TestMarket.Id, Market.OperatorKey).CreateMarketAsync(Market.Definition(), Limit));
        var cancel = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => client.GetOperatorHandle(TestMarket.Id, Market.OperatorKey).CancelMarketAsync("Why not.", Limit));
        Assert.Equal((AnswerFault.ReceiptInvalid, AnswerFault.ReceiptInvalid), (create.Fault, cancel.Fault));
    }

    [Fact]
    public async Task Join_AnswerOlderThanWhatWasSeen_IsAcceptedWhereTheLogGrewFromIt()
    {
        // As when an answer is lost, and the message comes again after the market went on.
        BeforeTheAnswer(() => Server.Log.Rewrite(bodies => bodies.Add([1])));

        JoinReceipt joined = await JoinAsync();

        Assert.Equal(joined.Event - 1, joined.Transcript.Index);
        Assert.Equal(3UL, (await Client.GetCheckpointAsync(TestMarket.Id, Limit)).Size);
    }

    [Fact]
    public async Task Join_AnswerOlderThanWhatWasSeenOfAnotherLog_IsRefused()
    {
        BeforeTheAnswer(() => Server.Log.Rewrite(bodies => bodies.SetItem(1, [2]).Add([1])));

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(JoinAsync);

        Assert.Equal(AnswerFault.LogInconsistent, refused.Fault);
    }

    // The client is shown a longer log before its answer arrives.
    private void BeforeTheAnswer(Action change) => Server.Faults.Tamper = answer =>
    {
        if (answer is JoinMarketResponse)
        {
            change();
            Client.GetCheckpointAsync(TestMarket.Id, Limit).GetAwaiter().GetResult();
        }
    };

    private Task<JoinReceipt> JoinAsync() => North.JoinAsync(Limit);

    private Task AssertReceiptCaughtAsync(AnswerFault expected, Action<Receipt> spoil) =>
        AssertCaughtAsync(expected, answer => spoil(answer.Receipt));

    // The transcript itself has the altered entry, so that everything about the receipt holds but what it is for.
    private Task AssertEntryCaughtAsync(Func<MarketEvent, MarketEvent> change) => AssertCaughtAsync(
        AnswerFault.ReceiptInvalid,
        answer =>
        {
            Server.Log.Rewrite(bodies => bodies.SetItem(1, EventCodec.Encode(change(EventCodec.Decode(bodies[1])))));
            answer.Receipt = Server.Log.ReceiptOf(1);
        });

    private Task AssertEntryCaughtAsync(byte[] entry) => AssertCaughtAsync(AnswerFault.ReceiptInvalid, answer =>
    {
        Server.Log.Rewrite(bodies => bodies.SetItem(1, entry));
        answer.Receipt = Server.Log.ReceiptOf(1);
    });

    private async Task AssertCaughtAsync(AnswerFault expected, Action<JoinMarketResponse> spoil)
    {
        Server.Faults.Tamper = answer =>
        {
            if (answer is JoinMarketResponse joined)
            {
                spoil(joined);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(JoinAsync);

        Assert.Equal(expected, refused.Fault);
        Assert.StartsWith("ANSWER_", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }
}
