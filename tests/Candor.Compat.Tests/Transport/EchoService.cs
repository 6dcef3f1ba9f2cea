using Candor.Compat.Tests.Protos;
using Grpc.Core;

namespace Candor.Compat.Tests.Transport;

/// <summary>The service of echo.proto. What a test must know about the server's side it reads from the probe.</summary>
public sealed class EchoService(EchoProbe probe) : Echo.EchoBase
{
    public override async Task<EchoReply> Say(EchoRequest request, ServerCallContext context)
    {
        probe.OnSay(context);
        foreach (Metadata.Entry entry in
            context.RequestHeaders.Where(entry => entry.Key.StartsWith("echo-", StringComparison.Ordinal)))
        {
            context.ResponseTrailers.Add(entry);
        }

        if (context.RequestHeaders.Get("ask-headers") is { } asked)
        {
            await context.WriteResponseHeadersAsync([asked]);
        }

        ThrowIfAsked(request, context);
        return Reply(request);
    }

    public override async Task<EchoReply> Gather(
        IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        List<string> texts = [];
        await foreach (EchoRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            ThrowIfAsked(request, context);
            texts.Add(request.Text);
        }

        return new EchoReply { Text = string.Concat(texts) };
    }

    public override async Task Repeat(
        EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        for (int i = 0; i < request.Times; i++)
        {
            await responseStream.WriteAsync(
                new EchoReply { Text = $"{request.Text}{i}", Data = request.Data }, context.CancellationToken);
        }

        ThrowIfAsked(request, context);
    }

    public override async Task Talk(
        IAsyncStreamReader<EchoRequest> requestStream,
        IServerStreamWriter<EchoReply> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext())
        {
            ThrowIfAsked(requestStream.Current, context);
            await responseStream.WriteAsync(Reply(requestStream.Current));
        }
    }

    public override async Task<EchoReply> Wait(EchoRequest request, ServerCallContext context)
    {
        probe.Began.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            probe.Cancelled.TrySetResult();
        }

        return Reply(request);
    }

    private static EchoReply Reply(EchoRequest request) => new() { Text = request.Text, Data = request.Data };

    private static void ThrowIfAsked(EchoRequest request, ServerCallContext context)
    {
        if (request.Code != 0)
        {
            throw new RpcException(
                new Status((StatusCode)request.Code, $"asked for {request.Code}: 100% \"ångström\""),
                [new Metadata.Entry("reason", "asked"), new Metadata.Entry("detail-bin", [0, 1, 254, 255])]);
        }
    }
}
