using Candor.Hosting.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Candor.Cli.Validation;

/// <summary>Says in a validator's log when the server of its markets cannot be reached, or has another time, and when that is
/// over. The validator listens meanwhile: the server may be the one that starts later.</summary>
/// <param name="address">The server's address.</param>
/// <param name="reach">Reaches it once.</param>
/// <param name="clock">The clock of waits.</param>
/// <param name="logger">The log.</param>
internal sealed class ServerWatch(
    Uri address, Func<CancellationToken, Task> reach, TimeProvider clock, ILogger<ServerWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string? told = null;
        while (true)
        {
            try
            {
                await reach(stoppingToken).ConfigureAwait(false);
                break;
            }
            catch (MarketPlatformException e)
            {
                // Once is enough for each kind of cause; the times in a message about clocks differ each time.
                string kind = e.InnerException?.GetType().Name ?? nameof(MarketPlatformException);
                if (told != kind)
                {
                    told = kind;
                    logger.WaitsForServer(address.GetLeftPart(UriPartial.Authority), e.Message);
                }
            }

            await Task.Delay(s_pause, clock, stoppingToken).ConfigureAwait(false);
        }

        if (told is not null)
        {
            logger.ServerReached(address.GetLeftPart(UriPartial.Authority));
        }
    }
}
