using Candor.Validator.Calls;

namespace Candor.Validator.Tests.Calls;

public class StreamRoomTests
{
    [Fact]
    public async Task Enter_ManyStreamsOfOneMarketWait_AnotherMarketsIsNext()
    {
        var room = new StreamRoom(8);
        IDisposable first = await room.EnterAsync("greedy", 4, CancellationToken.None);
        IDisposable second = await room.EnterAsync("greedy", 4, CancellationToken.None);
        Task<IDisposable>[] greedy =
            [.. Enumerable.Range(0, 40).Select(_ => room.EnterAsync("greedy", 4, CancellationToken.None))];
        Task<IDisposable> other = room.EnterAsync("other", 4, CancellationToken.None);

        first.Dispose();
        (await other).Dispose();

        await greedy[0];
        Assert.All(greedy[1..], static waiting => Assert.False(waiting.IsCompleted));
        second.Dispose();
        await greedy[1];
    }

    [Fact]
    public async Task Enter_ABigStreamThatDoesNotFit_KeepsNoSmallOneWaiting()
    {
        var room = new StreamRoom(8);
        IDisposable held = await room.EnterAsync("m", 5, CancellationToken.None);
        Task<IDisposable> big = room.EnterAsync("n", 6, CancellationToken.None);

        using (await room.EnterAsync("m", 3, CancellationToken.None))
        {
            Assert.False(big.IsCompleted);
        }

        held.Dispose();
        (await big).Dispose();
    }

    [Fact]
    public async Task Enter_MoreThanThereIs_TakesAllAndEnds()
    {
        var room = new StreamRoom(2);
        IDisposable all = await room.EnterAsync("m", 100, CancellationToken.None);
        Task<IDisposable> next = room.EnterAsync("n", 1, CancellationToken.None);
        Assert.False(next.IsCompleted);

        // Twice, as a stream that fails while it ends would: the room is given back once.
        all.Dispose();
        all.Dispose();

        using IDisposable second = await next;
        using IDisposable third = await room.EnterAsync("n", 1, CancellationToken.None);
        Assert.False(room.EnterAsync("n", 1, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Enter_StoppedWhileItWaits_TakesNothing()
    {
        var room = new StreamRoom(1);
        using var stopping = new CancellationTokenSource();
        IDisposable held = await room.EnterAsync("m", 1, CancellationToken.None);
        Task<IDisposable> stopped = room.EnterAsync("m", 1, stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.Equal(0, room.Waiters);
        held.Dispose();
        (await room.EnterAsync("m", 1, CancellationToken.None)).Dispose();
    }
}
