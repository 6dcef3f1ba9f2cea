using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Candor.Validator.Tests.Support;

/// <summary>What a lying platform says, as a test asks.</summary>
internal sealed class Lies
{
    /// <summary>Changes answers on their way out; null: the platform is honest.</summary>
    internal Action<object>? Tamper { get; set; }

    /// <summary>Throws in place of an answer.</summary>
    internal Func<object, RpcException?>? Reject { get; set; }

    /// <summary>The requests that came.</summary>
    internal ConcurrentQueue<object> Requests { get; } = new();
}

/// <summary>Stands in front of the platform's and the hosted validator's calls, and lies.</summary>
internal sealed class LyingInterceptor(Lies lies) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        lies.Requests.Enqueue(request);
        return lies.Reject?.Invoke(request) is { } rejection
            ? throw rejection
            : Tampered(await continuation(request, context));
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Tampered(await continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(request, new Writer<TResponse>(this, responseStream), context);

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
