using Candor.Compat.Tests.Protos;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Candor.Compat.Tests.Api;

public sealed class ClientBaseTests
{
    [Fact]
    public void WithHost_EveryKindOfCall_NamesTheHost()
    {
        RecordingCallInvoker invoker = new();
        Echo.EchoClient plain = new(invoker);

        CallEverything(plain.WithHost("market.example"));

        Assert.Equal(["Say", "Say", "Repeat", "Gather", "Talk"], invoker.Calls.Select(call => call.Method));
        Assert.All(invoker.Calls, call => Assert.Equal("market.example", call.Host));
    }

    [Fact]
    public void WithHost_Twice_TheLastCounts()
    {
        RecordingCallInvoker invoker = new();
        Echo.EchoClient first = new Echo.EchoClient(invoker).WithHost("first");

        first.WithHost("second").Say(new EchoRequest());
        first.Say(new EchoRequest());

        Assert.Equal(["second", "first"], invoker.Calls.Select(call => call.Host));
        Assert.Throws<ArgumentNullException>(() => first.WithHost(null!));
    }

    [Fact]
    public void Host_NotGiven_IsNull()
    {
        RecordingCallInvoker invoker = new();

        CallEverything(new Echo.EchoClient(invoker));

        Assert.Equal(5, invoker.Calls.Count);
        Assert.All(invoker.Calls, call => Assert.Null(call.Host));
    }

    [Fact]
    public void Intercept_HeaderFunction_ChangesEveryKindOfCall()
    {
        RecordingCallInvoker invoker = new();

        CallEverything(new Echo.EchoClient(invoker.Intercept(headers =>
        {
            headers.Add("mark", "set");
            return headers;
        })));

        Assert.Equal(5, invoker.Calls.Count);
        Assert.All(invoker.Calls, call => Assert.Equal("set", call.Mark));
    }

    [Fact]
    public void Constructor_Null_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new Echo.EchoClient((CallInvoker)null!));
        Assert.Throws<ArgumentNullException>(() => new Echo.EchoClient((ChannelBase)null!));
    }

    [Fact]
    public void Intercept_Null_IsRefused()
    {
        RecordingCallInvoker invoker = new();
        ChannelBase channel = new RecordingChannel("t");

        Assert.Throws<ArgumentNullException>(() => invoker.Intercept((Interceptor)null!));
        Assert.Throws<ArgumentNullException>(() => invoker.Intercept((Interceptor[])null!));
        Assert.Throws<ArgumentNullException>(() => invoker.Intercept((Func<Metadata, Metadata>)null!));
        Assert.Throws<ArgumentNullException>(() => channel.Intercept((Interceptor)null!));
        Assert.Throws<ArgumentNullException>(() => ((ChannelBase)null!).Intercept(headers => headers));
        Assert.Same(invoker, invoker.Intercept());
    }

    [Fact]
    public void TestDouble_MethodNotOverridden_IsRefusedByName()
    {
        Echo.EchoClient client = new Double();

        Assert.Equal("doubled", client.Say(new EchoRequest()).Text);
        Assert.Contains(
            "cannot call /candor.compat.test.v1.Echo/Gather",
            Assert.Throws<NotSupportedException>(() => client.Gather()).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => client.SayAsync(new EchoRequest()));
        Assert.Throws<NotSupportedException>(() => client.Repeat(new EchoRequest()));
        Assert.Throws<NotSupportedException>(() => client.Talk());
        Assert.Throws<NotSupportedException>(() => client.Wait(new EchoRequest()));
    }

    [Fact]
    public async Task Channel_Shutdown_DoesNothingUnlessOverridden()
    {
        RecordingChannel channel = new("target");

        await channel.ShutdownAsync();

        Assert.Equal("target", channel.Target);
        Assert.Throws<ArgumentNullException>(() => new RecordingChannel(null!));
    }

    private static void CallEverything(Echo.EchoClient client)
    {
        client.Say(new EchoRequest());
        client.SayAsync(new EchoRequest());
        client.Repeat(new EchoRequest());
        client.Gather();
        client.Talk();
    }

    private sealed class RecordingChannel(string target) : ChannelBase(target)
    {
        public override CallInvoker CreateCallInvoker() => new RecordingCallInvoker();
    }

    private sealed class Double : Echo.EchoClient
    {
        public override EchoReply Say(EchoRequest request, CallOptions options) => new() { Text = "doubled" };
    }
}
