namespace Candor.Server;

/// <summary>Every message that the server logs. The ids are stable: 1xx the host, 2xx the store, 3xx markets, 4xx
/// calls.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(200, LogLevel.Error,
        "The database {Path} failed; {Count} messages are refused and may be sent again: {Cause}")]
    internal static partial void StoreFailed(this ILogger logger, string path, int count, string cause);

    [LoggerMessage(201, LogLevel.Information, "The database {Path} is back")]
    internal static partial void StoreIsBack(this ILogger logger, string path);
}
