using Candor.Market.Scenarios;
using Candor.Mechanism;
using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
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
        Assert.Equal(part with { WorstSteps = [] }, read with { WorstSteps = [] });
        Assert.Equal(part.WorstSteps.AsEnumerable(), read.WorstSteps.AsEnumerable());
    }

    [Fact]
    public void TryRead_FaultyPart_ListsEveryFault()
    {
        const string Json = """{ "shard": 3, "shards": 2, "profiles": 1, "holds": 1, "worstSum": 0, "worstSteps": [-1] }""";
        Assert.False(ExistencePartJson.TryRead(Json, out _, out _, out var faults));
        Assert.Equal(["shard", "holds", "worstSteps[0]", "scenario"], faults.Select(static fault => fault.Path));
    }
}
