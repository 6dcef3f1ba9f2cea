using Candor.Compat.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Candor.Compat.Tests.Transport;

public sealed class ClientInterceptorTests
{
    [Fact]
    public async Task Intercept_EveryKindOfCall_IsSeenOnce()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        List<string> seen = [];
        Echo.EchoClient client = new(server.Channel().Intercept(new Recorder("i", seen)));

        client.Say(new EchoRequest());
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

        Assert.Equal(["i blocking", "i unary", "i server", "i client", "i duplex"], seen);
    }

    [Fact]
    public async Task Intercept_SeveralAtOnce_AreCalledInTheOrderGiven()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        List<string> seen = [];
        CallInvoker invoker = server.Channel().Intercept(
            new Recorder("a", seen), new Recorder("b", seen), new Recorder("c", seen));

        await new Echo.EchoClient(invoker).SayAsync(new EchoRequest());

        Assert.Equal(["a unary", "b unary", "c unary"], seen);
    }

    [Fact]
    public async Task Intercept_OneAfterTheOther_LastIsCalledFirst()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        List<string> seen = [];
        CallInvoker invoker = server.Channel().Intercept(new Recorder("a", seen)).Intercept(new Recorder("b", seen));

        await new Echo.EchoClient(invoker).SayAsync(new EchoRequest());

        Assert.Equal(["b unary", "a unary"], seen);
    }

    [Fact]
    public async Task Intercept_HeaderFunction_AddsToEveryCall()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        CallInvoker invoker = server.Channel().Intercept(headers =>
        {
            headers.Add("echo-added", "yes");
            return headers;
        });
        Echo.EchoClient client = new(invoker);

        using AsyncUnaryCall<EchoReply> without = client.SayAsync(new EchoRequest());
        await without;
        using AsyncUnaryCall<EchoReply> with = client.SayAsync(
            new EchoRequest(), [new Metadata.Entry("echo-own", "too")]);
        await with;

        Assert.Equal("yes", without.GetTrailers().GetValue("echo-added"));
        Assert.Equal("yes", with.GetTrailers().GetValue("echo-added"));
        Assert.Equal("too", with.GetTrailers().GetValue("echo-own"));
    }

    [Fact]
    public async Task Intercept_ResponseReplaced_CallerGetsTheReplacement()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = new(server.Channel().Intercept(new Shouter()));

        using AsyncUnaryCall<EchoReply> call = client.SayAsync(
            new EchoRequest { Text = "a" }, [new Metadata.Entry("echo-trailer", "kept")]);

        Assert.Equal("a!", (await call).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Equal("kept", call.GetTrailers().GetValue("echo-trailer"));
    }

    private sealed class Recorder(string name, List<string> seen) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} blocking");
            return base.BlockingUnaryCall(request, context, continuation);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} unary");
            return base.AsyncUnaryCall(request, context, continuation);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} server");
            return base.AsyncServerStreamingCall(request, context, continuation);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} client");
            return base.AsyncClientStreamingCall(context, continuation);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} duplex");
            return base.AsyncDuplexStreamingCall(context, continuation);
        }
    }

    private sealed class Shouter : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            AsyncUnaryCall<TResponse> call = continuation(request, context);
            return new AsyncUnaryCall<TResponse>(
                Shout(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        private static async Task<TResponse> Shout<TResponse>(Task<TResponse> response)
        {
            TResponse message = await response;
            if (message is EchoReply reply)
            {
                reply.Text += "!";
            }

            return message;
        }
    }
}
