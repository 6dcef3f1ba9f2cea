using System.Text.Json;
using Candor.Market.Scenarios;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Checks;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Tests.Scenarios;

public class CheckJsonTests
{
    [Fact]
    public void Write_Report_HasTheContractsMembers()
    {
        var valuation = new DenseExternalities(new double[,] { { 1 } });
        var market = new MarketMechanism(
            new SigmoidCurve(),
            valuation,
            valuation.EfficientAllocation(OptOutRule.Everyone),
            MaximalExploitationPayment.Instance);
        using JsonDocument json = JsonDocument.Parse(CheckJson.Write(PropertyCheck.Run(market, new TypeGrid(0.5, 2))));
        Assert.Equal(
            ["individuallyRational", "incentiveCompatible", "efficient", "weaklyBudgetBalanced", "desirable"],
            json.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.True(json.RootElement.GetProperty("efficient").GetProperty("holds").GetBoolean());
        Assert.Equal(0, json.RootElement.GetProperty("desirable").GetProperty("margin").GetDouble());
    }

    [Fact]
    public void Write_Existence_HasTheContractsMembers()
    {
        var problem = new DesirableProblem(
            new LinearCurve(), new GrowthValuation(2, -0.76), UniformAllocation.Best, new TypeGrid(1, 6));
        using JsonDocument json = JsonDocument.Parse(ExistenceJson.Write(ExistenceCheck.Run(problem)));
        Assert.False(json.RootElement.GetProperty("exists").GetBoolean());
        Assert.Equal(2, json.RootElement.GetProperty("worstProfile").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("worstSum").GetDouble() < 0);
        Assert.Contains("would leave", json.RootElement.GetProperty("chain")[0].GetString(), StringComparison.Ordinal);
    }
}
