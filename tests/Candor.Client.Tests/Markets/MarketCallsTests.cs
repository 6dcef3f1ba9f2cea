using System.Security.Cryptography;
using Candor.V1;
using MarketPhase = Candor.Market.MarketPhase;

namespace Candor.Client.Tests.Markets;

public sealed class MarketCallsTests : ClientTestBase
{
    [Fact]
    public async Task CreateMarket_ValidDefinition_CreatesWhatWasSigned()
    {
        MarketInfo market = await CreateAsync();

        Assert.Equal(TestMarket.Name, market.Name);
        Assert.Equal(Market.Definition(), market.Message!.Definition);
        Assert.Equal((100u, "EUR"), (market.Definition.RecordsPerUnit, market.Definition.Currency));
        Assert.Equal(SHA256.HashData(market.Message.Creation.Payload.Span), market.DefinitionDigest.ToArray());
        Assert.Equal((MarketPhase.Open, 1ul), (market.Phase, market.LastEvent));
        Assert.Equal(["north", "south", "west"], market.Participants.Select(p => p.ParticipantId));
        Assert.Equal(market.Message, (await Client.GetMarketAsync(TestMarket.Name, Limit)).Message);
    }

    [Fact]
    public async Task CreateMarket_NameTaken_GivesTheReason()
    {
        await CreateAsync();

        var refused = await Assert.ThrowsAsync<CandorException>(() => CreateAsync());

        Assert.Equal(("MARKET_ALREADY_EXISTS", ErrorReason.MarketAlreadyExists), (refused.Reason, refused.ErrorReason));
        Assert.Equal(Grpc.Core.StatusCode.AlreadyExists, refused.StatusCode);
        Envelope second = Server.Faults.RequestsOf<CreateMarketRequest>()[1].Envelope;
        Assert.Equal(CreateMarketPayload.Parser.ParseFrom(second.Payload).RequestId, refused.RequestId);
    }

    [Fact]
    public async Task CreateMarket_BadDefinition_ListsEveryViolation()
    {
        V1.MarketDefinition definition = Market.Definition();
        definition.RecordsPerUnit = 0;
        definition.Currency = "euro";

        var refused = await Assert.ThrowsAsync<CandorException>(
            () => Operator.CreateMarketAsync(new(definition), Limit));

        Assert.Equal("DEFINITION_INVALID", refused.Reason);
        Assert.Equal(
            ["definition.recordsPerUnit", "definition.currency"],
            refused.Violations.Select(violation => violation.Field));
        Assert.All(refused.Violations, v => Assert.Contains("expected", v.Description, StringComparison.Ordinal));
        Assert.Equal(TestMarket.Name, refused.Details["market"]);
    }

    [Fact]
    public async Task CreateMarket_OtherKeyThanTheDefinitionNames_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<CandorException>(
            () => Client.GetOperatorHandle(TestMarket.Id, Market.Keys[0]).CreateMarketAsync(new(Market.Definition()), Limit));

        Assert.Equal(ErrorReason.KeyNotOnRecord, refused.ErrorReason);
    }

    [Fact]
    public async Task GetMarket_Unknown_GivesTheReason()
    {
        var refused = await Assert.ThrowsAsync<CandorException>(() => Client.GetMarketAsync("nobody", Limit));

        Assert.Equal(ErrorReason.MarketNotFound, refused.ErrorReason);
        Assert.Null(refused.RequestId);
    }

    [Theory]
    [InlineData("Hospitals")]
    [InlineData("-a")]
    [InlineData("markets/")]
    [InlineData("markets/a/b")]
    [InlineData("a b")]
    public async Task AnyCall_NameThatIsNone_IsRefusedHere(string name)
    {
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => Client.GetMarketAsync(name, Limit));

        Assert.Contains(name, wrong.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Faults.Requests);
    }

    [Fact]
    public async Task ListMarkets_ManyPages_GivesEachMarketOnce()
    {
        foreach (int i in Enumerable.Range(0, 40))
        {
            await Client.GetOperatorHandle($"m{i:D2}", Market.OperatorKey).CreateMarketAsync(
                new(Market.Definition()), Limit);
        }

        List<MarketSummary> markets = await ListAsync(Client.ListMarketsAsync(cancellationToken: Limit));
        List<MarketSummary> small = await ListAsync(Client.ListMarketsAsync(7, Limit));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"markets/m{i:D2}"), markets.Select(m => m.Name));
        Assert.Equal(markets, small);
        Assert.Equal(3 + 6, Server.Faults.RequestsOf<ListMarketsRequest>().Count);
    }

    [Fact]
    public async Task SettleMarket_ByOperator_Settles()
    {
        await CreateAsync();

        MarketInfo settled = await Operator.SettleMarketAsync(Limit);

        Assert.Equal(MarketPhase.Settled, settled.Phase);
        Assert.All(settled.Participants, p => Assert.Equal(ParticipantPhase.Out, p.Phase));
        var refused = await Assert.ThrowsAsync<CandorException>(
            () => Operator.CancelMarketAsync("Too late.", Limit));
        Assert.Equal(ErrorReason.MarketSettled, refused.ErrorReason);
    }

    [Fact]
    public async Task CancelMarket_ByOperator_CancelsWithItsWords()
    {
        await CreateAsync();

        MarketInfo cancelled = await Operator.CancelMarketAsync("No quorum.", Limit);

        Assert.Equal(MarketPhase.Cancelled, cancelled.Phase);
        Assert.Equal("No quorum.", Server.Log.State!.CancelReason);
    }

    [Fact]
    public async Task SettleMarket_ByAnother_IsRefused()
    {
        await CreateAsync();

        var refused = await Assert.ThrowsAsync<CandorException>(
            () => Client.GetOperatorHandle(TestMarket.Id, Market.Keys[0]).SettleMarketAsync(Limit));

        Assert.Equal(ErrorReason.KeyNotOnRecord, refused.ErrorReason);
        Assert.Equal(Candor.Market.MarketPhase.Open, Server.Log.State!.Phase);
    }
}
