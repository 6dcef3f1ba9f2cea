using Candor.Hosting;
using Candor.Hosting.Edge;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Streams;
using Candor.Hosting.Telemetry;
using Candor.Validator.Calls;
using Candor.Validator.Verdicts;
using Candor.Wire.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Candor.Validator;

/// <summary>A validator in a process of its own. It takes the ValidatorService alone, keeps its own database and key,
/// and asks a market's server over an <see cref="IMarketPlatform"/>.</summary>
public static class CandorValidator
{
    /// <summary>Builds the validator from a configuration file, the environment and a command line.</summary>
    /// <param name="args">The command line: <c>--Name value</c> for each option, <c>--Config FILE</c> for a file other
    /// than <c>candor-validator.json</c>.</param>
    /// <param name="platform">Makes the connection to the server of the markets, from what signs with the validator's
    /// key: a market may show itself to its members alone.</param>
    /// <param name="configure">Called last, so that tests put in their own clock, store or log.</param>
    /// <returns>The application; start it to open the database and listen.</returns>
    /// <exception cref="CandorServerException">The options are wrong; the message lists all faults.</exception>
    public static WebApplication Build(
        string[] args, Func<SignPayload, IMarketPlatform> platform, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(platform);
        IConfigurationRoot configuration = OptionsReader.ReadSources<CandorValidatorOptions>(args);
        return Build(
            OptionsReader.Read<CandorValidatorOptions>(configuration), configuration, platform, configure);
    }

    /// <summary>Builds the validator from options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="platform">The server of the markets.</param>
    /// <param name="configure">Called last, so that tests put in their own clock, store or log.</param>
    /// <returns>The application; start it to open the database and listen.</returns>
    /// <exception cref="CandorServerException">The options are wrong; the message lists all faults.</exception>
    public static WebApplication Build(
        CandorValidatorOptions options, IMarketPlatform platform, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(platform);
        IConfigurationRoot configuration = new ConfigurationBuilder().Build();
        OptionsReader.Check(options, configuration);
        return Build(options, configuration, _ => platform, configure);
    }

    /// <summary>Runs a built validator until it is told to stop.</summary>
    /// <param name="app">The validator.</param>
    /// <param name="output">Gets one line <c>listening on ADDRESS</c> for each address.</param>
    /// <param name="cancellationToken">Tells it to stop.</param>
    /// <returns>Completes when it has stopped.</returns>
    /// <exception cref="CandorServerException">The database or the key cannot be used, or the address is
    /// taken.</exception>
    public static async Task RunAsync(WebApplication app, TextWriter output, CancellationToken cancellationToken)
    {
        await StartAsync(app, cancellationToken).ConfigureAwait(false);
        await ServerHost.RunToEndAsync(app, output, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens database and key and starts to listen.</summary>
    /// <param name="app">The validator.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>Completes when it listens.</returns>
    /// <exception cref="CandorServerException">The database or the key cannot be used, or the address is
    /// taken.</exception>
    public static Task StartAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        return ServerHost.StartAsync(app, static services => services.OpenValidator(), cancellationToken);
    }

    private static WebApplication Build(
        CandorValidatorOptions options,
        IConfigurationRoot configuration,
        Func<SignPayload, IMarketPlatform> platform,
        Action<WebApplicationBuilder>? configure)
    {
        WebApplicationBuilder builder = ServerHost.CreateBuilder(options, configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton<StreamLimit>();
        builder.Services.AddSingleton(provider => platform(provider.GetRequiredService<ValidatorKey>().Sign));
        builder.Services.AddValidator(
            options.Id,
            options.KeyPath,
            new SqliteSettings(
                options.DatabasePath,
                StoreRole.Validator,
                options.MaxDatabaseBytes,
                options.MaxQueuedMessages));
        configure?.Invoke(builder);

        WebApplication app = builder.Build();
        app.UseShownClock();
        app.UseTransportRejections(options.MaxMessageBytes);
        app.MapGrpcService<ValidatorCalls>();
        ServerHost.LogStopping(app, options);
        return app;
    }
}
