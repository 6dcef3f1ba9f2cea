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
}
