using Candor.Client.Transcripts;

namespace Candor.Client.Tests.Markets;

/// <summary>A market that only its members may read: whoever holds a member's key reads it without a word about
/// it, and to everybody else it does not exist.</summary>
public sealed class ReadAccessTests : ClientTestBase
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        V1.MarketDefinition definition = Market.Definition();
        definition.Version = 2;
        await Operator.CreateMarketAsync(new(definition), Limit);
    }

    [Fact]
    public async Task Handles_MembersOnlyMarket_ReadItAllTheWay()
    {
        // Each on a connection of its own, which knows nothing of the market yet.
        for (int i = 0; i < Market.Keys.Count; i++)
        {
            await using CandorClient own = Server.Client(Clock);
            ParticipantHandle handle = own.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(i), Market.Keys[i]);
            await handle.JoinAsync(Limit);
            CommitmentReceipt receipt = await handle.CommitAsync(100, Limit);
            await handle.ReportAsync(receipt, 100, Limit);
        }

        await using CandorClient again = Server.Client(Clock);
        List<AssignmentUpdate> updates = await ListAsync(again
            .GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(0), Market.Keys[0])
            .WatchAssignmentAsync(100, null, Limit));
        Assert.Equal(100u, updates[^1].Assignment!.ReportedRecords);
    }

    [Fact]
    public async Task Operator_MembersOnlyMarket_CancelsItOnANewConnection()
    {
        await using CandorClient again = Server.Client(Clock);

        MarketInfo cancelled = await again.GetOperatorHandle(TestMarket.Id, Market.OperatorKey)
            .CancelMarketAsync("no quorum", Limit);

        Assert.Equal(Candor.Market.MarketPhase.Cancelled, cancelled.Phase);
    }

    [Fact]
    public async Task Client_WithAMembersKey_ReadsTheMarketAndItsTranscript()
    {
        SigningKey reader = Market.Keys[1];
        await using CandorClient client = Server.Client(Clock);
        await North.JoinAsync(Limit);

        Assert.Equal(TestMarket.Name, (await client.GetMarketAsync(TestMarket.Id, reader, Limit)).Name);
        await using (IAsyncEnumerator<MarketUpdate> updates =
            client.WatchMarketAsync(TestMarket.Id, null, reader, Limit).GetAsyncEnumerator(Limit))
        {
            Assert.True(await updates.MoveNextAsync());
        }

        SignedCheckpoint two = await client.GetCheckpointAsync(TestMarket.Id, reader, Limit);
        await Participant(2).JoinAsync(Limit);
        SignedCheckpoint three = await client.CompareCheckpointAsync(TestMarket.Id, two.Note, reader, Limit);
        Assert.Equal((2ul, 3ul), (two.Size, three.Size));
        Assert.Equal(3, (await ListAsync(client.ReadTranscriptAsync(TestMarket.Id, reader, Limit))).Count);
        using var file = new MemoryStream();
        Assert.Equal(3ul, (await client.ExportTranscriptAsync(TestMarket.Id, reader, file, Limit)).Size);
    }

    [Fact]
    public async Task Client_WithoutAMembersKey_IsToldThatThereIsNoSuchMarket()
    {
        SignedCheckpoint seen = await Client.GetCheckpointAsync(TestMarket.Id, Market.Keys[0], Limit);
        using SigningKey stranger = SigningKey.Create();
        foreach (SigningKey? reader in (SigningKey?[])[null, stranger])
        {
            await using CandorClient client = Server.Client(Clock);
            await AssertNotFoundAsync(() => client.GetMarketAsync(TestMarket.Id, reader, Limit));
            await AssertNotFoundAsync(() => ListAsync(client.WatchMarketAsync(TestMarket.Id, null, reader, Limit)));
            await AssertNotFoundAsync(() => client.GetCheckpointAsync(TestMarket.Id, reader, Limit));
            await AssertNotFoundAsync(() => client.CompareCheckpointAsync(TestMarket.Id, seen.Note, reader, Limit));
            await AssertNotFoundAsync(() => ListAsync(client.ReadTranscriptAsync(TestMarket.Id, reader, Limit)));
            await AssertNotFoundAsync(
                () => client.ExportTranscriptAsync(TestMarket.Id, reader, new MemoryStream(), Limit));
            await AssertNotFoundAsync(
                () => client.GetParticipantHandle(TestMarket.Id, "north", reader ?? stranger).JoinAsync(Limit));
            Assert.Empty(await ListAsync(client.ListMarketsAsync(0, Limit)));

            // What a client knows of the rules opens nothing at the server.
            await AssertNotFoundAsync(() => Client.GetCheckpointAsync(TestMarket.Id, reader, Limit));
        }
    }

    private static async Task AssertNotFoundAsync(Func<Task> call)
    {
        CandorException error = await Assert.ThrowsAsync<CandorException>(call);
        Assert.Equal(ErrorReason.MarketNotFound, error.ErrorReason);
    }
}
