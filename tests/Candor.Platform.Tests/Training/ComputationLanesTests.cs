using Candor.Platform.Training;
using Candor.Server.Testing;

namespace Candor.Platform.Tests.Training;

/// <summary>One market's computation, however long, keeps no small one waiting.</summary>
public sealed class ComputationLanesTests
{
    [Fact]
    public async Task Add_WhileALongOneRuns_ComputesShortOnesAndKeepsTheOrderOfLongOnes()
    {
        var long1 = new TaskCompletionSource();
        var done = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var last = new TaskCompletionSource();
        var shorts = new CountdownEvent(2);
        var began = new TaskCompletionSource();
        var shortsDone = new TaskCompletionSource();
        using var lanes = new ComputationLanes(
            new ServerTime(),
            static (market, _) => Task.FromResult(market.StartsWith("long", StringComparison.Ordinal)),
            async (market, _) =>
            {
                if (market == "long1")
                {
                    began.SetResult();
                    await long1.Task;
                }

                done.Enqueue(market);
                if (market.StartsWith("short", StringComparison.Ordinal) && shorts.Signal())
                {
                    shortsDone.SetResult();
                }

                if (market == "long2")
                {
                    last.SetResult();
                }

                return null;
            });
        lanes.Start();
        lanes.Add("long1");
        await began.Task.WithPatience();
        lanes.Add("long2");
        lanes.Add("short1");
        lanes.Add("short2");

        await shortsDone.Task.WithPatience();

        Assert.Equal(["short1", "short2"], done.Order(StringComparer.Ordinal));
        long1.SetResult();
        await last.Task.WithPatience();
        Assert.Equal(["long1", "long2"], done.Skip(2));
        await lanes.StopAsync(default);
    }

    [Theory]
    [InlineData(50, 20_458, false)]
    [InlineData(3, 785_920, true)]
    [InlineData(1_000, 2_730, true)]
    public void IsLarge_ByMembersAndCoordinates(int members, int coordinates, bool isLarge) =>
        Assert.Equal(isLarge, TrainingWorker.IsLarge(members, coordinates));
}
