namespace Candor.Hosting.Telemetry;

/// <summary>What every role logs. The ids are stable: 1xx the host, 2xx the store, 4xx calls; the platform logs 3xx for
/// markets, the validator 5xx.</summary>
internal static partial class HostLog
{
    [LoggerMessage(100, LogLevel.Information, "Listening on {Address}, database {Database}")]
    internal static partial void Listening(this ILogger logger, string address, string database);

    [LoggerMessage(105, LogLevel.Warning,
        "Listening on {Address} WITHOUT TLS: whoever can read the network on the way reads opened records, tags and reports. "
        + "Listen on a loopback address behind a proxy that speaks TLS, or configure a certificate")]
    internal static partial void ListeningInTheClear(this ILogger logger, string address);

    [LoggerMessage(101, LogLevel.Information, "Stopping: streams end, calls under way may finish within {Grace} s")]
    internal static partial void Stopping(this ILogger logger, int grace);

    [LoggerMessage(102, LogLevel.Warning,
        "The address file {Path} cannot be removed: {Cause}")]
    internal static partial void AddressFileStays(this ILogger logger, string path, string cause);

    [LoggerMessage(200, LogLevel.Error,
        "The database {Path} failed; {Count} messages are rejected and may be sent again: {Cause}")]
    internal static partial void StoreFailed(this ILogger logger, string path, int count, string cause);

    [LoggerMessage(201, LogLevel.Information, "The database {Path} is back")]
    internal static partial void StoreIsBack(this ILogger logger, string path);

    [LoggerMessage(202, LogLevel.Warning,
        "{Path} may be used by others than its owner (mode {Mode}), and holds what they must not see; say: chmod {Change} "
        + "'{Path}'")]
    internal static partial void FileIsExposed(this ILogger logger, string path, string mode, string change);

    [LoggerMessage(203, LogLevel.Error,
        "{Stream} is damaged and closed, others go on: {Found}. Put back a copy of the database that holds all of it")]
    internal static partial void StreamDamaged(this ILogger logger, string stream, string found);

    [LoggerMessage(204, LogLevel.Error,
        "The stored {Answer} is damaged: whoever sends it again is not answered. Put back a copy of the database that holds it")]
    internal static partial void AnswerDamaged(this ILogger logger, string answer);

    [LoggerMessage(205, LogLevel.Information,
        "Read the database again: {Streams} streams with {Events} events, {Answers} stored answers, {Bytes} bytes in {Time}; "
        + "{Damaged} are not what was written")]
    internal static partial void Scrubbed(
        this ILogger logger, long streams, long events, long answers, long bytes, TimeSpan time, long damaged);

    [LoggerMessage(206, LogLevel.Error, "{Stream} cannot be read again: {Cause}")]
    internal static partial void ScrubCannotRead(this ILogger logger, string stream, string cause);

    [LoggerMessage(207, LogLevel.Error, "The database could not be read again, and will be in {Rest}: {Cause}")]
    internal static partial void ScrubFailed(this ILogger logger, TimeSpan rest, string cause);

    [LoggerMessage(400, LogLevel.Error, "{Method} failed, trace {Trace}")]
    internal static partial void CallFailed(this ILogger logger, string method, string trace, Exception exception);

    [LoggerMessage(401, LogLevel.Information, "{Method} rejected, {Reason}, {Resource}: {Message}")]
    internal static partial void CallRejected(
        this ILogger logger, string method, string reason, string resource, string message);
}
