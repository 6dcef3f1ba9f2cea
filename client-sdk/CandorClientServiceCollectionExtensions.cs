using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Candor.Client;

/// <summary>Registers the client with a host.</summary>
public static class CandorClientServiceCollectionExtensions
{
    /// <summary>Registers one <see cref="CandorClient"/> for the host's life, unless there is one. A
    /// <see cref="TimeProvider"/> of the host becomes its clock, and the client logs where the host does.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options, at least the address.</param>
    /// <returns>The same services.</returns>
    /// <remarks>Wrong options are found when the client is first asked for: an <see cref="ArgumentException"/> that
    /// names every fault.</remarks>
    public static IServiceCollection AddCandorClient(
        this IServiceCollection services, Action<CandorClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new CandorClientOptions();
            if (provider.GetService<TimeProvider>() is { } clock)
            {
                options.TimeProvider = clock;
            }

            if (provider.GetService<ILoggerFactory>() is { } loggers)
            {
                options.LoggerFactory = loggers;
            }

            configure(options);
            return new CandorClient(options);
        });
        return services;
    }
}
