using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Candor.Client.Internal;

/// <summary>What the client logs, with ids that stay: names, reasons and numbers; never a key, an opening, a record or a
/// message.</summary>
internal static partial class ClientLog
{
    /// <summary>The client's logger.</summary>
    internal static ILogger Of(CandorClientOptions options) => options.LoggerFactory.CreateLogger<CandorClient>();

    /// <summary>An attempt of a call found no server.</summary>
    [LoggerMessage(1, LogLevel.Information,
        "{Method} found the server unavailable, attempt {Attempt} of {MaxAttempts}; it is tried again (request {RequestId})")]
    internal static partial void CallRetried(
        this ILogger logger, string method, int attempt, int maxAttempts, string? requestId);

    /// <summary>A call failed.</summary>
    [LoggerMessage(2, LogLevel.Warning, "{Method} failed: {Reason}, status {Status} (request {RequestId})")]
    internal static partial void CallFailed(
        this ILogger logger, string method, string reason, StatusCode? status, string? requestId);

    /// <summary>A stream broke.</summary>
    [LoggerMessage(3, LogLevel.Information,
        "The stream {Method} broke, time {Failures} since its last message; it is reopened where it was")]
    internal static partial void StreamReopened(this ILogger logger, string method, int failures);

    /// <summary>A stream goes on after a break.</summary>
    [LoggerMessage(4, LogLevel.Information, "The stream {Method} goes on after {Failures} breaks")]
    internal static partial void StreamResumed(this ILogger logger, string method, int failures);

    /// <summary>An answer does not hold.</summary>
    [LoggerMessage(5, LogLevel.Error, "An answer about {Subject} does not hold ({Fault}): {Message}")]
    private static partial void AnswerUnverified(
        this ILogger logger, string subject, AnswerFault fault, string message);

    /// <summary>An audit goes on after a break.</summary>
    [LoggerMessage(6, LogLevel.Information,
        "The audit of {Participant} by '{Validator}' was interrupted ({Reason}); it goes on where the validator is")]
    internal static partial void AuditInterrupted(
        this ILogger logger, string participant, string validator, string reason);

    /// <summary>A validator gave its verdict.</summary>
    [LoggerMessage(7, LogLevel.Information,
        "The validator '{Validator}' gave its verdict on {Participant}: attested {IsAttested}, refusal {Refusal}")]
    internal static partial void AuditEnded(
        this ILogger logger, string participant, string validator, bool isAttested, Candor.Market.AuditRefusal refusal);

    /// <summary>The stream of a validator's overlap tasks broke.</summary>
    [LoggerMessage(8, LogLevel.Information,
        "The validator '{Validator}' went away while {Participant} answered overlap checks; they go on when it is back")]
    internal static partial void OverlapsInterrupted(this ILogger logger, string participant, string validator);

    /// <summary>An answer to an overlap check came too late.</summary>
    [LoggerMessage(20, LogLevel.Warning, "{Missed}")]
    internal static partial void OverlapMissed(this ILogger logger, string missed);

    /// <summary>A validator is reached without encryption.</summary>
    [LoggerMessage(21, LogLevel.Warning,
        "The validator at {Address} is reached without TLS: tags and the opened records of the sample travel in the clear; use "
        + "an https address")]
    internal static partial void RecordsInTheClear(this ILogger logger, Uri address);

    /// <summary>A sample is kept in memory alone.</summary>
    [LoggerMessage(9, LogLevel.Warning,
        "The sample of {Participant}'s records is kept in this process alone, for its receipt has no file: after a restart it "
        + "would commit again, and a validator would see a second sample. Give ParticipationOptions.ReceiptPath, or save the receipt first")]
    internal static partial void SampleForgotten(this ILogger logger, string participant);

    /// <summary>Entries are of times that have not come.</summary>
    [LoggerMessage(22, LogLevel.Warning,
        "{Entries} entries of {Market} are of a time that has not come by this clock, from entry {First} on, by up to {Furthest}: "
        + "the clock is wrong, or the server dated them forward")]
    internal static partial void TimesAhead(
        this ILogger logger, string market, long entries, ulong first, TimeSpan furthest);

    /// <summary>Overlap checks cannot be answered.</summary>
    [LoggerMessage(10, LogLevel.Error, "{Participant} cannot answer overlap checks: {Message}")]
    internal static partial void OverlapsUnanswered(this ILogger logger, string participant, string message);

    /// <summary>A step of the training goes on after a break.</summary>
    [LoggerMessage(23, LogLevel.Information,
        "The contribution of {Participant} was interrupted ({Reason}); it goes on where the transcript is")]
    internal static partial void ContributionInterrupted(this ILogger logger, string participant, string reason);

    /// <summary>A member is told to leave the training.</summary>
    [LoggerMessage(24, LogLevel.Error, "{Message}")]
    internal static partial void LeftTraining(this ILogger logger, string message);

    /// <summary>A member cannot contribute.</summary>
    [LoggerMessage(25, LogLevel.Error, "{Participant} cannot contribute: {Message}")]
    internal static partial void CannotContribute(this ILogger logger, string participant, string message);

    /// <summary>A validator's verdict is false, as the participant's proof shows.</summary>
    [LoggerMessage(26, LogLevel.Error,
        "The validator {Validator} signed that the statistics of {Participant} are not near its audited records, and its proof holds: "
        + "{Evidence}")]
    internal static partial void VerdictIsFalse(this ILogger logger, string participant, string validator, string evidence);

    /// <summary>Logs an answer that does not hold, as the filter of the exception on its way: it is never caught
    /// here.</summary>
    /// <returns>False.</returns>
    internal static bool Note(this ILogger logger, UnverifiedAnswerException unverified, string subject)
    {
        logger.AnswerUnverified(subject, unverified.Fault, unverified.Message);
        return false;
    }
}
