using Grpc.Core;

namespace Candor.Server.Testing;

/// <summary>Calls with requests as bytes, so that they need not be messages at all.</summary>
public sealed class RawCalls(ChannelBase channel)
{
    private static readonly Marshaller<byte[]> s_bytes = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private readonly CallInvoker _invoker = channel.CreateCallInvoker();

    /// <summary>Makes a call with one request.</summary>
    /// <param name="method">Service and method, such as
    /// <c>candor.v1.ParticipantService/JoinMarket</c>.</param>
    /// <param name="request">The request's bytes.</param>
    /// <returns>The reason of the refusal; null where the call was answered.</returns>
    public async Task<string?> RefusalAsync(string method, byte[] request)
    {
        try
        {
            await CallAsync(method, request);
            return null;
        }
        catch (RpcException e)
        {
            return ReasonOf(e);
        }
    }

    /// <summary>Makes a call that has to be refused.</summary>
    /// <param name="method">As for <see cref="RefusalAsync"/>.</param>
    /// <param name="request">The request's bytes.</param>
    /// <returns>The refusal as it came.</returns>
    public Task<RpcException> RefusedAsync(string method, byte[] request) =>
        Assert.ThrowsAsync<RpcException>(() => CallAsync(method, request));

    /// <summary>Makes a call with a stream of requests.</summary>
    /// <param name="method">As for <see cref="RefusalAsync"/>.</param>
    /// <param name="requests">The bytes of each.</param>
    /// <returns>As for <see cref="RefusalAsync"/>.</returns>
    public async Task<string?> StreamRefusalAsync(string method, params byte[][] requests)
    {
        using AsyncClientStreamingCall<byte[], byte[]> call = _invoker.AsyncClientStreamingCall(
            MethodOf(MethodType.ClientStreaming, method), null, new CallOptions());
        try
        {
            try
            {
                foreach (byte[] request in requests)
                {
                    await call.RequestStream.WriteAsync(request);
                }

                await call.RequestStream.CompleteAsync();
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException)
            {
                // The server refused before it had read all; its answer says why.
            }

            await call.ResponseAsync;
            return null;
        }
        catch (RpcException e)
        {
            return ReasonOf(e);
        }
    }

    private async Task CallAsync(string method, byte[] request)
    {
        using AsyncUnaryCall<byte[]> call = _invoker.AsyncUnaryCall(
            MethodOf(MethodType.Unary, method), null, new CallOptions(), request);
        await call;
    }

    // A refusal always has a reason; a fault of the server is none.
    private static string ReasonOf(RpcException exception)
    {
        RichError error = RichError.From(exception);
        Assert.True(
            error.Reason.Length > 0 && error.Reason != "INTERNAL" && error.Reason != "UNAVAILABLE",
            $"{exception.StatusCode} '{error.Reason}': {exception.Status.Detail}");
        return error.Reason;
    }

    private static Method<byte[], byte[]> MethodOf(MethodType type, string method)
    {
        string[] parts = method.Split('/');
        return new Method<byte[], byte[]>(type, parts[0], parts[1], s_bytes, s_bytes);
    }
}
