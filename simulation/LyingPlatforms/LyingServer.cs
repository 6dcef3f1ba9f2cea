using Candor.Client;
using Candor.Commitments.Logs;
using Candor.Market.Transcripts;
using Candor.Platform;
using Candor.Simulation.Setup;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Candor.Simulation.LyingPlatforms;

/// <summary>A real server in this process, with the validator that it hosts, behind which somebody changes its answers. Its
/// files are in a temporary folder that goes with it.</summary>
internal sealed class LyingServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly SimulatedClock _clock = new();
    private WebApplication _app = null!;

    private LyingServer(string folder) => _folder = folder;

    /// <summary>What it says otherwise than it knows.</summary>
    internal Lies Lies { get; } = new();

    /// <summary>Starts it on a free port.</summary>
    /// <param name="setup">Whose keys it has; the validator's is the hosted one's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<LyingServer> StartAsync(MarketSetup setup, CancellationToken cancellationToken)
    {
        var server = new LyingServer(Directory.CreateTempSubdirectory("candor-simulation-").FullName);
        try
        {
            setup.Validator.Save(server.File("validator.pem"));
            server._app = CandorServer.Build(
                new CandorServerOptions
                {
                    DatabasePath = server.File("candor.db"),
                    ListenUrls = ["http://127.0.0.1:0"],
                    ValidatorId = "validator",
                    ValidatorKeyPath = server.File("validator.pem"),
                },
                builder =>
                {
                    builder.Logging.ClearProviders();
                    builder.Services.AddSingleton<TimeProvider>(server._clock)
                        .AddSingleton(server.Lies)
                        .Configure<GrpcServiceOptions>(static grpc => grpc.Interceptors.Add<LyingInterceptor>());
                });
            await CandorServer.StartAsync(server._app, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A client, as a process of its own would have one.</summary>
    internal CandorClient NewClient() => new(new CandorClientOptions
    {
        Address = new Uri(_app.Urls.Single()),
        InitialBackoff = TimeSpan.FromMilliseconds(5),
        MaxBackoff = TimeSpan.FromMilliseconds(50),
        MaxAttempts = 100,
        TimeProvider = _clock,
    });

    /// <summary>A file in its folder.</summary>
    /// <param name="name">The file's name.</param>
    internal string File(string name) => Path.Combine(_folder, name);

    /// <summary>Signs the checkpoint of another transcript, as who has the log key can.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="note">A checkpoint of the real one, whose length the other shares.</param>
    internal byte[] SignAnother(string market, ReadOnlySpan<byte> note)
    {
        string secret = _app.Services.GetRequiredService<TranscriptSigner>().ExportSecret();
        if (!NoteSigner.TryParse(secret, out NoteSigner? signer))
        {
            throw new InvalidOperationException("The server's log key is not one.");
        }

        using (signer)
        {
            string origin = TranscriptSigner.OriginOf(signer.Key.Name, market);
            NoteFailure failure = Checkpoint.TryOpen(note, origin, signer.Key, out Checkpoint? real);
            return failure == NoteFailure.None
                ? signer.Sign(new Checkpoint(origin, real!.Size, new byte[real.Root.Length]).ToString())
                : throw new InvalidOperationException($"The server's checkpoint does not open: {failure}.");
        }
    }

    /// <summary>Stops it and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync().ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
