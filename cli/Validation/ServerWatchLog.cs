using Microsoft.Extensions.Logging;

namespace Candor.Cli.Validation;

/// <summary>What the tool logs of a validator's server. The ids are stable: 6xx.</summary>
internal static partial class ServerWatchLog
{
    [LoggerMessage(600, LogLevel.Warning,
        "waiting for {Server}, the server of the markets; expected a Candor server there: {Cause}")]
    internal static partial void WaitsForServer(this ILogger logger, string server, string cause);

    [LoggerMessage(601, LogLevel.Information, "{Server}, the server of the markets, answers")]
    internal static partial void ServerReached(this ILogger logger, string server);
}
