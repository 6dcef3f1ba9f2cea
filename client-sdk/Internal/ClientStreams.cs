using System.Diagnostics;
using Grpc.Core;

namespace Candor.Client.Internal;

/// <summary>Calls in which the client sends a stream and gets one answer. They are not repeated by themselves: who
/// sends knows what of it has arrived.</summary>
internal static class ClientStreams
{
    /// <summary>Sends a stream.</summary>
    /// <param name="open">Opens the call.</param>
    /// <param name="messages">What to send; pulled one by one, as the server takes them.</param>
    /// <param name="method">The call's name.</param>
    /// <param name="address">Where it is sent.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="CandorException">The server rejected the call, or went away.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer holds a time that no calendar has.</exception>
    internal static async Task<TResponse> SendAsync<TRequest, TResponse>(
        Func<CallOptions, AsyncClientStreamingCall<TRequest, TResponse>> open,
        IAsyncEnumerable<TRequest> messages,
        string method,
        Uri address,
        CancellationToken cancellationToken)
    {
        using Activity? activity = Telemetry.Source.StartActivity(method, ActivityKind.Client);
        activity?.SetTag("rpc.system", "grpc").SetTag("rpc.method", method);
        using AsyncClientStreamingCall<TRequest, TResponse> call = open(
            new CallOptions(cancellationToken: cancellationToken));
        try
        {
            await WriteAllAsync(call.RequestStream, messages, cancellationToken).ConfigureAwait(false);
            return AnswerTimes.Require(await call.ResponseAsync.ConfigureAwait(false), method);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CandorException rejected = RichError.From(e, method, requestId: null, address);
            activity?.SetStatus(ActivityStatusCode.Error, rejected.Reason);
            throw rejected;
        }
    }

    // A server that rejects ends the call while the client still writes. The answer has the reason; that writing
    // failed is only its echo.
    private static async Task WriteAllAsync<TRequest>(
        IClientStreamWriter<TRequest> writer, IAsyncEnumerable<TRequest> messages, CancellationToken cancellationToken)
    {
        await foreach (TRequest message in messages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await writer.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
            {
                return;
            }
        }

        try
        {
            await writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            return;
        }
    }
}
