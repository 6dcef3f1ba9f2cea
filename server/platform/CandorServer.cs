using Candor.Hosting;
using Candor.Hosting.Blobs;
using Candor.Hosting.Calls;
using Candor.Hosting.Edge;
using Candor.Hosting.Scrubbing;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Streams;
using Candor.Hosting.Telemetry;
using Candor.Market.Transcripts;
using Candor.Platform.Access;
using Candor.Platform.Calls;
using Candor.Platform.Keys;
using Candor.Platform.Markets;
using Candor.Platform.Scheduling;
using Candor.Platform.Training;
using Candor.Validator;
using Candor.Validator.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform;

/// <summary>The server as a whole: build it into an application of yours, or run it until it is told to stop.</summary>
public static class CandorServer
{
    /// <summary>Exit code: the server stopped as it was told to.</summary>
    public const int Stopped = 0;

    /// <summary>Exit code: the server could not start.</summary>
    public const int CouldNotStart = 2;

    /// <summary>Builds the server from a configuration file, the environment and a command line.</summary>
    /// <param name="args">The command line: <c>--Name value</c> for each option, <c>--Config FILE</c> for a file other
    /// than <c>candor-server.json</c>.</param>
    /// <param name="configure">Called last, so that tests put in their own clock, store or log.</param>
    /// <returns>The application; start it to open the database and listen.</returns>
    /// <exception cref="CandorServerException">The options are wrong; the message lists all faults.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        IConfigurationRoot configuration = OptionsReader.ReadSources<CandorServerOptions>(args);
        return Build(OptionsReader.Read<CandorServerOptions>(configuration), configuration, configure);
    }

    /// <summary>Builds the server from options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="configure">Called last, so that tests put in their own clock, store or log.</param>
    /// <returns>The application; start it to open the database and listen.</returns>
    /// <exception cref="CandorServerException">The options are wrong; the message lists all faults.</exception>
    public static WebApplication Build(CandorServerOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        IConfigurationRoot configuration = new ConfigurationBuilder().Build();
        OptionsReader.Check(options, configuration);
        return Build(options, configuration, configure);
    }

    /// <summary>Runs the server until it is told to stop by a signal or by the token. Standard output gets one line
    /// <c>listening on http://127.0.0.1:5080</c> for each address, standard error the log.</summary>
    /// <param name="args">See <see cref="Build(string[], Action{WebApplicationBuilder}?)"/>.</param>
    /// <param name="cancellationToken">Tells the server to stop.</param>
    /// <returns><see cref="Stopped"/>, or <see cref="CouldNotStart"/> after one line on standard error that says why:
    /// options, database or address.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            WebApplication app = Build(args);
            await using (app.ConfigureAwait(false))
            {
                await RunAsync(app, Console.Out, cancellationToken).ConfigureAwait(false);
            }

            return Stopped;
        }
        catch (CandorServerException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return CouldNotStart;
        }
    }

    /// <summary>Runs a built server until it is told to stop.</summary>
    /// <param name="app">The server.</param>
    /// <param name="output">Gets one line <c>listening on ADDRESS</c> for each address.</param>
    /// <param name="cancellationToken">Tells the server to stop.</param>
    /// <returns>Completes when the server has stopped.</returns>
    /// <exception cref="CandorServerException">The database cannot be used or the address is taken.</exception>
    public static async Task RunAsync(WebApplication app, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        await StartAsync(app, cancellationToken).ConfigureAwait(false);
        await ServerHost.RunToEndAsync(app, output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens the database and starts to listen.</summary>
    /// <param name="app">The server.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>Completes when the server listens; <see cref="WebApplication.Urls"/> then tells where.</returns>
    /// <exception cref="CandorServerException">The database cannot be used or the address is taken.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        await ServerHost.StartAsync(
            app,
            static services =>
            {
                // The log key comes after the store: whoever holds the database's lock is alone in making the key
                // beside it.
                IEventStore store = services.GetRequiredService<IEventStore>();
                store.Bind(services.GetRequiredService<TranscriptSigner>().LogKey.ToString());
                services.OpenValidator();
                OpenBulk(services);
            },
            cancellationToken).ConfigureAwait(false);
        app.Services.GetRequiredService<ILogger<CandorServerOptions>>().SigningCheckpoints(
            app.Services.GetRequiredService<TranscriptSigner>().LogKey,
            LogKeyFile.PathOf(app.Services.GetRequiredService<CandorServerOptions>()));
    }

    private static WebApplication Build(
        CandorServerOptions options, IConfigurationRoot configuration, Action<WebApplicationBuilder>? configure)
    {
        WebApplicationBuilder builder = ServerHost.CreateBuilder(options, configuration);
        builder.Services.AddSingleton(options);
        AddServices(builder.Services, options);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseShownClock();
        app.UseTransportRejections(options.MaxMessageBytes);
        app.MapGrpcService<MarketCalls>();
        app.MapGrpcService<ParticipantCalls>();
        app.MapGrpcService<TrainingCalls>();
        app.MapGrpcService<TranscriptCalls>();
        app.MapGrpcService<ValidatorCalls>();
        ServerHost.LogStopping(app, options);
        return app;
    }

    private static void OpenBulk(IServiceProvider services)
    {
        try
        {
            _ = services.GetRequiredService<BlobStore>();
        }
        catch (BlobStoreException e)
        {
            throw new CandorServerException(e.Message, e);
        }
    }

    private static void AddServices(IServiceCollection services, CandorServerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<IEventStore>(provider => SqliteEventStore.Open(
            new SqliteSettings(
                options.DatabasePath,
                StoreRole.Platform,
                options.MaxDatabaseBytes,
                options.MaxQueuedMessages,
                DatabaseFiles.MarksBeside(LogKeyFile.PathOf(options), "log key")),
            provider.GetRequiredService<ServerMetrics>(),
            provider.GetRequiredService<ILogger<SqliteEventStore>>()));
        services.AddSingleton(provider => LogKeyFile.Open(
            options,
            provider.GetRequiredService<IEventStore>().Identity,
            provider.GetRequiredService<ILogger<CandorServerOptions>>()));
        services.AddSingleton<MarketRegistry>();
        services.AddSingleton<ReadAccess>();
        services.AddSingleton<Senders>();
        services.AddSingleton<MarketAdmission>();
        services.AddSingleton(_ => new EndedPages(EndedPages.DefaultBytes));
        services.AddSingleton<Verdicts>();
        services.AddSingleton<StreamLimit>();
        services.AddSingleton<IncomingStreams>();
        services.AddSingleton(static _ => new MemoryBudget());
        services.AddSingleton<StreamRunner>();
        services.AddSingleton(provider =>
        {
            // The lock of the database is that of its blobs.
            _ = provider.GetRequiredService<IEventStore>();
            return BlobStore.Open(
                options.DatabasePath,
                new BlobLimits(options.MaxBulkBytes, options.MaxMarketBulkBytes, options.MaxMemberBulkBytes),
                provider.GetRequiredService<ILogger<BlobStore>>());
        });
        services.AddSingleton<BulkAdmission>();
        services.AddSingleton<TrainingBulk>();
        services.AddSingleton<ContributionUploads>();
        services.AddSingleton<ContributionIntake>();
        services.AddSingleton<TrainingHandouts>();
        services.AddSingleton<BulkSurvey>();
        services.AddSingleton<TrainingWorker>();
        services.AddHostedService<DeadlineScheduler>();
        services.AddSingleton<BulkRetention>();
        services.AddHostedService(static provider => provider.GetRequiredService<BulkRetention>());
        services.AddSingleton<IHostedService>(static provider => new LogScrub(
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<MarketRegistry>().Close,
            provider.GetRequiredService<ServerMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LogScrub>>()));
        services.AddSingleton<IMarketPlatform, HostedMarketPlatform>();
        services.AddValidator(
            options.ValidatorId,
            options.ValidatorKeyPath ?? DatabaseFiles.Beside(options.DatabasePath, ".validator-key"),
            new SqliteSettings(
                options.ValidatorDatabasePath ?? DatabaseFiles.Beside(options.DatabasePath, ".validator"),
                StoreRole.Validator,
                options.MaxDatabaseBytes,
                options.MaxQueuedMessages));
    }
}
