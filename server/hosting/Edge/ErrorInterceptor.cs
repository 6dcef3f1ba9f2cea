using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Telemetry;
using Candor.Market.Texts;
using Candor.V1;
using Candor.Wire.Errors;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Hosting;

namespace Candor.Hosting.Edge;

/// <summary>The one place where what went wrong becomes a gRPC status. Nothing of a fault of ours leaves the server but
/// the id under which it is logged.</summary>
internal sealed class ErrorInterceptor(
    IHostApplicationLifetime lifetime, ServerOutages outages, ILogger<ErrorInterceptor> logger)
    : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            Enter(context);
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            Enter(context);
            return await continuation(new DecodedRequests<TRequest>(requestStream), context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            Enter(context);
            await continuation(request, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    private void Enter(ServerCallContext context)
    {
        TransportRejections.MarkReached(context.GetHttpContext());
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw ShuttingDown();
        }
    }

    private static CallRejectedException ShuttingDown() => new(
        ErrorReason.ShuttingDown, "The server is shutting down; try again, with the same request id.");

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        switch (exception)
        {
            case CallRejectedException rejected:
                return Rejected(rejected, context);
            case StoreUnavailableException unavailable:
                return Rejected(new CallRejectedException(
                    ErrorReason.StorageUnavailable, unavailable.Message), context);
            case StreamDamagedException damaged:
                return Rejected(new CallRejectedException(
                    ErrorReason.MarketDamaged, $"{damaged.Message} It is closed until the server's operator mends it."), context);
            case MarketPlatformException platform:
                return Rejected(new CallRejectedException(platform.Reason, platform.Message), context);
            case OperationCanceledException or IOException when context.CancellationToken.IsCancellationRequested:
                return new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
            case OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested:
                return Rejected(ShuttingDown(), context);
            default:
                string trace = context.GetHttpContext().TraceIdentifier;
                logger.CallFailed(context.Method, trace, exception);
                return new CallRejectedException(
                    ErrorReason.Internal, $"A fault of the server, logged there under {trace}.")
                    .ToException(trace);
        }
    }

    private RpcException Rejected(CallRejectedException rejected, ServerCallContext context)
    {
        if (rejected.IsOutage)
        {
            outages.Note();
        }

        // The message may quote what the caller sent; a terminal must not obey it.
        logger.CallRejected(
            context.Method, Reasons.NameOf(rejected.Reason), rejected.Resource ?? "-", PrintableText.Of(rejected.Message));
        return rejected.ToException();
    }
}
