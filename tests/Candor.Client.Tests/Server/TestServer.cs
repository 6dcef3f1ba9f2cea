using Candor.Client.Transcripts;
using Candor.Market.Transcripts;
using Candor.Platform;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Client.Tests.Server;

/// <summary>The real platform in this process, over real HTTP/2 and on a database of its own, that a test can make fail,
/// lie and go away.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TranscriptSigner? _signer;
    private WebApplication _app = null!;
    private bool _listens;

    private TestServer(TranscriptSigner? signer)
    {
        _signer = signer;
        Log = new ServerLog(() => _app.Services);
    }

    /// <summary>What the platform has stored, and what it shows of it.</summary>
    public ServerLog Log { get; }

    public Faults Faults { get; } = new();

    /// <summary>The platform's clock; it stands where a test puts it.</summary>
    public FakeTimeProvider Time { get; } = new(TestClock.Start);

    public Uri Address { get; private set; } = null!;

    /// <summary>The key of the validator that the platform hosts, for tests in which that lies.</summary>
    public string ValidatorKeyPath => _folder["candor.db.validator-key"];

    /// <summary>Starts a platform without markets.</summary>
    /// <param name="signer">Signs its transcripts; null for a key that it makes.</param>
    public static async Task<TestServer> StartAsync(TranscriptSigner? signer = null)
    {
        var server = new TestServer(signer);
        await server.ListenAsync("http://127.0.0.1:0");
        return server;
    }

    /// <summary>Stops listening and drops all connections; the database stays.</summary>
    public async Task StopAsync()
    {
        if (_listens)
        {
            _listens = false;
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    /// <summary>Listens again on the same port.</summary>
    public Task RestartAsync() => ListenAsync(Address.GetLeftPart(UriPartial.Authority));

    public CandorClient Client(
        TimeProvider? clock = null, int maxAttempts = 10, ICheckpointStore? seen = null) => new(new CandorClientOptions
        {
            Address = Address,
            TimeProvider = clock ?? new TestClock(),
            MaxAttempts = maxAttempts,
            CheckpointStore = seen ?? new MemoryCheckpointStore(),
        });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    private async Task ListenAsync(string url)
    {
        var options = new CandorServerOptions
        {
            DatabasePath = _folder["candor.db"],
            LogName = ServerLog.SignerName,
            ListenUrls = [url],
        };
        _app = CandorServer.Build(options, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton(Log).AddSingleton(Faults);
            builder.Services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<FaultInterceptor>());
            if (_signer is not null)
            {
                builder.Services.AddSingleton(_signer);
            }
        });
        await CandorServer.StartAsync(_app);
        _listens = true;
        Address = new Uri(_app.Urls.Single());
    }
}
