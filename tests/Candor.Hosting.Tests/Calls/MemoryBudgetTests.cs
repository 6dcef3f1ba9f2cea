using Candor.Hosting.Calls;

namespace Candor.Hosting.Tests.Calls;

/// <summary>What calls hold at once is bounded, and nobody who holds or awaits much keeps out who needs little.</summary>
public sealed class MemoryBudgetTests
{
    [Fact]
    public async Task Take_BeyondAll_WaitsUntilSomeIsFree()
    {
        var budget = new MemoryBudget(100);
        MemoryBudget.Room first = await budget.TakeAsync("markets/a", 50, default);
        MemoryBudget.Room second = await budget.TakeAsync("markets/b", 50, default);
        Task<MemoryBudget.Room> third = budget.TakeAsync("markets/c", 1, default);
        Assert.False(third.IsCompleted);

        first.Dispose();
        first.Dispose();

        (await third.WithPatience()).Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task Take_BesideABigOneThatWaits_PassesIt()
    {
        var budget = new MemoryBudget(100);
        using MemoryBudget.Room held = await budget.TakeAsync("markets/a", 50, default);
        using MemoryBudget.Room other = await budget.TakeAsync("markets/b", 20, default);
        Task<MemoryBudget.Room> big = budget.TakeAsync("markets/c", 40, default);

        (await budget.TakeAsync("markets/d", 30, default).WithPatience()).Dispose();

        Assert.False(big.IsCompleted);
        held.Dispose();
        (await big.WithPatience()).Dispose();
    }

    [Fact]
    public async Task Take_PassedOftenEnough_IsPassedNoMore()
    {
        var budget = new MemoryBudget(100);
        using MemoryBudget.Room held = await budget.TakeAsync("markets/a", 50, default);
        using MemoryBudget.Room other = await budget.TakeAsync("markets/b", 20, default);
        Task<MemoryBudget.Room> big = budget.TakeAsync("markets/c", 40, default);
        for (int i = 0; i < MemoryBudget.MostPasses; i++)
        {
            (await budget.TakeAsync("markets/d", 1, default).WithPatience()).Dispose();
        }

        Task<MemoryBudget.Room> small = budget.TakeAsync("markets/d", 1, default);

        Assert.False(small.IsCompleted);
        held.Dispose();
        (await big.WithPatience()).Dispose();
        (await small.WithPatience()).Dispose();
    }

    [Fact]
    public async Task Take_BeyondAMarketsHalf_WaitsAndKeepsNobodyElseOut()
    {
        var budget = new MemoryBudget(100);
        MemoryBudget.Room half = await budget.TakeAsync("markets/a", 1000, default);
        Task<MemoryBudget.Room> more = budget.TakeAsync("markets/a", 1, default);
        for (int i = 0; i <= 2 * MemoryBudget.MostPasses; i++)
        {
            (await budget.TakeAsync("markets/b", 50, default).WithPatience()).Dispose();
        }

        Assert.False(more.IsCompleted);
        half.Dispose();
        (await more.WithPatience()).Dispose();
    }

    [Fact]
    public async Task Grow_TakesWhatIsMissingAlone()
    {
        var budget = new MemoryBudget(100);
        using MemoryBudget.Room room = await budget.TakeAsync("markets/a", 10, default);
        await room.GrowAsync(30, default).WithPatience();
        await room.GrowAsync(20, default).WithPatience();
        using MemoryBudget.Room other = await budget.TakeAsync("markets/b", 50, default).WithPatience();
        using MemoryBudget.Room rest = await budget.TakeAsync("markets/c", 20, default).WithPatience();

        Assert.False(room.GrowAsync(31, default).IsCompleted);
    }

    [Fact]
    public async Task Take_GivenUp_LeavesItsPlace()
    {
        var budget = new MemoryBudget(100);
        using MemoryBudget.Room first = await budget.TakeAsync("markets/a", 50, default);
        using MemoryBudget.Room second = await budget.TakeAsync("markets/b", 50, default);
        using var stop = new CancellationTokenSource();
        Task<MemoryBudget.Room> third = budget.TakeAsync("markets/c", 50, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.WithPatience());
        first.Dispose();
        (await budget.TakeAsync("markets/d", 50, default).WithPatience()).Dispose();
    }
}
