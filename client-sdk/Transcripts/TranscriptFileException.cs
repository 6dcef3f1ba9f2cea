namespace Candor.Client.Transcripts;

/// <summary>A file is not a transcript file.</summary>
public sealed class TranscriptFileException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="line">The line that is wrong, from 1.</param>
    /// <param name="message">One line: what was found there and what was expected, without the line's number.</param>
    /// <param name="innerException">The cause, if any.</param>
    public TranscriptFileException(
        TranscriptFileFault fault, long line, string message, Exception? innerException = null)
        : base(ReasonOf(fault), FormattableString.Invariant($"line {line}: {message}"), innerException)
    {
        Fault = fault;
        Line = line;
    }

    /// <summary>What is wrong.</summary>
    public TranscriptFileFault Fault { get; }

    /// <summary>The line that is wrong, from 1.</summary>
    public long Line { get; }

    private static string ReasonOf(TranscriptFileFault fault) => fault switch
    {
        TranscriptFileFault.LineTooLong => "TRANSCRIPT_LINE_TOO_LONG",
        TranscriptFileFault.Truncated => "TRANSCRIPT_TRUNCATED",
        TranscriptFileFault.NotJson => "TRANSCRIPT_NOT_JSON",
        TranscriptFileFault.UnknownType => "TRANSCRIPT_TYPE_UNKNOWN",
        TranscriptFileFault.Members => "TRANSCRIPT_MEMBERS_WRONG",
        TranscriptFileFault.Value => "TRANSCRIPT_VALUE_WRONG",
        TranscriptFileFault.OutOfOrder => "TRANSCRIPT_OUT_OF_ORDER",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault."),
    };
}
