using Candor.Market.Transcripts;
using Candor.Server.Calls;
using Candor.Server.Errors;
using Candor.Server.Hosting;
using Candor.Server.Markets;
using Candor.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace Candor.Server;

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
        IConfigurationRoot configuration = OptionsReader.ReadSources(args);
        return Build(OptionsReader.Read(configuration), configuration, configure);
    }

    /// <summary>Builds the server from options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="configure">Called last, so that tests put in their own clock, store or log.</param>
    /// <returns>The application; start it to open the database and listen.</returns>
    /// <exception cref="CandorServerException">The options are wrong; the message lists all faults.</exception>
    public static WebApplication Build(CandorServerOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsReader.ThrowIfAny(options.Validate());
        return Build(options, new ConfigurationBuilder().Build(), configure);
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
        AddressAnnouncer announcer = ActivatorUtilities.CreateInstance<AddressAnnouncer>(app.Services, output);
        try
        {
            announcer.Announce();
            await app.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            announcer.Withdraw();
        }
    }

    /// <summary>Opens the database and starts to listen.</summary>
    /// <param name="app">The server.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>Completes when the server listens; <see cref="WebApplication.Urls"/> then tells where.</returns>
    /// <exception cref="CandorServerException">The database cannot be used or the address is taken.</exception>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            // The store opens when it is first asked for: here, so that nothing listens before it is there.
            // The log key comes after it: whoever holds the database's lock is alone in making the key beside it.
            app.Services.GetRequiredService<IEventStore>();
            TranscriptSigner signer = app.Services.GetRequiredService<TranscriptSigner>();
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            app.Services.GetRequiredService<ILogger<CandorServerOptions>>().SigningCheckpoints(
                signer.LogKey, LogKeyFile.PathOf(app.Services.GetRequiredService<CandorServerOptions>()));
        }
        catch (StoreOpenException e)
        {
            throw new CandorServerException(e.Message, e);
        }
        catch (StoreUnavailableException e)
        {
            throw new CandorServerException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // Kestrel names the address and says that it is in use or may not be bound.
            throw new CandorServerException($"The server cannot listen: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static WebApplication Build(
        CandorServerOptions options, IConfigurationRoot configuration, Action<WebApplicationBuilder>? configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });

        // Our sources only: a stray appsettings.json or ASPNETCORE_ variable of another program changes nothing here.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(configuration.AsEnumerable());
        AddLogging(builder);
        AddListening(builder, options);
        AddServices(builder.Services, options);
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseTransportRefusals(options.MaxMessageBytes);
        app.MapGrpcService<MarketCalls>();
        app.MapGrpcService<ParticipantCalls>();
        app.MapGrpcService<TranscriptCalls>();
        ILogger logger = app.Services.GetRequiredService<ILogger<CandorServerOptions>>();
        app.Lifetime.ApplicationStopping.Register(() => logger.Stopping(options.ShutdownGraceSeconds));
        return app;
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });

        // Results go to standard output, everything else to standard error.
        builder.Services.Configure<ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);

        // Both print a stack trace when the server cannot start; that is told in one line by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.", LogLevel.Warning);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
    }

    private static void AddListening(WebApplicationBuilder builder, CandorServerOptions options)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.ListenUrls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // gRPC is HTTP/2; without TLS there is no negotiation, so HTTP/1.1 cannot share the port.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;

            // A stream may be silent for days; a peer that is gone is found by pings instead.
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        });
    }

    private static void AddServices(IServiceCollection services, CandorServerOptions options)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
        });
        services.Configure<HostOptions>(
            host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownGraceSeconds));
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<IEventStore>(provider => SqliteEventStore.Open(
            new SqliteSettings(options.DatabasePath, options.MaxDatabaseBytes, options.MaxQueuedMessages),
            provider.GetRequiredService<ServerMetrics>(),
            provider.GetRequiredService<ILogger<SqliteEventStore>>()));
        services.AddSingleton(provider => LogKeyFile.Open(
            options, provider.GetRequiredService<ILogger<CandorServerOptions>>()));
        services.AddSingleton<MarketRegistry>();
        services.AddSingleton<StreamLimit>();
        services.AddSingleton<StreamRunner>();
        services.AddHostedService<DeadlineScheduler>();
    }
}
