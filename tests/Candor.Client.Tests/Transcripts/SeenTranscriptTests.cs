using System.Collections.Immutable;
using Candor.Client.Tests.Server;
using Candor.Client.Transcripts;
using Candor.Commitments.Logs;
using Candor.Market.Transcripts;
using Candor.V1;

namespace Candor.Client.Tests.Transcripts;

public sealed class SeenTranscriptTests : ClientTestBase
{
    private static readonly TranscriptSigner s_otherKey = new("candor.test", new byte[32]);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
        await JoinAsync(0);
        await JoinAsync(1);
    }

    [Fact]
    public async Task GetCheckpoint_NewClient_TrustsTheFirstSightAndHoldsTheServerToIt()
    {
        await using CandorClient fresh = Server.Client(Clock);

        SignedCheckpoint seen = await fresh.GetCheckpointAsync(TestMarket.Id, Limit);

        Assert.Equal((3UL, TestMarket.Name, "candor.test/markets/hospitals"), (seen.Size, seen.Market, seen.Origin));
        Assert.Equal(await fresh.GetLogKeyAsync(Limit), seen.LogKey);
        Server.Log.Rewrite(bodies => bodies.RemoveAt(2));
        Assert.Equal(AnswerFault.LogRolledBack, (await FaultOfAsync(fresh)).Fault);
    }

    [Fact]
    public async Task GetCheckpoint_EntriesGone_IsARollbackWithBothNotesAsEvidence()
    {
        SignedCheckpoint seen = await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        Server.Log.Rewrite(bodies => bodies.RemoveAt(2));

        UnverifiedAnswerException refused = await FaultOfAsync(Client);

        Assert.Equal((AnswerFault.LogRolledBack, "ANSWER_LOG_ROLLED_BACK"), (refused.Fault, refused.Reason));
        AssertEvidence(refused, seen.Note, Server.Log.Transcript.Checkpoint().Note);
    }

    [Fact]
    public async Task GetCheckpoint_EntryAltered_IsAFork()
    {
        SignedCheckpoint seen = await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        Server.Log.Rewrite(Altered);

        UnverifiedAnswerException refused = await FaultOfAsync(Client);

        Assert.Equal(AnswerFault.LogForked, refused.Fault);
        AssertEvidence(refused, seen.Note, Server.Log.Transcript.Checkpoint().Note);
    }

    [Fact]
    public async Task GetCheckpoint_EntriesInAnotherOrder_IsAFork()
    {
        Server.Log.Rewrite(bodies => bodies.SetItem(1, bodies[2]).SetItem(2, bodies[1]));

        Assert.Equal(AnswerFault.LogForked, (await FaultOfAsync(Client)).Fault);
    }

    [Fact]
    public async Task GetCheckpoint_EntryInserted_IsInconsistent()
    {
        Server.Log.Rewrite(bodies => bodies.Insert(1, "{}"u8.ToArray()));

        Assert.Equal(AnswerFault.LogInconsistent, (await FaultOfAsync(Client)).Fault);
    }

    [Fact]
    public async Task GetCheckpoint_EntryRemovedAndOthersAdded_IsInconsistent()
    {
        Server.Log.Rewrite(bodies => bodies.RemoveAt(1).AddRange([[1], [2], [3]]));

        Assert.Equal(AnswerFault.LogInconsistent, (await FaultOfAsync(Client)).Fault);
    }

    [Fact]
    public async Task GetCheckpoint_ProofSpoilt_IsInconsistent()
    {
        Server.Log.Rewrite(bodies => bodies.Add([1]));
        Server.Faults.Tamper = answer => (answer as ProveConsistencyResponse)?.Proof.RemoveAt(0);

        Assert.Equal(AnswerFault.LogInconsistent, (await FaultOfAsync(Client)).Fault);
    }

    [Fact]
    public async Task GetCheckpoint_ServerThatCannotProveWhatItSigned_IsInconsistent()
    {
        Server.Log.Rewrite(bodies => bodies.Add([1]));
        Server.Faults.FailBefore(
            "ProveConsistency",
            Failures.Of(Grpc.Core.StatusCode.OutOfRange, "LOG_RANGE_INVALID", "The transcript is shorter."));

        Assert.Equal(AnswerFault.LogInconsistent, (await FaultOfAsync(Client)).Fault);
    }

    [Fact]
    public async Task GetCheckpoint_AnotherKey_IsRefused()
    {
        Server.Log.Rewrite(bodies => bodies, s_otherKey);

        UnverifiedAnswerException refused = await FaultOfAsync(Client);

        Assert.Equal((AnswerFault.LogKeyChanged, "ANSWER_LOG_KEY_CHANGED"), (refused.Fault, refused.Reason));
        Assert.Equal(
            Server.Log.Transcript.Checkpoint().Note.ToArray(), Assert.Single(refused.Evidence).ToArray());
    }

    [Fact]
    public async Task Join_AnswerOfARolledBackLog_IsRefused()
    {
        await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        Server.Faults.Tamper = answer =>
        {
            if (answer is JoinMarketResponse joined)
            {
                // The entry is there, in place of those that were shown before.
                Server.Log.Rewrite(bodies => [bodies[0], bodies[^1]]);
                joined.Event = 2;
                joined.Receipt = Server.Log.ReceiptOf(1);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => JoinAsync(2));

        Assert.Equal(AnswerFault.LogRolledBack, refused.Fault);
    }

    [Fact]
    public async Task Join_AnswerOfAForkedLog_IsRefused()
    {
        await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        Server.Faults.Tamper = answer =>
        {
            if (answer is JoinMarketResponse joined)
            {
                Server.Log.Rewrite(Altered);
                joined.Receipt = Server.Log.ReceiptOf(3);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => JoinAsync(2));

        Assert.Equal(AnswerFault.LogInconsistent, refused.Fault);
    }

    [Fact]
    public async Task Refused_WhatWasSeenStays()
    {
        ImmutableList<byte[]> honest = Server.Log.Bodies;
        SignedCheckpoint seen = await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        Server.Log.Rewrite(bodies => Altered(bodies).Add([1]));
        Assert.Equal(AnswerFault.LogInconsistent, (await FaultOfAsync(Client)).Fault);

        Server.Log.Rewrite(_ => honest);

        Assert.Equal(
            seen.Note.ToArray(), (await Client.GetCheckpointAsync(TestMarket.Id, Limit)).Note.ToArray());
    }

    [Fact]
    public async Task FileStore_NextProcess_HoldsTheServerToWhatTheLastOneSaw()
    {
        await using (CandorClient first = Server.Client(Clock, seen: new FileCheckpointStore(Folder["seen.json"])))
        {
            await first.GetCheckpointAsync(TestMarket.Id, Limit);
        }

        await using CandorClient second = Server.Client(Clock, seen: new FileCheckpointStore(Folder["seen.json"]));
        Assert.Equal(3UL, (await second.GetCheckpointAsync(TestMarket.Id, Limit)).Size);
        Server.Log.Rewrite(Altered);
        await using CandorClient third = Server.Client(Clock, seen: new FileCheckpointStore(Folder["seen.json"]));
        Assert.Equal(AnswerFault.LogForked, (await FaultOfAsync(third)).Fault);
    }

    [Fact]
    public async Task FileStore_ServerComesBackWithAnotherKey_IsRefused()
    {
        await using (CandorClient first = Server.Client(Clock, seen: new FileCheckpointStore(Folder["seen.json"])))
        {
            await first.GetCheckpointAsync(TestMarket.Id, Limit);
        }

        Server.Log.Rewrite(bodies => bodies, s_otherKey);

        await using CandorClient second = Server.Client(Clock, seen: new FileCheckpointStore(Folder["seen.json"]));
        Assert.Equal(AnswerFault.LogKeyChanged, (await FaultOfAsync(second)).Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"version":2,"markets":{}}""")]
    [InlineData("""{"version":1,"markets":{"markets/hospitals":{"logKey":"x","checkpoint":"AA=="}}}""")]
    [InlineData("""{"version":1,"markets":{"markets/hospitals":{"logKey":"x"}}}""")]
    [InlineData("""{"version":1,"markets":{"markets/hospitals":null}}""")]
    public async Task FileStore_Damaged_StopsTheClient(string text)
    {
        File.WriteAllText(Folder["seen.json"], text);
        await using CandorClient client = Server.Client(Clock, seen: new FileCheckpointStore(Folder["seen.json"]));

        var refused = await Assert.ThrowsAsync<CheckpointStoreException>(
            () => client.GetCheckpointAsync(TestMarket.Id, Limit));

        Assert.Equal(
            (CheckpointStoreFault.Damaged, "CHECKPOINT_STORE_DAMAGED"), (refused.Fault, refused.Reason));
        Assert.Equal(text, File.ReadAllText(Folder["seen.json"]));
    }

    [Fact]
    public async Task FileStore_CheckpointThatItsKeyDidNotSign_StopsTheClient()
    {
        var forged = new TranscriptLog(TestMarket.Name, s_otherKey);
        forged.Append([[1]]);
        var store = new FileCheckpointStore(Folder["seen.json"]);
        await store.KeepAsync(
            TestMarket.Name, new SeenTranscript(Server.Log.Signer.LogKey, forged.Checkpoint().Note), Limit);
        await using CandorClient client = Server.Client(Clock, seen: store);

        var refused = await Assert.ThrowsAsync<CheckpointStoreException>(
            () => client.GetCheckpointAsync(TestMarket.Id, Limit));

        Assert.Equal(CheckpointStoreFault.Damaged, refused.Fault);
    }

    [Fact]
    public async Task FileStore_FolderThatIsNotThere_StopsTheClient()
    {
        await using CandorClient client = Server.Client(
            Clock, seen: new FileCheckpointStore(Path.Combine(Folder["none"], "seen.json")));

        var refused = await Assert.ThrowsAsync<CheckpointStoreException>(
            () => client.GetCheckpointAsync(TestMarket.Id, Limit));

        Assert.Equal(CheckpointStoreFault.Unwritable, refused.Fault);
    }

    [Fact]
    public async Task DefinitionThatNamesTheKey_NeedsNoWordOfTheServer()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using CandorClient client = server.Client(Clock);
        MarketDefinition definition = Market.Definition();
        definition.LogKey = server.Log.Signer.LogKey;

        await client.GetOperatorHandle(TestMarket.Id, Market.OperatorKey).CreateMarketAsync(new(definition), Limit);

        Assert.Equal(1UL, (await client.GetCheckpointAsync(TestMarket.Id, Limit)).Size);
        Assert.Empty(server.Faults.RequestsOf<GetLogKeyRequest>());
    }

    [Fact]
    public async Task DefinitionThatNamesAnotherKey_RefusesTheServersOwn()
    {
        // The platform takes the market as one of its own log, and then signs with another key.
        await using TestServer server = await TestServer.StartAsync(s_otherKey);
        await using CandorClient client = server.Client(Clock);
        MarketDefinition definition = Market.Definition();
        definition.LogKey = s_otherKey.LogKey;
        server.Faults.Tamper = answer =>
        {
            if (answer is CreateMarketResponse created)
            {
                server.Log.Rewrite(bodies => bodies, Server.Log.Signer);
                created.Receipt = server.Log.ReceiptOf(0);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => client.GetOperatorHandle(TestMarket.Id, Market.OperatorKey).CreateMarketAsync(new(definition), Limit));

        Assert.Equal(AnswerFault.LogKeyChanged, refused.Fault);
    }

    [Fact]
    public async Task GetLogKey_NoKey_IsCaught()
    {
        await using CandorClient fresh = Server.Client(Clock);
        Server.Faults.Tamper = answer =>
        {
            if (answer is GetLogKeyResponse response)
            {
                response.LogKey = "candor";
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => fresh.GetLogKeyAsync(Limit));

        Assert.Equal(AnswerFault.Malformed, refused.Fault);
    }

    [Fact]
    public async Task Compare_OthersOfTheSameLog_GivesTheLater()
    {
        SignedCheckpoint before = await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        await using CandorClient other = Server.Client(Clock);
        await other.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(2), Market.Keys[2]).JoinAsync(Limit);
        SignedCheckpoint after = await other.GetCheckpointAsync(TestMarket.Id, Limit);

        Assert.Equal(4UL, (await other.CompareCheckpointAsync(TestMarket.Id, before.Note, Limit)).Size);
        Assert.Equal(4UL, (await Client.CompareCheckpointAsync(TestMarket.Id, after.Note, Limit)).Size);
        Assert.Equal(4UL, (await Client.CompareCheckpointAsync(TestMarket.Id, after.Note, Limit)).Size);
    }

    [Fact]
    public async Task Compare_SplitViewOfOneSize_IsFoundByBothWithTheirNotesAsEvidence()
    {
        // The server shows two people two logs, each of which holds by itself.
        SignedCheckpoint mine = await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        ImmutableList<byte[]> first = Server.Log.Bodies;
        Server.Log.Rewrite(Altered);
        await using CandorClient other = Server.Client(Clock);
        SignedCheckpoint theirs = await other.GetCheckpointAsync(TestMarket.Id, Limit);

        var foundByOther = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => other.CompareCheckpointAsync(TestMarket.Id, mine.Note, Limit));
        Server.Log.Rewrite(_ => first);
        var foundByMe = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Client.CompareCheckpointAsync(TestMarket.Id, theirs.Note, Limit));

        Assert.Equal((AnswerFault.LogForked, AnswerFault.LogForked), (foundByMe.Fault, foundByOther.Fault));
        AssertEvidence(foundByMe, mine.Note, theirs.Note);
        AssertEvidence(foundByOther, theirs.Note, mine.Note);
    }

    [Fact]
    public async Task Compare_SplitViewOfTwoSizes_IsFound()
    {
        SignedCheckpoint mine = await Client.GetCheckpointAsync(TestMarket.Id, Limit);
        Server.Log.Rewrite(bodies => Altered(bodies).Add([1]));
        await using CandorClient other = Server.Client(Clock);
        await other.GetCheckpointAsync(TestMarket.Id, Limit);

        var found = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => other.CompareCheckpointAsync(TestMarket.Id, mine.Note, Limit));

        Assert.Equal(AnswerFault.LogInconsistent, found.Fault);
    }

    [Fact]
    public async Task Compare_OthersIsLongerThanWhatTheServerHas_IsFound()
    {
        Server.Log.Rewrite(bodies => bodies.Add([1]));
        await using CandorClient other = Server.Client(Clock);
        SignedCheckpoint theirs = await other.GetCheckpointAsync(TestMarket.Id, Limit);
        Server.Log.Rewrite(bodies => bodies.RemoveAt(bodies.Count - 1));

        var found = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Client.CompareCheckpointAsync(TestMarket.Id, theirs.Note, Limit));

        Assert.Equal(AnswerFault.LogInconsistent, found.Fault);
        AssertEvidence(found, Server.Log.Transcript.Checkpoint().Note, theirs.Note);
    }

    [Fact]
    public async Task Compare_NoCheckpointOfThisMarketAndKey_IsRefused()
    {
        var other = new TranscriptLog(TestMarket.Name, s_otherKey);
        other.Append([[1]]);

        var malformed = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Client.CompareCheckpointAsync(TestMarket.Id, new byte[] { 1 }, Limit));
        var otherKey = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Client.CompareCheckpointAsync(TestMarket.Id, other.Checkpoint().Note, Limit));

        Assert.Equal(
            (AnswerFault.CheckpointInvalid, AnswerFault.LogKeyChanged), (malformed.Fault, otherKey.Fault));
    }

    private static ImmutableList<byte[]> Altered(ImmutableList<byte[]> bodies)
    {
        byte[] entry = [.. bodies[1]];
        entry[^2] ^= 1;
        return bodies.SetItem(1, entry);
    }

    private void AssertEvidence(
        UnverifiedAnswerException refused, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> shown)
    {
        Assert.Equal([before.ToArray(), shown.ToArray()], refused.Evidence.Select(note => note.ToArray()));
        Assert.True(NoteKey.TryParse(Server.Log.Signer.LogKey, out NoteKey? key));
        Assert.All(refused.Evidence, note => Assert.Equal(
            NoteFailure.None, Checkpoint.TryOpen(note.Span, $"candor.test/{TestMarket.Name}", key, out _)));
    }

    private Task<UnverifiedAnswerException> FaultOfAsync(CandorClient client) =>
        Assert.ThrowsAsync<UnverifiedAnswerException>(() => client.GetCheckpointAsync(TestMarket.Id, Limit));

    private Task<JoinReceipt> JoinAsync(int i) =>
        Participant(i).JoinAsync(Limit);
}
