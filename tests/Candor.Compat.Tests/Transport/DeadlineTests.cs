using Candor.Compat.Tests.Protos;
using Grpc.Core;

namespace Candor.Compat.Tests.Transport;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Deadline_Passes_EndsTheCallOnBothSides()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();

        // The first call connects; the second one's deadline is then long enough to reach its handler.
        await client.SayAsync(new EchoRequest());
        RpcException e = await Assert.ThrowsAsync<RpcException>(
            async () => await client.WaitAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(1)));

        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        await server.Probe.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Deadline_ReachesTheServer_InUtc()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        DateTime deadline = DateTime.UtcNow.AddMinutes(5);

        List<DateTime> deadlines = server.Watch(context => context.Deadline);
        await server.Client().SayAsync(new EchoRequest(), deadline: deadline);

        DateTime seen = Assert.Single(deadlines);
        Assert.Equal(DateTimeKind.Utc, seen.Kind);
        Assert.InRange(seen, deadline.AddSeconds(-5), deadline.AddSeconds(5));
    }

    [Fact]
    public async Task Deadline_NotSet_IsTheLargestDateOnTheServer()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        List<DateTime> deadlines = server.Watch(context => context.Deadline);
        await server.Client().SayAsync(new EchoRequest());

        Assert.Equal([DateTime.MaxValue], deadlines);
    }

    [Fact]
    public async Task Deadline_InThePast_FailsWithoutReachingTheHandler()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Client().WaitAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(-1)));

        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        Assert.False(server.Probe.Began.Task.IsCompleted);
    }

    [Fact]
    public async Task Cancellation_ByToken_EndsTheCallOnBothSides()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using CancellationTokenSource cancel = new();
        using AsyncUnaryCall<EchoReply> call =
            server.Client().WaitAsync(new EchoRequest(), cancellationToken: cancel.Token);
        await server.Probe.Began.Task.WaitAsync(Patience);

        await cancel.CancelAsync();

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        await server.Probe.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Cancellation_ByDisposal_EndsTheCallOnBothSides()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        AsyncUnaryCall<EchoReply> call = server.Client().WaitAsync(new EchoRequest());
        await server.Probe.Began.Task.WaitAsync(Patience);

        call.Dispose();

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        await server.Probe.Cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Cancellation_OfEnumeration_EndsTheStream()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using CancellationTokenSource cancel = new();
        using AsyncServerStreamingCall<EchoReply> call =
            server.Client().Repeat(new EchoRequest { Times = int.MaxValue });
        int read = 0;

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (EchoReply reply in call.ResponseStream.ReadAllAsync(cancel.Token))
            {
                if (++read == 3)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        Assert.Equal(3, read);
    }
}
