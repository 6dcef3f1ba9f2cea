using Candor.Client;
using Microsoft.Extensions.Logging;

namespace Candor.Samples.Worker;

/// <summary>What the worker logs. Event ids stay; nothing secret is logged.</summary>
internal static partial class WorkerLog
{
    /// <summary>The records were read and tagged.</summary>
    [LoggerMessage(1, LogLevel.Information, "Tagged {Dataset}.")]
    internal static partial void Tagged(ILogger logger, Dataset dataset);

    /// <summary>The market's rules hold.</summary>
    [LoggerMessage(2, LogLevel.Information, "Verified {Market}, whose rules are {Digest}.")]
    internal static partial void Verified(ILogger logger, string market, string digest);

    /// <summary>It has joined.</summary>
    [LoggerMessage(3, LogLevel.Information, "Joined.")]
    internal static partial void Joined(ILogger logger);

    /// <summary>It committed, and the receipt is kept.</summary>
    [LoggerMessage(4, LogLevel.Information, "Committed. Receipt: {Receipt}.")]
    internal static partial void Committed(ILogger logger, CommitmentReceipt receipt);

    /// <summary>It goes on with what an earlier run committed to.</summary>
    [LoggerMessage(5, LogLevel.Information, "Goes on with the receipt: {Receipt}.")]
    internal static partial void WentOn(ILogger logger, CommitmentReceipt receipt);

    /// <summary>A validator attested to the commitment.</summary>
    [LoggerMessage(6, LogLevel.Information, "Audited and attested.")]
    internal static partial void Attested(ILogger logger);

    /// <summary>The commitment was refused, for the given reason.</summary>
    [LoggerMessage(7, LogLevel.Error, "The commitment was refused: {Refusal}")]
    internal static partial void Refused(ILogger logger, string refusal);

    /// <summary>It has reported.</summary>
    [LoggerMessage(8, LogLevel.Information, "Reported. Waiting for the market to settle.")]
    internal static partial void Reported(ILogger logger);

    /// <summary>The market settled.</summary>
    [LoggerMessage(
        9, LogLevel.Information, "Assigned a model of quality {Quality} (own {OwnQuality}) for {Payment} {Currency}.")]
    internal static partial void Assigned(
        ILogger logger, double quality, double ownQuality, decimal payment, string currency);

    /// <summary>The market settled without it.</summary>
    [LoggerMessage(10, LogLevel.Warning, "Out: the market settled without {Participant}.")]
    internal static partial void WasLeftOut(ILogger logger, string participant);

    /// <summary>The operator cancelled the market.</summary>
    [LoggerMessage(11, LogLevel.Warning, "Cancelled: {Reason}")]
    internal static partial void Cancelled(ILogger logger, string reason);

    /// <summary>The host stops before the market has settled.</summary>
    [LoggerMessage(12, LogLevel.Information, "Stopped. The next start goes on.")]
    internal static partial void Stopped(ILogger logger);

    /// <summary>The assignment is verified.</summary>
    [LoggerMessage(14, LogLevel.Information, "Verified: the assignment follows from the {Entries} entries of the transcript.")]
    internal static partial void TranscriptVerified(ILogger logger, ulong entries);

    /// <summary>It cannot go on.</summary>
    [LoggerMessage(13, LogLevel.Critical, "{Reason}: {Message}")]
    internal static partial void Failed(ILogger logger, string reason, string message);
}
