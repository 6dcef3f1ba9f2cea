using System.Diagnostics;
using System.Runtime.CompilerServices;
using Grpc.Core;

namespace Candor.Client.Internal;

/// <summary>Calls that the server answers with a stream that ends. They are not repeated by themselves.</summary>
internal static class ServerStreams
{
    /// <summary>Reads a stream to its end.</summary>
    /// <param name="open">Opens the call.</param>
    /// <param name="method">The call's name.</param>
    /// <param name="address">Where it is sent.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="CandorException">The server rejected the call, or went away.</exception>
    internal static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> open,
        string method,
        Uri address,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using Activity? activity = Telemetry.Source.StartActivity(method, ActivityKind.Client);
        activity?.SetTag("rpc.system", "grpc").SetTag("rpc.method", method);
        using AsyncServerStreamingCall<T> call = open(new CallOptions(cancellationToken: cancellationToken));
        while (await MoveNextAsync(call.ResponseStream, method, address, cancellationToken).ConfigureAwait(false))
        {
            yield return AnswerTimes.Require(call.ResponseStream.Current, method);
        }
    }

    private static async Task<bool> MoveNextAsync<T>(
        IAsyncStreamReader<T> stream, string method, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RichError.From(e, method, requestId: null, address);
        }
    }
}
