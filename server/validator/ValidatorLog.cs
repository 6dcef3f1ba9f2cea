namespace Candor.Validator;

/// <summary>What the validator logs. The ids are stable: 5xx.</summary>
internal static partial class ValidatorLog
{
    [LoggerMessage(500, LogLevel.Information, "{Audit}: event {Sequence}, {Event}")]
    internal static partial void AuditEventStored(this ILogger logger, string audit, long sequence, string @event);

    [LoggerMessage(501, LogLevel.Warning, "{Stream}: the market rejects the verdict for good, {Reason}: {Cause}")]
    internal static partial void VerdictDeclined(this ILogger logger, string stream, string reason, string cause);

    [LoggerMessage(502, LogLevel.Warning,
        "{Stream}: the verdict could not be brought to the market; trying again in {Delay}: {Cause}")]
    internal static partial void VerdictWaits(this ILogger logger, string stream, TimeSpan delay, string cause);

    [LoggerMessage(503, LogLevel.Error, "{Stream}: what is due could not be done; trying again in {Delay}: {Cause}")]
    internal static partial void ValidatorWorkFailed(
        this ILogger logger, string stream, TimeSpan delay, string cause);

    [LoggerMessage(504, LogLevel.Warning,
        "{Market}: '{Earlier}' and '{Later}' have {Records} records together; comparing them takes each of the two a "
        + "multiplication for every record of the other, and the validator a check of each")]
    internal static partial void OverlapIsLarge(
        this ILogger logger, string market, string earlier, string later, ulong records);
}
