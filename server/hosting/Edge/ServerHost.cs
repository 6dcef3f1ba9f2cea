using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace Candor.Hosting.Edge;

/// <summary>The host that the server and a validator by itself share: gRPC over HTTP/2, the log, starting and
/// stopping.</summary>
internal static class ServerHost
{
    /// <summary>Makes a builder with everything but the services behind the calls.</summary>
    /// <param name="options">Where to listen and what bounds it.</param>
    /// <param name="configuration">The framework's own sections.</param>
    /// <returns>The builder.</returns>
    internal static WebApplicationBuilder CreateBuilder(
        HostOptions options, IConfigurationRoot configuration)
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
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxMessageBytes;
            grpc.Interceptors.Add<ErrorInterceptor>();
        });
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(
            host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.ShutdownGraceSeconds));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ServerOutages>();
        return builder;
    }

    /// <summary>Says in the log when the server is told to stop.</summary>
    /// <param name="app">The application.</param>
    /// <param name="options">Its options.</param>
    internal static void LogStopping(WebApplication app, HostOptions options)
    {
        ILogger logger = app.Services.GetRequiredService<ILogger<HostOptions>>();
        app.Lifetime.ApplicationStopping.Register(() => logger.Stopping(options.ShutdownGraceSeconds));
    }

    /// <summary>Opens what has to be open and starts to listen.</summary>
    /// <param name="app">The application.</param>
    /// <param name="open">Opens databases and keys: here, so that nothing listens before they are there.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>Completes when the server listens.</returns>
    /// <exception cref="CandorServerException">A database cannot be used, the address file is something else or the address
    /// is taken.</exception>
    internal static async Task StartAsync(
        WebApplication app, Action<IServiceProvider> open, CancellationToken cancellationToken)
    {
        // What another file's owner would lose is looked at before a database or a key is made.
        AddressAnnouncer.Require(app.Services.GetRequiredService<HostOptions>());
        try
        {
            open(app.Services);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            WarnInTheClear(app);
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
        catch (Exception e) when (IsOfKestrelSection(e, app))
        {
            throw new CandorServerException(
                $"The section Kestrel of the configuration cannot be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Announces where a started server listens and waits until it is told to stop.</summary>
    /// <param name="app">The application.</param>
    /// <param name="output">Gets one line <c>listening on ADDRESS</c> for each address.</param>
    /// <param name="cancellationToken">Tells the server to stop.</param>
    /// <returns>Completes when it has stopped.</returns>
    /// <exception cref="CandorServerException">The address file cannot be written.</exception>
    internal static async Task RunToEndAsync(
        WebApplication app, TextWriter output, CancellationToken cancellationToken)
    {
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

    // Endpoints and certificates that are configured in the framework's own section are read by it alone, when it starts.
    private static bool IsOfKestrelSection(Exception error, WebApplication app) =>
        error is InvalidOperationException or FormatException or ArgumentException
            or System.Security.Cryptography.CryptographicException
        && app.Configuration.GetSection("Kestrel").Exists();

    private static void WarnInTheClear(WebApplication app)
    {
        ILogger logger = app.Services.GetRequiredService<ILogger<HostOptions>>();
        foreach (string url in app.Urls)
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
                && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && address.Host != "unix")
            {
                logger.ListeningInTheClear(url);
            }
        }
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

    private static void AddListening(WebApplicationBuilder builder, HostOptions options)
    {
        ServerCertificate? certificate = ServerCertificate.Load(options, out _);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls([.. options.ListenUrls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (certificate is not null)
            {
                kestrel.ConfigureHttpsDefaults(https =>
                {
                    https.ServerCertificate = certificate.Leaf;
                    https.ServerCertificateChain = certificate.Chain;
                });
            }

            // gRPC is HTTP/2; without TLS there is no negotiation, so HTTP/1.1 cannot share the port.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;

            // A stream may be silent for days; a peer that is gone is found by pings instead.
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        });
    }
}
