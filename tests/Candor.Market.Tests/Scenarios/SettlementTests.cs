using System.Text.Json;
using Candor.Market.Scenarios;

namespace Candor.Market.Tests.Scenarios;

public class SettlementTests
{
    [Fact]
    public void Write_Settlement_HasTheContractsMembersInOrder()
    {
        using JsonDocument json = Settle("three-rivals.json");
        Assert.Equal(
            ["allocations", "qualities", "valuations", "payments", "utilities", "revenue", "welfare"],
            json.RootElement.EnumerateObject().Select(static member => member.Name));
    }

    [Fact]
    public void Write_Numbers_ReadBackAsTheSameDoubles()
    {
        SettledScenario settlement = ScenarioReader.Parse(Sample("hospitals-that-cooperate.json")).Settle();
        using JsonDocument json = JsonDocument.Parse(SettlementJson.Write(settlement, indented: false));
        double[] payments = Numbers(json, "payments");
        Assert.Equal(settlement.Outcome.Payments, payments);
        Assert.Equal(settlement.Evaluation.Welfare, json.RootElement.GetProperty("welfare").GetDouble());
    }

    [Fact]
    public void Write_NegativeZero_IsWrittenAsZero()
    {
        // The second's own effect times no gain is -0 before it is written.
        string json = SettlementJson.Write(
            ScenarioReader.Parse("""
                { "quality": { "kind": "linear" }, "valuation": { "kind": "linear", "alpha": [[-1]] }, "types": [0] }
                """).Settle());
        Assert.DoesNotContain("-0", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Settle_TwoParticipantsByHand_GivesTheFormulasNumbers()
    {
        // Q(t) = t, types (1, 3), B = 4, column sums 1.5 and 0.5, both served. Payments: what each gains beside the
        // other's size: p_1 = 1·(4 - 1) - 0.5·(4 - 3) = 2.5, p_2 = 0.5·(4 - 1) + 1·(4 - 3) = 2.5.
        using JsonDocument json = JsonDocument.Parse(SettlementJson.Write(ScenarioReader.Parse("""
            { "quality": { "kind": "linear" }, "types": [1, 3],
              "valuation": { "kind": "linear", "alpha": [[1, -0.5], [0.5, 1]] } }
            """).Settle()));
        JsonElement root = json.RootElement;
        Assert.Equal("[4,4]", Compact(root, "allocations"));
        Assert.Equal("[4,4]", Compact(root, "qualities"));
        Assert.Equal("[2,6]", Compact(root, "valuations"));
        Assert.Equal("[2.5,2.5]", Compact(root, "payments"));
        Assert.Equal("[-0.5,3.5]", Compact(root, "utilities"));
        Assert.Equal(5, root.GetProperty("revenue").GetDouble());
        Assert.Equal(8, root.GetProperty("welfare").GetDouble());
    }

    [Fact]
    public void Settle_CorollarysCounterexample_LosesMoney()
    {
        using JsonDocument json = Settle("corollary-1-counterexample.json");
        Assert.Equal(-0.399, json.RootElement.GetProperty("revenue").GetDouble(), 3);
    }

    [Fact]
    public void Settle_CooperatingHospitals_ChargesNobodyLessThanNothing()
    {
        using JsonDocument json = Settle("hospitals-that-cooperate.json");
        Assert.All(Numbers(json, "payments"), static payment => Assert.True(payment >= 0));
    }

    [Fact]
    public void Settle_ThreeRivals_GivesTheHarmfulOneNoModel()
    {
        using JsonDocument json = Settle("three-rivals.json");
        double[] x = Numbers(json, "allocations");
        Assert.True(x[0] > 0 && x[1] > 0);
        Assert.Equal(0, x[2]);
        Assert.True(json.RootElement.GetProperty("payments")[2].GetDouble() < 0);
    }

    private static JsonDocument Settle(string sample) =>
        JsonDocument.Parse(SettlementJson.Write(ScenarioReader.Parse(Sample(sample)).Settle()));

    private static string Sample(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenarios", name));

    private static double[] Numbers(JsonDocument json, string name) =>
        [.. json.RootElement.GetProperty(name).EnumerateArray().Select(static number => number.GetDouble())];

    private static string Compact(JsonElement root, string name) =>
        string.Concat(root.GetProperty(name).GetRawText().Where(static letter => !char.IsWhiteSpace(letter)));
}
