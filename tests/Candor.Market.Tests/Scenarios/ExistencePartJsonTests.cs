using Candor.Market.Scenarios;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Valuations;

namespace Candor.Market.Tests.Scenarios;

public class ExistencePartJsonTests
{
    [Fact]
    public void Part_WrittenAndRead_IsTheSame()
    {
        var problem = new DesirableProblem(
            new LinearCurve(), new GrowthValuation(2, -0.76), UniformAllocation.Best, new TypeGrid(0.5, 4));
        ExistencePart part = ExistenceCheck.RunShard(problem, new ExistenceShard(2, 3));
        string json = ExistencePartJson.Write(part, "{ \"a\": 'b' }");
        Assert.True(ExistencePartJson.TryRead(json, out ExistencePart? read, out string? scenario, out _));
        Assert.Equal("{ \"a\": 'b' }", scenario);
        Assert.Equal(part with { WorstSteps = [] }, read with { WorstSteps = [], Efficiency = part.Efficiency });
        Assert.Equal(part.WorstSteps.AsEnumerable(), read.WorstSteps.AsEnumerable());
        Assert.Equal(part.Efficiency with { Steps = [] }, read.Efficiency with { Steps = [] });
    }

    [Fact]
    public void Part_OfAnAllocationThatIsNotEfficient_KeepsItsWitness()
    {
        var valuation = new DenseExternalities(new double[,] { { 1, 0.5 }, { 0.5, 1 } });
        var problem = new DesirableProblem(
            new SigmoidCurve(), valuation, UniformAllocation.None, new TypeGrid(1, 3));
        ExistencePart part = ExistenceCheck.RunShard(problem, ExistenceShard.Whole);
        Assert.True(ExistencePartJson.TryRead(ExistencePartJson.Write(part, "{}"), out ExistencePart? read, out _, out _));
        Assert.False(read.Efficiency.Holds);
        Assert.Equal([0, 3], read.Efficiency.Steps.AsEnumerable());
        Assert.Equal(part.Efficiency.Margin, read.Efficiency.Margin);
    }

    [Fact]
    public void TryRead_PartOfAnEarlierVersion_SaysThatItHasToBeMadeAgain()
    {
        const string Old = """
            { "shard": 1, "shards": 1, "profiles": 16, "holds": true, "worstSum": 0, "worstSteps": [0, 0], "scenario": "{}" }
            """;
        Assert.False(ExistencePartJson.TryRead(Old, out _, out _, out var faults));
        Assert.Equal(["evidence", "efficiency"], faults.Select(static fault => fault.Path));
        Assert.Contains(
            "one that an earlier version wrote has to be made again, with 'candor desirable FILE --shard i/n",
            faults[1].ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_FaultyPart_ListsEveryFault()
    {
        const string Json = """
            { "shard": 3, "shards": 2, "profiles": 1, "holds": 1, "worstSum": 0, "worstSteps": [-1],
              "evidence": "seen", "efficiency": { "holds": true, "margin": true, "steps": [], "evidence": "proven" } }
            """;
        Assert.False(ExistencePartJson.TryRead(Json, out _, out _, out var faults));
        Assert.Equal(["shard", "holds", "worstSteps[0]", "evidence", "efficiency.margin", "scenario"], faults.Select(static fault => fault.Path));
    }
}
