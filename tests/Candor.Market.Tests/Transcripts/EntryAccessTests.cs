using System.Text.Json.Nodes;
using Candor.Market.Tests.Support;
using Candor.Market.Transcripts;

namespace Candor.Market.Tests.Transcripts;

public sealed class EntryAccessTests
{
    [Fact]
    public void MayRead_OpenMarket_WithholdsReportsFromEveryone()
    {
        TestMarket market = Reported();

        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: true));
        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: false));
    }

    [Fact]
    public void MayRead_SettledMarket_WithholdsReportsAndOutcomeFromStrangers()
    {
        TestMarket market = Reported();
        market.Accept(market.Settle());

        Assert.Empty(WithheldFrom(market, isMember: true));
        Assert.Equal(["ReportAccepted", "MarketSettled"], WithheldFrom(market, isMember: false));
    }

    [Fact]
    public void MayRead_CancelledMarket_WithholdsReportsForEver()
    {
        TestMarket market = Reported();
        market.Accept(market.Cancel());

        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: true));
    }

    [Fact]
    public void FindMember_OperatorAndRoster_AreFoundAndNobodyElse()
    {
        var market = new TestMarket(2);

        Assert.Equal(
            TestMarket.Operator.Public, EntryAccess.FindMember(market.State.Definition, TestMarket.Operator.Public.KeyId));
        Assert.Equal(
            market.Keys[1].Public, EntryAccess.FindMember(market.State.Definition, market.Keys[1].Public.KeyId));
        Assert.Null(EntryAccess.FindMember(market.State.Definition, new TestKey().Public.KeyId));
        Assert.Null(EntryAccess.FindMember(market.State.Definition, ""));
    }

    [Fact]
    public void FindMember_Validators_AreFound()
    {
        MarketState state = new ValidatedMarket(1).State;

        foreach (TestKey validator in ValidatedMarket.Validators)
        {
            Assert.Equal(validator.Public, EntryAccess.FindMember(state.Definition, validator.Public.KeyId));
        }
    }

    [Fact]
    public void MayRead_PublicTranscript_OpensToEveryoneOnceTheMarketHasSettled()
    {
        TestMarket market = Reported(text => text["transcriptAccess"] = "TRANSCRIPT_ACCESS_PUBLIC");
        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: false));

        market.Accept(market.Settle());

        Assert.Empty(WithheldFrom(market, isMember: false));
    }

    [Fact]
    public void MayRead_PublicTranscriptOfACancelledMarket_WithholdsReportsForEver()
    {
        TestMarket market = Reported(text => text["transcriptAccess"] = "TRANSCRIPT_ACCESS_PUBLIC");
        market.Accept(market.Cancel());

        Assert.Equal(["ReportAccepted"], WithheldFrom(market, isMember: true));
    }

    private static TestMarket Reported(Action<JsonObject>? change = null)
    {
        var market = new TestMarket(2, change);
        market.Enter(0, 250);
        market.Enter(1, 100);
        market.Report(0, 200);
        return market;
    }

    private static IEnumerable<string> WithheldFrom(TestMarket market, bool isMember) =>
        market.Events.Where(e => !EntryAccess.MayRead(e, market.State, isMember)).Select(e => e.GetType().Name);
}
