using Candor.Compat.Tests.Protos;
using Grpc.Core;

namespace Candor.Compat.Tests.Transport;

public sealed class HeaderTests
{
    [Fact]
    public async Task RequestHeaders_TextAndBinary_ReachTheServerAndComeBackAsTrailers()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        byte[] allBytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Metadata headers =
        [
            new Metadata.Entry("Echo-Text", "a b; c=d, \"e\""),
            new Metadata.Entry("echo-all-bin", allBytes),
            new Metadata.Entry("echo-one-bin", [7]),
        ];

        using AsyncUnaryCall<EchoReply> call = server.Client().SayAsync(new EchoRequest(), headers);
        await call;

        Metadata trailers = call.GetTrailers();
        Assert.Equal("a b; c=d, \"e\"", trailers.GetValue("echo-text"));
        Assert.Equal(allBytes, trailers.GetValueBytes("echo-all-bin"));
        Assert.Equal([7], trailers.GetValueBytes("echo-one-bin"));
        Assert.True(trailers.Get("echo-all-bin")!.IsBinary);
        Assert.False(headers.IsReadOnly);
    }

    [Fact]
    public async Task RequestHeaders_KeyRepeated_ArrivesJoined()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Metadata headers = [new Metadata.Entry("echo-many", "first"), new Metadata.Entry("echo-many", "second")];

        using AsyncUnaryCall<EchoReply> call = server.Client().SayAsync(new EchoRequest(), headers);
        await call;

        // HTTP allows a sender to join values of one name by commas, and the official client does.
        Assert.Equal("first, second", Assert.Single(call.GetTrailers().GetAll("echo-many")).Value);
    }

    [Fact]
    public async Task ResponseHeaders_SentByTheHandler_AreThereBeforeTheResponse()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Metadata headers = [new Metadata.Entry("ask-headers", "yes")];

        using AsyncUnaryCall<EchoReply> call = server.Client().SayAsync(new EchoRequest(), headers);

        Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("ask-headers"));
        await call;
    }

    [Fact]
    public async Task ServerCallContext_UnaryCall_TellsMethodHostAndPeer()
    {
        await using EchoServer server = await EchoServer.StartAsync();

        var seen = server.Watch(context =>
            (context.Method, context.Host, context.Peer, context.AuthContext.IsPeerAuthenticated));

        await server.Client().SayAsync(new EchoRequest());

        var (method, host, peer, authenticated) = Assert.Single(seen);
        Assert.Equal("/candor.compat.test.v1.Echo/Say", method);
        Assert.Equal(new Uri(server.Address).Authority, host);
        Assert.StartsWith("ipv4:127.0.0.1:", peer, StringComparison.Ordinal);
        Assert.False(authenticated);
    }
}
