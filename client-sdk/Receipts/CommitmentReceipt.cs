using Candor.Client.Receipts;
using Candor.Client.Transcripts;
using Candor.Commitments;
using Candor.Commitments.Datasets;
using Candor.Commitments.Statements;
using Candor.Wire.Names;

namespace Candor.Client;

/// <summary>A commitment that the server has stored, with its opening: the secret without which the participant cannot
/// report. Keep it until the report is in, and show it to nobody. Immutable and thread-safe.</summary>
public sealed class CommitmentReceipt
{
    private volatile string? _savedAt;

    internal CommitmentReceipt(
        StatementContext context,
        CommitmentOpening opening,
        ReadOnlyMemory<byte> datasetRoot,
        ulong commitmentEvent,
        ReadOnlyMemory<byte> nonce,
        DateTimeOffset time,
        RecordKey? recordKey)
    {
        Context = context;
        Opening = opening;
        Commitment = opening.Commit();
        DatasetRoot = datasetRoot;
        Event = commitmentEvent;
        Nonce = nonce;
        Time = time;
        RecordKey = recordKey;
    }

    /// <summary>The market's name, <c>markets/{market}</c>.</summary>
    public string Market => Context.Market;

    /// <summary>The participant's id in the roster.</summary>
    public string ParticipantId => Context.Participant;

    /// <summary>The committed size in records.</summary>
    public uint Records => (uint)Opening.Value;

    /// <summary>The commitment, which hides the size.</summary>
    public Commitment Commitment { get; }

    /// <summary>The number of the event that holds the commitment: its id.</summary>
    public ulong Event { get; }

    /// <summary>When it was stored, by the server's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The server's nonce, which the report's proof absorbs, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Nonce { get; }

    /// <summary>What the commitment says of the records, 32 bytes.</summary>
    public ReadOnlyMemory<byte> DatasetRoot { get; }

    /// <summary>Where the commitment is in the market's transcript, verified. Null in a receipt that an earlier version
    /// saved.</summary>
    public TranscriptReceipt? Transcript { get; internal init; }

    internal StatementContext Context { get; }

    internal CommitmentOpening Opening { get; }

    /// <summary>The secret under which the records are tagged; null in markets without validation.</summary>
    internal RecordKey? RecordKey { get; }

    /// <summary>The file that it was last saved to or loaded from, where the sample of its audit is kept too; null where
    /// there is none.</summary>
    internal string? SavedAt
    {
        get => _savedAt;
        private set => _savedAt = value;
    }

    /// <summary>Loads a receipt that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="ReceiptException">There is no such file (<see cref="ReceiptFault.Missing"/>), it cannot be read
    /// (<see cref="ReceiptFault.Unreadable"/>), or is not a receipt (<see cref="ReceiptFault.Damaged"/>).</exception>
    public static CommitmentReceipt Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CommitmentReceipt receipt = ReceiptJson.Load(path).Commitment ?? throw new ReceiptException(
            ReceiptFault.Missing, $"The receipt '{path}' has no commitment yet.");
        receipt.SavedAt = path;
        return receipt;
    }

    /// <summary>Saves the receipt with its secret, readable and writable by its owner alone (mode 600 where the system
    /// has modes). A receipt of the same participation is replaced at once, and what it knows beside the commitment stays; a
    /// crash leaves the old one or the new one. A file that is something else is left as it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ReceiptException">The file cannot be written (<see cref="ReceiptFault.Unwritable"/>), or is there
    /// and cannot be read (<see cref="ReceiptFault.Unreadable"/>), is no whole receipt
    /// (<see cref="ReceiptFault.Damaged"/>) or one of another participation
    /// (<see cref="ReceiptFault.OtherParticipant"/>).</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReceiptJson.Save(Merged(path), path);
        SavedAt = path;
    }

    /// <summary>The receipt without its secret.</summary>
    /// <returns>Market, participant, event and commitment.</returns>
    public override string ToString() =>
        $"{ParticipantName.Of(Market, ParticipantId)}, event {Event}, commitment {Commitment}";

    // A file that knows more of this participation, such as which sample was drawn, goes on knowing it.
    private ParticipationRecord Merged(string path)
    {
        var own = new ParticipationRecord(Context) { Commitment = this };
        own = Transcript is { } message ? own.With(message) : own;
        if (ReceiptPlace.Open(path, Market, ParticipantId) is not { } kept)
        {
            return own;
        }

        return kept.IsOf(Context)
            ? own.MergedWith(kept) with { Commitment = this }
            : throw ReceiptPlace.OfAnother(path, kept.Context, Market, ParticipantId);
    }

    /// <summary>What a report under this commitment says and is bound to.</summary>
    /// <param name="records">The report.</param>
    /// <param name="reportable">The commitment, less the records that are credited to others.</param>
    internal ReportTerms TermsOf(uint records, Commitment reportable) =>
        new(Context, Event, DatasetRoot, reportable, records, Nonce);
}
