namespace Candor.Client;

/// <summary>Why a commitment receipt cannot be used.</summary>
public enum ReceiptFault
{
    /// <summary>There is no file at the path.</summary>
    Missing,

    /// <summary>The file is there and cannot be read.</summary>
    Unreadable,

    /// <summary>The file is not a receipt, or its opening does not open its commitment.</summary>
    Damaged,

    /// <summary>The file cannot be written.</summary>
    Unwritable,

    /// <summary>The receipt was made with another key, or under other rules than the market's.</summary>
    OtherParticipant,

    /// <summary>The report is above the committed size: no proof of it exists.</summary>
    ReportTooLarge,

    /// <summary>Another report was proved against the same commitment and the same credits, and what became of it is not
    /// known, or it was refused.</summary>
    ReportProvedBefore,

    /// <summary>Another process, or another participation in this one, uses the receipt now.</summary>
    InUse,
}
