using Candor.Compat.Tests.Protos;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Compat.Tests.Transport;

public sealed class CallKindTests
{
    [Fact]
    public async Task Unary_TextAndData_ComeBack()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();

        using AsyncUnaryCall<EchoReply> call = client.SayAsync(
            new EchoRequest { Text = "grüezi", Data = ByteString.CopyFrom(0, 255) });
        EchoReply reply = await call;

        Assert.Equal("grüezi", reply.Text);
        Assert.Equal([0, 255], reply.Data.ToByteArray());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
    }

    [Fact]
    public async Task BlockingUnary_Text_ComesBack()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        Echo.EchoClient client = server.Client();

        EchoReply reply = await Task.Run(() => client.Say(new EchoRequest { Text = "a" }));

        Assert.Equal("a", reply.Text);
    }

    [Fact]
    public async Task ClientStreaming_ThreeRequests_AreGatheredInOrder()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncClientStreamingCall<EchoRequest, EchoReply> call = server.Client().Gather();

        foreach (string text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = text });
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal("abc", (await call).Text);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_FiveReplies_ComeInOrder()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncServerStreamingCall<EchoReply> call =
            server.Client().Repeat(new EchoRequest { Text = "r", Times = 5 });

        List<string> texts = [];
        await foreach (EchoReply reply in call.ResponseStream.ReadAllAsync())
        {
            texts.Add(reply.Text);
        }

        Assert.Equal(["r0", "r1", "r2", "r3", "r4"], texts);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task DuplexStreaming_EachRequest_IsAnsweredBeforeTheNext()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call = server.Client().Talk();

        for (int i = 0; i < 10; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"t{i}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"t{i}", call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }
}
