namespace Candor.Platform;

/// <summary>What the platform logs. The ids are stable: 103 and 104 its log key, 3xx markets.</summary>
internal static partial class PlatformLog
{
    [LoggerMessage(103, LogLevel.Information,
        "Signing checkpoints with {LogKey}; its secret half is in {Path}, of which there should be a copy")]
    internal static partial void SigningCheckpoints(this ILogger logger, string logKey, string path);

    [LoggerMessage(104, LogLevel.Warning,
        "The log key {Path} may be used by others than its owner (mode {Mode}), who could sign in this server's name; say: "
        + "chmod 600 '{Path}'")]
    internal static partial void LogKeyExposed(this ILogger logger, string path, string mode);

    [LoggerMessage(300, LogLevel.Information, "{Market}: event {Sequence}, {Event}")]
    internal static partial void EventStored(this ILogger logger, string market, long sequence, string @event);

    [LoggerMessage(301, LogLevel.Debug, "{Count} open markets, the next deadline at {Next:O}")]
    internal static partial void DeadlinesLoaded(this ILogger logger, int count, DateTimeOffset? next);

    [LoggerMessage(302, LogLevel.Error,
        "{Market}: its deadline passed and what follows could not be stored; trying again in {Delay}: {Cause}")]
    internal static partial void DeadlineFailed(this ILogger logger, string market, TimeSpan delay, string cause);

    [LoggerMessage(303, LogLevel.Error,
        "{Market}: what its training waits for could not be computed; trying again in {Delay}, until {Until:O}: {Cause}")]
    internal static partial void ComputationFailed(
        this ILogger logger, string market, TimeSpan delay, DateTimeOffset until, string cause);

    [LoggerMessage(304, LogLevel.Information, "{Market}: its uploads and models were deleted, {Files} files, {Bytes} bytes")]
    internal static partial void BulkDeleted(this ILogger logger, string market, int files, long bytes);

    [LoggerMessage(305, LogLevel.Error,
        "{Market}: its uploads and models could not be deleted; trying again in {Delay}: {Cause}")]
    internal static partial void BulkNotDeleted(this ILogger logger, string market, TimeSpan delay, string cause);

    [LoggerMessage(306, LogLevel.Error, "{Market}: the store of uploads does not do what it is asked, {Fault}: {Cause}")]
    internal static partial void BulkFailed(this ILogger logger, string market, string fault, string cause);

    [LoggerMessage(307, LogLevel.Warning,
        "{Count} folders of uploads and models in {Folder} are of markets that this database does not know ({Markets}; {Bytes} "
        + "bytes). If it was put back from an older copy, put back the newest one; if nobody needs them, delete these folders. They "
        + "are kept until {Days} days have passed since the last write to them and since the database's file was made")]
    internal static partial void BulkUnknown(
        this ILogger logger, int count, long bytes, string folder, string markets, int days);

    [LoggerMessage(308, LogLevel.Warning,
        "{Market}: this database does not know it; its uploads and models were deleted after {Days} days, {Files} files, {Bytes} "
        + "bytes")]
    internal static partial void BulkUnknownDeleted(this ILogger logger, string market, int days, int files, long bytes);

    [LoggerMessage(309, LogLevel.Error,
        "{Market}: what was computed for its training could not be stored; trying again in {Delay}: {Cause}")]
    internal static partial void ComputationNotStored(this ILogger logger, string market, TimeSpan delay, string cause);

    [LoggerMessage(310, LogLevel.Error,
        "{Market}: its training ends without a model, since what it waits for could not be computed since {Since:O}: {Cause}")]
    internal static partial void ComputationGivenUp(this ILogger logger, string market, DateTimeOffset since, string cause);
}
