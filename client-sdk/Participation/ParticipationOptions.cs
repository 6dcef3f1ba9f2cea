namespace Candor.Client;

/// <summary>How <c>ParticipateAsync</c> takes part.</summary>
public sealed record ParticipationOptions
{
    /// <summary>How many records to report, at most those of the dataset; null, the default: all of
    /// them, less those that are credited to others. Under a
    /// truthful mechanism reporting fewer never pays. A dataset of no valid record is taken only where this is 0: a report of
    /// nothing is final, and charged.</summary>
    public uint? ReportRecords { get; init; }

    /// <summary>How the file is read where <c>ParticipateAsync</c> is given its path: the market's rules say what a record
    /// is, and not how a file spells it. Null, the default: as <see cref="DatasetFileOptions"/> has it.</summary>
    public DatasetFileOptions? File { get; init; }

    /// <summary>Where the participation is kept, in a file of its own: the commitment with its secrets, the sample that was
    /// drawn of its records, and the receipts of every message of one's own. A participant that restarts goes on with the
    /// commitment it made, opens no other sample, and answers overlap checks; at the market's end its messages are found in
    /// the transcript. Null: all that is kept in the client alone, and a participant that restarts commits anew, shows a
    /// second sample, and cannot answer overlap checks after its report. In markets with training the member's secrets and what it has answered are
    /// kept beside it, in a file of the same name with <c>.training</c> added; without a receipt a member that restarts in the
    /// training cannot go on, and its report falls.</summary>
    public string? ReceiptPath { get; init; }

    /// <summary>How many samples of its records validators may draw in all, over refusals and new commitments; at least 1,
    /// 3 by default. Each commitment that is audited shows another sample: under a policy that opens 10% of the records,
    /// three show up to 27%. Samples that a receipt remembers count.</summary>
    public int MaxSamples { get; init; } = 3;

    /// <summary>Which of the market's validators audits the commitment, by its id in the definition; null, the default:
    /// the first.</summary>
    public string? ValidatorId { get; init; }

    /// <summary>Where the model that the participant is allocated is written, as ONNX, in markets with training: at once,
    /// readable by its owner alone, over no file but an older model. Null, the default: nowhere; the bytes are in
    /// <see cref="ParticipationDelivered"/>.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Where the model that the participant trains alone is written, as <see cref="ModelPath"/> is.</summary>
    public string? OwnModelPath { get; init; }

    /// <summary>Whether to contribute records that were contributed to another market before. The two sums may differ by
    /// little else than these records, and the platform then has what they come to alone: the default refuses it.</summary>
    public bool ContributeAgain { get; init; }

    /// <summary>The definition digest that the participant has agreed to, 32 bytes, learnt from the operator and not from
    /// the server; null, the default: whatever rules the market has.</summary>
    public ReadOnlyMemory<byte>? ExpectedDefinitionDigest { get; init; }
}
