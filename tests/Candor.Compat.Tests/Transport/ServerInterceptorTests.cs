using Candor.Compat.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Candor.Compat.Tests.Transport;

public sealed class ServerInterceptorTests
{
    [Fact]
    public async Task Interceptor_EveryKindOfCall_IsSeenOnce()
    {
        List<string> seen = [];
        await using EchoServer server = await EchoServer.StartAsync(
            options => options.Interceptors.Add<Recorder>("i", seen));
        Echo.EchoClient client = server.Client();

        await client.SayAsync(new EchoRequest());
        using (AsyncServerStreamingCall<EchoReply> repeat = client.Repeat(new EchoRequest { Times = 1 }))
        {
            Assert.Single(await repeat.ResponseStream.ReadAllAsync().ToListAsync());
        }

        using (AsyncClientStreamingCall<EchoRequest, EchoReply> gather = client.Gather())
        {
            await gather.RequestStream.CompleteAsync();
            Assert.Equal("", (await gather).Text);
        }

        using (AsyncDuplexStreamingCall<EchoRequest, EchoReply> talk = client.Talk())
        {
            await talk.RequestStream.CompleteAsync();
            Assert.False(await talk.ResponseStream.MoveNext());
        }

        Assert.Equal(["i unary", "i server", "i client", "i duplex"], seen);
    }

    [Fact]
    public async Task Interceptor_Several_AreCalledInTheOrderAdded()
    {
        List<string> seen = [];
        await using EchoServer server = await EchoServer.StartAsync(options =>
        {
            options.Interceptors.Add<Recorder>("a", seen);
            options.Interceptors.Add<Recorder>("b", seen);
        });

        await server.Client().SayAsync(new EchoRequest());

        Assert.Equal(["a unary", "b unary"], seen);
    }

    [Fact]
    public async Task Interceptor_ThrowsStatus_ClientSeesIt()
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.Interceptors.Add<Refuser>());

        RpcException e = await Assert.ThrowsAsync<RpcException>(
            async () => await server.Client().SayAsync(new EchoRequest()));

        Assert.Equal(StatusCode.PermissionDenied, e.StatusCode);
        Assert.Equal("not you", e.Status.Detail);
    }

    [Fact]
    public async Task UserState_SetByInterceptor_ReachesTheHandler()
    {
        await using EchoServer server = await EchoServer.StartAsync(options => options.Interceptors.Add<Marker>());

        List<object> marks = server.Watch(context => context.UserState["mark"]);
        await server.Client().SayAsync(new EchoRequest());

        Assert.Equal(["seen"], marks);
    }

    // The server creates interceptors by reflection: the classes below are never named in a constructor call.
    public sealed class Recorder(string name, List<string> seen) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} unary");
            return base.UnaryServerHandler(request, context, continuation);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} client");
            return base.ClientStreamingServerHandler(requestStream, context, continuation);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} server");
            return base.ServerStreamingServerHandler(request, responseStream, context, continuation);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} duplex");
            return base.DuplexStreamingServerHandler(requestStream, responseStream, context, continuation);
        }
    }

    public sealed class Refuser : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "not you"));
    }

    public sealed class Marker : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            context.UserState["mark"] = "seen";
            return continuation(request, context);
        }
    }
}
