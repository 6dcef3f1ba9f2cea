using System.Net;
using System.Net.Sockets;
using Candor.Compat.Tests.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Compat.Tests.Transport;

public sealed class StatusTests
{
    public static TheoryData<int> ErrorCodes => [.. Enumerable.Range(1, 16)];

    [Theory]
    [MemberData(nameof(ErrorCodes))]
    public async Task Unary_HandlerThrows_ClientSeesCodeDetailAndTrailers(int code)
    {
        await using EchoServer server = await EchoServer.StartAsync();

        RpcException e = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client().SayAsync(new EchoRequest { Code = code }));

        AssertAsked(code, e);
    }

    [Fact]
    public async Task BlockingUnary_HandlerThrows_ClientSeesCodeDetailAndTrailers()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();

        RpcException e = await Assert.ThrowsAsync<RpcException>(
            () => Task.Run(() => client.Say(new EchoRequest { Code = 5 })));

        AssertAsked(5, e);
    }

    [Fact]
    public async Task ServerStreaming_HandlerThrowsAfterReplies_ClientSeesRepliesThenError()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncServerStreamingCall<EchoReply> call =
            server.Client().Repeat(new EchoRequest { Times = 2, Code = 9 });

        Assert.True(await call.ResponseStream.MoveNext());
        Assert.True(await call.ResponseStream.MoveNext());
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        AssertAsked(9, e);
        Assert.Equal(StatusCode.FailedPrecondition, call.GetStatus().StatusCode);
        Assert.Equal("asked", call.GetTrailers().GetValue("reason"));
    }

    [Fact]
    public async Task ClientStreaming_HandlerThrows_ClientSeesCodeDetailAndTrailers()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncClientStreamingCall<EchoRequest, EchoReply> call = server.Client().Gather();
        await call.RequestStream.WriteAsync(new EchoRequest { Code = 3 });

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await call);

        AssertAsked(3, e);
    }

    [Fact]
    public async Task DuplexStreaming_HandlerThrows_ClientSeesCodeDetailAndTrailers()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call = server.Client().Talk();
        await call.RequestStream.WriteAsync(new EchoRequest { Code = 10 });

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        AssertAsked(10, e);
    }

    [Fact]
    public async Task Unary_MethodUnknownToTheServer_IsUnimplemented()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Method<string, string> method = new(
            MethodType.Unary, "candor.compat.test.v1.Echo", "Shout",
            Marshallers.StringMarshaller, Marshallers.StringMarshaller);

        using AsyncUnaryCall<string> call =
            server.Channel().CreateCallInvoker().AsyncUnaryCall(method, null, default, "a");
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await call);

        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
    }

    [Fact]
    public async Task Unary_NobodyListens_IsUnavailableWithTheLocalFault()
    {
        int port = FreePort();
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");

        RpcException e = await Assert.ThrowsAsync<RpcException>(
            async () => await new Echo.EchoClient(channel).SayAsync(new EchoRequest()));

        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.NotNull(e.Status.DebugException);
    }

    [Fact]
    public async Task GetStatus_CallStillRunning_IsRefused()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncUnaryCall<EchoReply> call = server.Client().WaitAsync(new EchoRequest());

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
    }

    [Fact]
    public async Task Channel_ConnectedThenDisposed_StateFollows()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        GrpcChannel channel = server.Channel();

        Assert.Equal(ConnectivityState.Idle, channel.State);
        await channel.ConnectAsync();
        Assert.Equal(ConnectivityState.Ready, channel.State);
        channel.Dispose();
        Assert.Equal(ConnectivityState.Shutdown, channel.State);
    }

    private static void AssertAsked(int code, RpcException e)
    {
        Assert.Equal((StatusCode)code, e.StatusCode);
        Assert.Equal($"asked for {code}: 100% \"ångström\"", e.Status.Detail);
        Assert.Equal("asked", e.Trailers.GetValue("reason"));
        Assert.Equal([0, 1, 254, 255], e.Trailers.GetValueBytes("detail-bin"));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
