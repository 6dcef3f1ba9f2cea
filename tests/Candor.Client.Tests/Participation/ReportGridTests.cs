using Candor.V1;

namespace Candor.Client.Tests.Participation;

public sealed class ReportGridTests : ClientTestBase
{
    [Fact]
    public async Task Report_OffTheGrid_IsRefusedBeforeItsProofIsMadeSoThatOneOnTheGridCanFollow()
    {
        V1.MarketDefinition definition = Market.Definition();
        definition.Payment = PaymentRule.Desirable;
        definition.ReportGrid = new ReportGrid { UnitRecords = 30, MaxRecords = 300 };
        await Operator.CreateMarketAsync(new(definition), Limit);
        await North.JoinAsync(Limit);
        CommitmentReceipt receipt = await North.CommitAsync(100, Limit);

        var refused = await Assert.ThrowsAsync<CandorException>(() => North.ReportAsync(receipt, 100, Limit));
        ReportReceipt reported = await North.ReportAsync(receipt, 90, Limit);

        Assert.Equal(ErrorReason.ReportOffGrid, refused.ErrorReason);
        Assert.Contains("90 or 120", refused.Message, StringComparison.Ordinal);
        Assert.Equal(90u, reported.Records);
        Assert.Single(Server.Faults.RequestsOf<SubmitReportRequest>());
    }
}
