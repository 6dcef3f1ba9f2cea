using Candor.Hosting.Calls;

namespace Candor.Hosting.Tests.Calls;

public class MemoryBudgetTests
{
    [Fact]
    public async Task Take_MoreThanIsLeft_WaitsForRoom()
    {
        var budget = new MemoryBudget();
        MemoryBudget.Room first = await budget.TakeAsync(MemoryBudget.Bytes - 1, CancellationToken.None);
        using MemoryBudget.Room small = await budget.TakeAsync(1, CancellationToken.None);

        Task<MemoryBudget.Room> waiting = budget.TakeAsync(2, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        first.Dispose();
        first.Dispose();
        (await waiting).Dispose();
        using MemoryBudget.Room all = await budget.TakeAsync(MemoryBudget.Bytes - 1, CancellationToken.None);
        Assert.False(budget.TakeAsync(1, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Take_MoreThanThereIsAtAll_IsTakenAsAll()
    {
        var budget = new MemoryBudget();

        (await budget.TakeAsync(long.MaxValue, CancellationToken.None)).Dispose();
        using MemoryBudget.Room whole = await budget.TakeAsync(MemoryBudget.Bytes, CancellationToken.None);
        Assert.False(budget.TakeAsync(1, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Take_LittleBehindMuch_WaitsItsTurnUntilThatLeaves()
    {
        var budget = new MemoryBudget();
        using MemoryBudget.Room half = await budget.TakeAsync(MemoryBudget.Bytes / 2, CancellationToken.None);
        using var leave = new CancellationTokenSource();
        Task<MemoryBudget.Room> much = budget.TakeAsync(MemoryBudget.Bytes, leave.Token);
        Task<MemoryBudget.Room> little = budget.TakeAsync(1, CancellationToken.None);
        Assert.False(little.IsCompleted);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => much);
        (await little).Dispose();
        using MemoryBudget.Room rest = await budget.TakeAsync(MemoryBudget.Bytes / 2, CancellationToken.None);
    }
}
