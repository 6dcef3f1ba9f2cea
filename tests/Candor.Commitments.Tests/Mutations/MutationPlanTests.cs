using System.Reflection;
using Candor.Commitments.Tests.Mutations.Shared;

namespace Candor.Commitments.Tests.Mutations;

public sealed class MutationPlanTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Plan_OfAllTestProjects_HasAHundredThousandMutations()
    {
        foreach (MutationTarget target in MutationPlan.All)
        {
            output.WriteLine($"{target.Total,9}  {target.Name}");
        }

        output.WriteLine($"{(long)MutationPlan.Total * MutationPlan.Factor,9}  in all");
        Assert.InRange(MutationPlan.Total, 100_000, int.MaxValue);
        Assert.Equal(
            MutationPlan.All.Count, MutationPlan.All.Select(target => target.Name).Distinct().Count());
    }

    [Fact]
    public void Plan_EveryTarget_IsInTheListAndMutatedByOneTest()
    {
        FieldInfo[] targets = [.. typeof(MutationPlan)
            .GetFields(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(MutationTarget))];
        string[] sources = [.. Sources.OfTests().Select(file => file.Text)];

        Assert.Equal(targets.Select(field => field.GetValue(null)), MutationPlan.All);
        Assert.All(targets, field => Assert.Single(
            sources, text => text.Contains($"MutationPlan.{field.Name},", StringComparison.Ordinal)));
    }
}
