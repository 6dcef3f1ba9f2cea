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

    private static TestMarket Reported()
    {
        var market = new TestMarket(2);
        market.Enter(0, 250);
        market.Enter(1, 100);
        market.Report(0, 200);
        return market;
    }

    private static IEnumerable<string> WithheldFrom(TestMarket market, bool isMember) =>
        market.Events.Where(e => !EntryAccess.MayRead(e, market.State, isMember)).Select(e => e.GetType().Name);
}
