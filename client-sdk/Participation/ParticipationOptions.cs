namespace Candor.Client;

/// <summary>How <c>ParticipateAsync</c> takes part.</summary>
public sealed record ParticipationOptions
{
    /// <summary>How many records to report, at most those of the dataset; null, the default: all of
    /// them, less those that are credited to others. Under a
    /// truthful mechanism reporting fewer never pays.</summary>
    public uint? ReportRecords { get; init; }

    /// <summary>Where the commitment's receipt is kept, with its secret: a participant that restarts goes on with the
    /// commitment it made. Null: the receipt is not kept, and a participant that restarts commits anew.</summary>
    public string? ReceiptPath { get; init; }

    /// <summary>Which of the market's validators audits the commitment, by its id in the definition; null, the default:
    /// the first.</summary>
    public string? ValidatorId { get; init; }

    /// <summary>The definition digest that the participant has agreed to, 32 bytes, learnt from the operator and not from
    /// the server; null, the default: whatever rules the market has.</summary>
    public ReadOnlyMemory<byte>? ExpectedDefinitionDigest { get; init; }
}
