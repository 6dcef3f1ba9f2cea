using System.Text.Json.Nodes;
using Candor.Commitments.Masks;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Definitions;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Training;

/// <summary>Sums stay within 62 bits because no report is above what the rules let one participant bring.</summary>
public sealed class TrainingReportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Report_InAMarketThatTrains_IsAtMostTheRulesMaxRecords(bool isAbove)
    {
        var market = new TestMarket(3, Trains);
        MarketDefinition rules = market.State.Definition;
        Assert.Equal(50, rules.Training!.MostRecords);
        Assert.Same(rules.Training.Records, rules.Records);
        market.Accept(market.Join(0));
        GiveMaskKey(market);
        market.Commit(0, 90);

        Rejection? refused = market.TryReport(market.ReportClaim(0, isAbove ? 51u : 50), market.Keys[0]);

        Assert.Equal(
            isAbove
                ? (RejectionReason.ReportOutOfRange,
                    "The report is 51 records; expected 0 to 50, the most that markets/hospitals trains on of one participant.")
                : null,
            refused is null ? null : ((RejectionReason, string)?)(refused.Reason, refused.Message));
    }

    [Fact]
    public void Records_OfAMarketThatNeitherAuditsNorTrains_IsNull() =>
        Assert.Null(new TestMarket(2).State.Definition.Records);

    private static void GiveMaskKey(TestMarket market)
    {
        var rng = new SeededRandom(7);
        using MaskKey key = MaskKey.Create(rng);
        var claim = new MaskKeyClaim(
            "p0",
            market.State.DefinitionDigest,
            market.NextId(),
            market.State.PredecessorOf(0),
            key.PublicKey,
            MaskKeyStatement.Prove(market.State.ContextOf(0), key, rng));
        Assert.True(
            VerifiedContribution.TryVerify(
                market.State, claim, null, TestMarket.Start, out VerifiedContribution? verified, out Rejection? rejection),
            rejection?.Message);
        market.Accept(new SubmitContribution(
            TestMarket.Start, verified, TestMarket.Signed(market.Keys[0], "mask-key", "mask key of p0")));
    }

    private static void Trains(JsonObject text)
    {
        JsonObject whole = TrainingMarkets.Unaudited(string.Empty);
        JsonNode training = whole["training"]!.DeepClone();
        training["maxRecords"] = 50;
        text["version"] = 3;
        text["training"] = training;
    }
}
