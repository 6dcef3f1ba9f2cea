using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Releases.Tests.Frozen;

/// <summary>Sends recorded bytes as they are: no generated type, no type of the SDK.</summary>
internal sealed class RawCalls(string address) : IDisposable
{
    private static readonly Marshaller<byte[]> s_asItIs = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(
        address, new GrpcChannelOptions { MaxReceiveMessageSize = null });

    /// <summary>Makes a call and reads its answer to the end.</summary>
    internal async Task<RecordedAnswer> SendAsync(string method, IReadOnlyList<byte[]> requests)
    {
        var responses = new List<byte[]>();
        try
        {
            await foreach (byte[] response in OpenAsync(method, requests))
            {
                responses.Add(response);
            }

            return new RecordedAnswer(responses, 0, null);
        }
        catch (RpcException e)
        {
            return new RecordedAnswer(responses, (int)e.StatusCode, ReasonOf(e));
        }
    }

    /// <summary>Opens a stream; who stops reading leaves it.</summary>
    internal async IAsyncEnumerable<byte[]> OpenAsync(
        string method,
        IReadOnlyList<byte[]> requests,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string[] names = method.Split('/', StringSplitOptions.RemoveEmptyEntries);

        // On the wire a call with one message is a stream of one message.
        using AsyncDuplexStreamingCall<byte[], byte[]> call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            new Method<byte[], byte[]>(MethodType.DuplexStreaming, names[0], names[1], s_asItIs, s_asItIs),
            null,
            new CallOptions(deadline: DateTime.UtcNow + Patience.Limit, cancellationToken: cancellationToken));
        await WriteAsync(call.RequestStream, requests);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            yield return call.ResponseStream.Current;
        }
    }

    public void Dispose() => _channel.Dispose();

    // A server may refuse before it has read everything. Reading the answer then says why.
    private static async Task WriteAsync(IClientStreamWriter<byte[]> stream, IReadOnlyList<byte[]> requests)
    {
        try
        {
            foreach (byte[] request in requests)
            {
                await stream.WriteAsync(request);
            }

            await stream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            return;
        }
    }

    // google.rpc.Status, field 3: Any with the type's address in field 1 and the message in field 2, whose field 1 is
    // the reason where it is an ErrorInfo.
    private static string? ReasonOf(RpcException e) =>
        e.Trailers.GetValueBytes("grpc-status-details-bin") is not { } status
            ? null
            : WireMessage.Of(status).All(3)
                .Select(WireMessage.Of)
                .FirstOrDefault(detail => detail.Text(1).EndsWith("google.rpc.ErrorInfo", StringComparison.Ordinal))
                ?.Message(2).Text(1);
}
