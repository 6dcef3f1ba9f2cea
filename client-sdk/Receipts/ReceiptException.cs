namespace Candor.Client;

/// <summary>A saved commitment receipt cannot be used.</summary>
public sealed class ReceiptException : CandorException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">One line with the path and what was expected.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ReceiptException(ReceiptFault fault, string message, Exception? innerException = null)
        : base(ReasonOf(fault), message, innerException) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public ReceiptFault Fault { get; }

    private static string ReasonOf(ReceiptFault fault) => fault switch
    {
        ReceiptFault.Missing => "RECEIPT_FILE_MISSING",
        ReceiptFault.Unreadable => "RECEIPT_FILE_UNREADABLE",
        ReceiptFault.Damaged => "RECEIPT_DAMAGED",
        ReceiptFault.Unwritable => "RECEIPT_FILE_UNWRITABLE",
        ReceiptFault.OtherParticipant => "RECEIPT_OF_ANOTHER",
        ReceiptFault.ReportTooLarge => "REPORT_ABOVE_COMMITMENT",
        ReceiptFault.ReportProvedBefore => "REPORT_PROVED_BEFORE",
        ReceiptFault.InUse => "RECEIPT_IN_USE",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown fault."),
    };
}
