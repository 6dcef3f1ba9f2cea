using System.Net.Sockets;
using Candor.Compat.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Compat.Tests.Transport;

public sealed class MessageSizeTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task Unary_ThreeMegabytes_ComeBackWhole()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        EchoRequest request = new() { Data = Bytes(3 * Megabyte) };

        EchoReply reply = await server.Client().SayAsync(request);

        Assert.Equal(request.Data, reply.Data);
    }

    [Fact]
    public async Task Duplex_ThreeMegabyteMessages_ComeBackWhole()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        EchoRequest request = new() { Data = Bytes(3 * Megabyte) };
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call = server.Client().Talk();

        for (int i = 0; i < 3; i++)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(request.Data, call.ResponseStream.Current.Data);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Unary_FiveMegabyteRequest_IsRefusedAndTheConnectionStaysGood()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        ConnectionCounter connections = new();
        Echo.EchoClient client = server.Client(new GrpcChannelOptions { HttpHandler = connections.Handler });
        await client.SayAsync(new EchoRequest());

        for (int i = 0; i < 3; i++)
        {
            RpcException e = await Assert.ThrowsAsync<RpcException>(
                async () => await client.SayAsync(new EchoRequest { Data = Bytes(5 * Megabyte) }));
            Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
            Assert.Equal("still here", (await client.SayAsync(new EchoRequest { Text = "still here" })).Text);
        }

        Assert.Equal(1, connections.Count);
    }

    [Fact]
    public async Task Unary_FiveMegabyteResponse_IsRefusedAndTheConnectionStaysGood()
    {
        await using EchoServer server = await EchoServer.StartAsync(
            options => options.MaxReceiveMessageSize = 8 * Megabyte);
        ConnectionCounter connections = new();
        Echo.EchoClient client = server.Client(new GrpcChannelOptions { HttpHandler = connections.Handler });

        RpcException e = await Assert.ThrowsAsync<RpcException>(
            async () => await client.SayAsync(new EchoRequest { Data = Bytes(5 * Megabyte) }));

        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.Equal("still here", (await client.SayAsync(new EchoRequest { Text = "still here" })).Text);
        Assert.Equal(1, connections.Count);
    }

    private static ByteString Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private sealed class ConnectionCounter
    {
        private int count;

        public ConnectionCounter()
        {
            Handler = new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellationToken) =>
                {
                    Interlocked.Increment(ref count);
                    Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
        }

        public SocketsHttpHandler Handler { get; }

        public int Count => Volatile.Read(ref count);
    }
}
