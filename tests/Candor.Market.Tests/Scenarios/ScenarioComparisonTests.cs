using Candor.Market.Scenarios;
using Candor.Mechanism.Comparison;

namespace Candor.Market.Tests.Scenarios;

public class ScenarioComparisonTests
{
    private const string Rivals = """
        { "quality": { "kind": "sigmoid" }, "grid": { "unit": 0.5, "max": 2 }, "types": [1, 0.5, 2], "valuation":
          { "kind": "linear", "alpha": [[1, -0.2, -0.6], [-0.3, 0.9, -0.5], [-0.2, -0.3, 0.6]] } }
        """;

    [Fact]
    public void Compare_Rivals_OnlyMepAndDesirableKeepEverything()
    {
        Comparison found = ScenarioReader.Parse(Rivals).Compare();
        Assert.Equal(
            ["mep", "free", "desirable", "federated", "pivotal", "shapley"],
            found.Mechanisms.Select(static one => one.Name));
        Assert.Equal(
            ["mep", "desirable"],
            found.Mechanisms.Where(static one => one.Result!.Properties.Desirable.Holds)
                .Select(static one => one.Name));

        // The rivals fear one another: what federated learning does today makes the strongest lose and leave.
        ComparedResult federated = found.Mechanisms.Single(static one => one.Name == "federated").Result!;
        Assert.False(federated.Properties.IndividuallyRational.Holds);
        Assert.True(federated.Gains[2] < 0);
        Assert.False(found.Mechanisms.Single(static one => one.Name == "pivotal")
            .Result!.Properties.WeaklyBudgetBalanced.Holds);
    }

    [Fact]
    public void Compare_Gains_AreAgainstNoMarketAtAll()
    {
        Scenario scenario = ScenarioReader.Parse(Rivals);
        ComparedResult mep = scenario.Compare().Mechanisms[0].Result!;
        SettledScenario settlement = scenario.Settle();
        double[] alone = [Math.Tanh(0.5), Math.Tanh(0.25), Math.Tanh(1)];
        double without = alone[0] - (0.2 * alone[1]) - (0.6 * alone[2]);
        Assert.Equal(settlement.Evaluation.Utilities[0] - without, mep.Gains[0], 1e-12);
        Assert.Equal(settlement.Evaluation.Revenue, mep.Revenue);
    }

    [Fact]
    public void Compare_NoGrid_ChecksOnThreeSizesAndLeavesDesirableOut()
    {
        Scenario scenario = ScenarioReader.Parse(
            Rivals.Replace("\"grid\": { \"unit\": 0.5, \"max\": 2 },", string.Empty, StringComparison.Ordinal));
        Comparison found = scenario.Compare();
        Assert.Equal((1, 2), (found.Grid.Unit, found.Grid.Steps));
        Assert.Equal("the scenario has no grid", found.Mechanisms[2].Obstacle);
        Assert.Null(found.Mechanisms[2].Result);
    }

    [Fact]
    public void Compare_TypesOffTheGrid_RefusesDesirableWithTheNeighbours()
    {
        Scenario scenario =
            ScenarioReader.Parse(Rivals.Replace("[1, 0.5, 2]", "[1, 0.7, 2]", StringComparison.Ordinal));
        ComparedMechanism desirable = scenario.Compare().Mechanisms[2];
        Assert.Contains("its neighbours are 0.5 and 1", desirable.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_NoTypes_AsksForThem()
    {
        Scenario scenario = ScenarioReader.Parse(
            Rivals.Replace("\"types\": [1, 0.5, 2],", string.Empty, StringComparison.Ordinal));
        Assert.Equal(
            "types", Assert.Throws<ScenarioException>(() => scenario.Compare()).Faults[0].Path);
    }
}
