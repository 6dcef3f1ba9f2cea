using System.Net.Sockets;
using Candor.Hosting.Storage.Sqlite;
using Candor.Platform;
using Candor.V1;
using Candor.Wire.Errors;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Candor.Server.Testing;

/// <summary>A real server: Kestrel on a free port, SQLite in a folder of its own, a clock that the test turns, and one
/// HTTP/2 connection to it.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly Func<CandorServerOptions, CandorServerOptions> _options;
    private readonly Action<WebApplicationBuilder> _configure;
    private int _connections;

    private RunningServer(
        TemporaryFolder folder,
        Func<CandorServerOptions, CandorServerOptions> options,
        Action<WebApplicationBuilder> configure)
    {
        _folder = folder;
        _options = options;
        _configure = configure;
    }

    public ServerTime Time { get; } = new();

    public FakeLogCollector Log { get; } = FakeLogCollector.Create(new FakeLogCollectorOptions());

    public WebApplication App { get; private set; } = null!;

    public GrpcChannel Channel { get; private set; } = null!;

    public MarketService.MarketServiceClient Markets => new(Channel);

    public TranscriptService.TranscriptServiceClient Transcripts => new(Channel);

    /// <summary>How many connections the channel has opened since the server started.</summary>
    public int Connections => _connections;

    public string Database => _folder.File("candor.db");

    public static async Task<RunningServer> StartAsync(
        Func<CandorServerOptions, CandorServerOptions>? options = null, Action<WebApplicationBuilder>? configure = null)
    {
        var server = new RunningServer(new TemporaryFolder(), options ?? (o => o), configure ?? (_ => { }));
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        CandorServerOptions options = _options(new CandorServerOptions
        {
            DatabasePath = Database,
            ListenUrls = ["http://127.0.0.1:0"],
        });
        App = CandorServer.Build(options, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(Time);
            builder.Logging.ClearProviders().AddProvider(new FakeLoggerProvider(Log));
            _configure(builder);
        });
        await CandorServer.StartAsync(App);
        _connections = 0;
        Channel = OpenChannel();
    }

    /// <summary>Another channel, on one connection of its own.</summary>
    public GrpcChannel OpenChannel() => GrpcChannel.ForAddress(App.Urls.Single(), new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = false,
            ConnectCallback = async (context, token) =>
            {
                Interlocked.Increment(ref _connections);
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        },
        DisposeHttpClient = true,
        MaxReceiveMessageSize = 32 << 20,
    });

    public async Task StopAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Channel.Dispose();
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>A created market with its companies, an hour before its deadline.</summary>
    public async Task<MarketOwner> CreateMarketAsync(string id = "m", int companies = 3)
    {
        var owner = new MarketOwner(id, companies, Time.GetUtcNow().AddHours(1));
        await owner.CreateAsync(Channel);
        return owner;
    }

    /// <summary>Everything that is stored, counted.</summary>
    public long CountRows()
    {
        using var connection = new SqliteConnection($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection.ReadInteger(
            "SELECT (SELECT count(*) FROM market) + (SELECT count(*) FROM event) + (SELECT count(*) FROM request)");
    }

    /// <summary>The call is refused for this reason, with the status that belongs to it; nothing is stored; the same
    /// connection still works.</summary>
    public async Task<RichError> RefusesAsync(ErrorReason reason, Func<Task> call)
    {
        await Markets.ListMarketsAsync(new ListMarketsRequest());
        long before = CountRows();
        var exception = await Assert.ThrowsAsync<RpcException>(call);
        RichError error = RichError.From(exception);
        Assert.Equal(Reasons.NameOf(reason), error.Reason);
        Assert.Equal(Reasons.StatusOf(reason), exception.StatusCode);
        Assert.Equal(exception.StatusCode, error.Code);
        Assert.Equal("candor.v1", error.Domain);
        Assert.Equal(before, CountRows());
        await Markets.ListMarketsAsync(new ListMarketsRequest());
        Assert.Equal(1, Connections);
        return error;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
