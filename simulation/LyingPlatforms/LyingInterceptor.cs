using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>Stands in front of the platform's and the hosted validator's calls, and lies.</summary>
/// <param name="lies">What it says.</param>
internal sealed class LyingInterceptor(Lies lies) : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Take(request);
        return Tampered(await continuation(request, context).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Tampered(await continuation(new Reader<TRequest>(this, requestStream), context).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Take(request);
        return continuation(request, new Writer<TResponse>(this, responseStream), context);
    }

    private void Take(object request)
    {
        lies.Requests.Enqueue(request);
        if (lies.Reject?.Invoke(request) is { } rejection)
        {
            throw rejection;
        }
    }

    // The platform may keep what it answers with; a copy is changed.
    private T Tampered<T>(T message)
        where T : class
    {
        if (lies.Tamper is not { } tamper)
        {
            return message;
        }

        var original = (IMessage)message;
        var copy = (T)original.Descriptor.Parser.ParseFrom(original.ToByteArray());
        tamper(copy);
        return copy;
    }

    private sealed class Reader<T>(LyingInterceptor owner, IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
        where T : class
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            bool isAny = await inner.MoveNext(cancellationToken).ConfigureAwait(false);
            if (isAny)
            {
                owner.Take(inner.Current);
            }

            return isAny;
        }
    }

    private sealed class Writer<T>(LyingInterceptor owner, IServerStreamWriter<T> inner) : IServerStreamWriter<T>
        where T : class
    {
        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message) => inner.WriteAsync(owner.Tampered(message));

        public Task WriteAsync(T message, CancellationToken cancellationToken) =>
            inner.WriteAsync(owner.Tampered(message), cancellationToken);
    }
}
