using System.Collections.Concurrent;
using System.Net;
using Candor.Client.Transcripts;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Candor.Client.Tests.Server;

/// <summary>A server of one market in this process, over real HTTP/2, that a test can make fail, lie and go
/// away.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private WebApplication _app = null!;

    public MarketLog Log { get; } = new();

    public Faults Faults { get; } = new();

    public Uri Address { get; private set; } = null!;

    public static async Task<TestServer> StartAsync()
    {
        var server = new TestServer();
        await server.ListenAsync(port: 0);
        return server;
    }

    /// <summary>Stops listening and drops all connections; the market stays.</summary>
    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Listens again on the same port.</summary>
    public Task RestartAsync() => ListenAsync(Address.Port);

    public CandorClient Client(
        TimeProvider? clock = null, int maxAttempts = 10, ICheckpointStore? seen = null) => new(new CandorClientOptions
    {
        Address = Address,
        TimeProvider = clock ?? new TestClock(),
        MaxAttempts = maxAttempts,
        CheckpointStore = seen ?? new MemoryCheckpointStore(),
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ListenAsync(int port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(Log).AddSingleton(Faults);
        builder.Services.AddGrpc(options => options.Interceptors.Add<FaultInterceptor>());
        _app = builder.Build();
        _app.MapGrpcService<TestMarketService>();
        _app.MapGrpcService<TestParticipantService>();
        _app.MapGrpcService<TestTranscriptService>();
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.Single());
    }
}

/// <summary>What a test wants to go wrong.</summary>
internal sealed class Faults
{
    /// <summary>Thrown, in order, by the next calls of a method before the server does anything.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<RpcException>> Before { get; } = new();

    /// <summary>Thrown, in order, by the next calls of a method after the server has done it.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<RpcException>> After { get; } = new();

    /// <summary>After how many messages the next streams break; null breaks none.</summary>
    public ConcurrentQueue<int> StreamBreaks { get; } = new();

    /// <summary>A method that never answers.</summary>
    public string? Hang { get; set; }

    /// <summary>Changes answers on their way out.</summary>
    public Action<object>? Tamper { get; set; }

    /// <summary>The requests that reached the server, by method.</summary>
    public ConcurrentQueue<(string Method, object Request)> Requests { get; } = new();

    public void FailBefore(string method, params RpcException[] failures) =>
        Before[method] = new ConcurrentQueue<RpcException>(failures);

    public void FailAfter(string method, params RpcException[] failures) =>
        After[method] = new ConcurrentQueue<RpcException>(failures);

    public IReadOnlyList<T> RequestsOf<T>() => [.. Requests.Select(r => r.Request).OfType<T>()];

    public static void ThrowNext(ConcurrentDictionary<string, ConcurrentQueue<RpcException>> faults, string method)
    {
        if (faults.TryGetValue(method, out ConcurrentQueue<RpcException>? queue)
            && queue.TryDequeue(out RpcException? failure))
        {
            throw failure;
        }
    }
}

/// <summary>Makes calls fail and answers lie, as the test asks.</summary>
internal sealed class FaultInterceptor(Faults faults) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        string method = context.Method[(context.Method.LastIndexOf('/') + 1)..];
        faults.Requests.Enqueue((method, request));
        Faults.ThrowNext(faults.Before, method);
        if (faults.Hang == method)
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }

        TResponse response = await continuation(request, context);
        Faults.ThrowNext(faults.After, method);
        faults.Tamper?.Invoke(response);
        return response;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        string method = context.Method[(context.Method.LastIndexOf('/') + 1)..];
        faults.Requests.Enqueue((method, request));
        Faults.ThrowNext(faults.Before, method);
        int? breakAfter = faults.StreamBreaks.TryDequeue(out int count) ? count : null;
        return continuation(request, new Writer<TResponse>(responseStream, faults, breakAfter), context);
    }

    private sealed class Writer<T>(IServerStreamWriter<T> inner, Faults faults, int? breakAfter)
        : IServerStreamWriter<T>
        where T : class
    {
        private int _written;

        public WriteOptions? WriteOptions
        {
            get => inner.WriteOptions;
            set => inner.WriteOptions = value;
        }

        public Task WriteAsync(T message)
        {
            if (_written++ == breakAfter)
            {
                throw Refusals.Unavailable();
            }

            faults.Tamper?.Invoke(message);
            return inner.WriteAsync(message);
        }

        public Task WriteAsync(T message, CancellationToken cancellationToken) => WriteAsync(message);
    }
}
