using System.Collections.Concurrent;
using Candor.V1;
using Candor.Wire.Errors;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Candor.Client.Tests.Server;

/// <summary>Stands in front of the platform's calls and makes them fail and their answers lie, as the test
/// asks.</summary>
internal sealed class FaultInterceptor(Faults faults, ServerLog log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        string method = MethodOf(context);
        faults.Requests.Enqueue((method, request));
        ThrowNext(faults.Before, method, context);
        ThrowWhereBroken(method, request, isDone: false);
        if (faults.Hang == method)
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        TResponse response = log.AnswerTo(request) as TResponse
            ?? await continuation(WithShortPages((TRequest?)faults.Change?.Invoke(request) ?? request), context);
        ThrowNext(faults.After, method, context);
        ThrowWhereBroken(method, request, isDone: true);
        return Tampered(response);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        string method = MethodOf(context);
        faults.Requests.Enqueue((method, request));
        ThrowNext(faults.Before, method, context);
        int? breakAfter = faults.StreamBreaks.TryDequeue(out int count) ? count : null;
        return continuation(request, new Writer<TResponse>(this, responseStream, breakAfter), context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        string method = MethodOf(context);
        faults.Requests.Enqueue((method, requestStream));
        ThrowNext(faults.Before, method, context);
        return TamperedAsync();

        async Task<TResponse> TamperedAsync()
        {
            var reader = new Reader<TRequest>(faults, requestStream, first => ThrowWhereBroken(method, first, isDone: false));
            TResponse response = await continuation(reader, context);
            ThrowNext(faults.After, method, context);
            ThrowWhereBroken(method, reader.First!, isDone: true);
            return Tampered(response);
        }
    }

    private static string MethodOf(ServerCallContext context) =>
        context.Method[(context.Method.LastIndexOf('/') + 1)..];

    private static void ThrowNext(
        ConcurrentDictionary<string, ConcurrentQueue<RpcException>> faults, string method, ServerCallContext context)
    {
        if (!faults.TryGetValue(method, out ConcurrentQueue<RpcException>? queue)
            || !queue.TryDequeue(out RpcException? failure))
        {
            return;
        }

        // The platform gives a bare status of its transport a reason; one from between it and the client has none.
        if (failure.Trailers.Count == 0)
        {
            HttpResponse response = context.GetHttpContext().Response;
            response.OnStarting(() =>
            {
                response.Headers.Remove(ErrorDetails.Trailer);
                return Task.CompletedTask;
            });
        }

        throw failure;
    }

    private void ThrowWhereBroken(string method, object request, bool isDone)
    {
        if (faults.Break?.Invoke(method, request, isDone) == true)
        {
            throw Failures.Unavailable();
        }
    }

    // A server may give fewer than it was asked for. Short lists have several pages then.
    private static TRequest WithShortPages<TRequest>(TRequest request)
        where TRequest : class
    {
        switch (request)
        {
            case ListEntriesRequest entries when entries.PageSize is 0 or > 2:
                entries = entries.Clone();
                entries.PageSize = 2;
                return (TRequest)(object)entries;
            case ListMarketsRequest { PageSize: 0 } markets:
                markets = markets.Clone();
                markets.PageSize = 15;
                return (TRequest)(object)markets;
            default:
                return request;
        }
    }

    // The platform may keep what it answers with; a copy is changed.
    private T Tampered<T>(T message)
        where T : class
    {
        if (faults.Tamper is not { } tamper)
        {
            return message;
        }

        var original = (IMessage)message;
        var copy = (T)original.Descriptor.Parser.ParseFrom(original.ToByteArray());
        tamper(copy);
        return copy;
    }

    private sealed class Reader<T>(Faults faults, IAsyncStreamReader<T> inner, Action<T> begun) : IAsyncStreamReader<T>
        where T : class
    {
        private bool _isBroken;

        public T? First { get; private set; }

        public T Current { get; private set; } = null!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (_isBroken)
            {
                throw Failures.Unavailable();
            }

            if (!await inner.MoveNext(cancellationToken))
            {
                return false;
            }

            Current = inner.Current;
            if (First is null)
            {
                First = Current;
                begun(First);
            }

            if (faults.Cut?.Invoke(Current) is { } bytes && Current is UploadContributionRequest message)
            {
                message = message.Clone();
                message.Content = ByteString.CopyFrom(message.Content.Span[..bytes]);
                (Current, _isBroken) = ((T)(object)message, true);
            }

            return true;
        }
    }

    private sealed class Writer<T>(FaultInterceptor owner, IServerStreamWriter<T> inner, int? breakAfter)
        : IServerStreamWriter<T>
        where T : class
    {
        private int _written;

        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(T message, CancellationToken cancellationToken) => _written++ == breakAfter
            ? throw Failures.Unavailable()
            : inner.WriteAsync(owner.Tampered(message), cancellationToken);
    }
}
