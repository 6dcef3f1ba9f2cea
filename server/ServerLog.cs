namespace Candor.Server;

/// <summary>Every message that the server logs. The ids are stable: 1xx the host, 2xx the store, 3xx markets, 4xx
/// calls, 5xx the validator.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(100, LogLevel.Information, "Listening on {Address}, database {Database}")]
    internal static partial void Listening(this ILogger logger, string address, string database);

    [LoggerMessage(101, LogLevel.Information, "Stopping: streams end, calls under way may finish within {Grace} s")]
    internal static partial void Stopping(this ILogger logger, int grace);

    [LoggerMessage(102, LogLevel.Warning,
        "The address file {Path} cannot be removed: {Cause}")]
    internal static partial void AddressFileStays(this ILogger logger, string path, string cause);

    [LoggerMessage(103, LogLevel.Information,
        "Signing checkpoints with {LogKey}; its secret half is in {Path}, of which there should be a copy")]
    internal static partial void SigningCheckpoints(this ILogger logger, string logKey, string path);

    [LoggerMessage(104, LogLevel.Warning,
        "The log key {Path} can be read by others than its owner, who could sign in this server's name")]
    internal static partial void LogKeyExposed(this ILogger logger, string path);

    [LoggerMessage(200, LogLevel.Error,
        "The database {Path} failed; {Count} messages are refused and may be sent again: {Cause}")]
    internal static partial void StoreFailed(this ILogger logger, string path, int count, string cause);

    [LoggerMessage(201, LogLevel.Information, "The database {Path} is back")]
    internal static partial void StoreIsBack(this ILogger logger, string path);

    [LoggerMessage(300, LogLevel.Information, "{Market}: event {Sequence}, {Event}")]
    internal static partial void EventStored(this ILogger logger, string market, long sequence, string @event);

    [LoggerMessage(301, LogLevel.Debug, "{Count} open markets, the next deadline at {Next:O}")]
    internal static partial void DeadlinesLoaded(this ILogger logger, int count, DateTimeOffset? next);

    [LoggerMessage(302, LogLevel.Error,
        "{Market}: its deadline passed and it could not be settled; trying again in {Delay}: {Cause}")]
    internal static partial void DeadlineFailed(this ILogger logger, string market, TimeSpan delay, string cause);

    [LoggerMessage(400, LogLevel.Error, "{Method} failed, trace {Trace}")]
    internal static partial void CallFailed(this ILogger logger, string method, string trace, Exception exception);

    [LoggerMessage(401, LogLevel.Information, "{Method} refused, {Reason}, {Resource}: {Message}")]
    internal static partial void CallRefused(
        this ILogger logger, string method, string reason, string resource, string message);

    [LoggerMessage(500, LogLevel.Information, "{Audit}: event {Sequence}, {Event}")]
    internal static partial void AuditEventStored(this ILogger logger, string audit, long sequence, string @event);

    [LoggerMessage(501, LogLevel.Warning, "{Stream}: the market refuses the verdict for good, {Reason}: {Cause}")]
    internal static partial void VerdictDeclined(this ILogger logger, string stream, string reason, string cause);

    [LoggerMessage(502, LogLevel.Warning,
        "{Stream}: the verdict could not be brought to the market; trying again in {Delay}: {Cause}")]
    internal static partial void VerdictWaits(this ILogger logger, string stream, TimeSpan delay, string cause);

    [LoggerMessage(503, LogLevel.Error, "{Stream}: what is due could not be done; trying again in {Delay}: {Cause}")]
    internal static partial void ValidatorWorkFailed(
        this ILogger logger, string stream, TimeSpan delay, string cause);

    [LoggerMessage(504, LogLevel.Warning,
        "{Market}: '{Earlier}' and '{Later}' have {Records} records together; comparing them takes each of the two a "
        + "multiplication for every record of the other, and the validator about 100 bytes of memory a record")]
    internal static partial void OverlapIsLarge(
        this ILogger logger, string market, string earlier, string later, ulong records);
}
