using System.Globalization;
using Candor.Commitments.Logs;
using Candor.Commitments.Merkle;
using Candor.Market.Events;

namespace Candor.Client.Transcripts;

/// <summary>Holds receipts and checkpoints that somebody kept against a transcript as it is read. What a server dropped,
/// moved or dated anew and signed again shows here alone. Not thread-safe.</summary>
internal sealed class TranscriptEvidenceCheck
{
    private readonly TranscriptHeader _header;
    private readonly NoteKey _key;
    private readonly Shown[] _receipts;
    private readonly Shown[] _checkpoints;

    // What the transcript has where a receipt or a checkpoint points.
    private readonly Dictionary<ulong, byte[]?> _roots = [];
    private readonly Dictionary<ulong, TranscriptEntry?> _entries = [];

    /// <summary>Opens what was kept.</summary>
    /// <param name="header">What the file says of the log; who vouches for its key is seen elsewhere.</param>
    /// <param name="key">The header's key.</param>
    /// <param name="options">What was kept.</param>
    internal TranscriptEvidenceCheck(TranscriptHeader header, NoteKey key, TranscriptVerificationOptions options)
    {
        (_header, _key) = (header, key);
        _receipts = [.. options.Receipts.Select(Open)];
        _checkpoints = [.. options.Checkpoints.Select(note => Open(note, null))];
        foreach (Shown shown in _receipts.Concat(_checkpoints).Where(static shown => shown.Fault is null))
        {
            _roots[shown.Checkpoint!.Size] = null;
            if (shown.Receipt is { } receipt)
            {
                _entries[receipt.Index] = null;
            }
        }
    }

    /// <summary>Looks at the next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="tree">The tree, with it.</param>
    internal void Add(TranscriptEntry entry, MerkleAccumulator tree)
    {
        if (_entries.ContainsKey(entry.Index))
        {
            _entries[entry.Index] = entry;
        }

        if (_roots.ContainsKey(tree.Size))
        {
            _roots[tree.Size] = tree.Root();
        }
    }

    /// <summary>Says what came of it.</summary>
    /// <param name="size">How many entries were read.</param>
    /// <returns>A finding for each receipt and each checkpoint, in their order.</returns>
    internal (TranscriptEvidence[] Receipts, TranscriptEvidence[] Checkpoints) Finish(ulong size) => (
        [.. _receipts.Select(shown => Find(shown, size))], [.. _checkpoints.Select(shown => Find(shown, size))]);

    /// <summary>The first that does not hold, as the transcript's fault.</summary>
    /// <param name="receipts">The receipts' findings.</param>
    /// <param name="checkpoints">The checkpoints' findings.</param>
    /// <returns>The fault, or null.</returns>
    internal static TranscriptFault? FaultOf(TranscriptEvidence[] receipts, TranscriptEvidence[] checkpoints) =>
        FaultOf("Receipt", receipts) ?? FaultOf("Checkpoint", checkpoints);

    private static TranscriptFault? FaultOf(string what, TranscriptEvidence[] findings)
    {
        int first = Array.FindIndex(findings, static finding => !finding.Holds);
        return first < 0 ? null : new TranscriptFault(
            TranscriptCheck.Evidence,
            findings[first].Entry,
            string.Create(
                CultureInfo.InvariantCulture, $"{what} {first + 1} is not of this transcript: {findings[first].Fault}."));
    }

    private Shown Open(TranscriptReceipt receipt)
    {
        Shown shown = Open(receipt.Checkpoint, receipt);
        if (shown.Fault is not null)
        {
            return shown;
        }

        MerkleFailure failure = new Receipt(receipt.Index, shown.Checkpoint!, receipt.InclusionProof)
            .Verify(receipt.Entry.Span);
        return failure == MerkleFailure.None
            ? shown
            : shown with { Fault = $"its entry {receipt.Index} is not under its own checkpoint ({failure})" };
    }

    private Shown Open(ReadOnlyMemory<byte> note, TranscriptReceipt? receipt)
    {
        NoteFailure failure = Checkpoint.TryOpen(note.Span, _header.Origin, _key, out Checkpoint? checkpoint);
        return new Shown(receipt, checkpoint, failure == NoteFailure.None
            ? null
            : $"its signed note does not hold ({failure}); expected one of '{_header.Origin}', signed with '{_key}'");
    }

    private TranscriptEvidence Find(Shown shown, ulong size) => new(
        shown.Receipt?.Index, shown.Checkpoint?.Size ?? 0, shown.Fault ?? Compare(shown, size));

    private string? Compare(Shown shown, ulong size)
    {
        Checkpoint signed = shown.Checkpoint!;
        if (shown.Receipt is { } receipt)
        {
            if (receipt.Index >= size)
            {
                return $"it is for entry {receipt.Index}, {NameOf(receipt.Entry)}; the transcript has {size} entries";
            }

            TranscriptEntry found = _entries[receipt.Index]!;
            byte[] expected = MerkleHash.Leaf(receipt.Entry.Span);
            if (!found.LeafHash.Span.SequenceEqual(expected))
            {
                return $"it is for entry {receipt.Index}, {NameOf(receipt.Entry)} with leaf hash {Base64(expected)}; the "
                    + $"transcript has {(found.Entry is { } entry ? NameOf(entry) : "an entry that is withheld")} with "
                    + $"leaf hash {Base64(found.LeafHash.Span)} there";
            }
        }

        if (signed.Size > size)
        {
            return $"its signed note covers {signed.Size} entries; the transcript has {size}";
        }

        byte[] root = signed.Size == 0 ? MerkleHash.EmptyRoot() : _roots[signed.Size]!;
        return root.AsSpan().SequenceEqual(signed.Root.Span)
            ? null
            : $"the root that was signed for {signed.Size} entries is {Base64(signed.Root.Span)}; the first "
                + $"{signed.Size} entries of the transcript have {Base64(root)}";
    }

    private static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    private static string NameOf(ReadOnlyMemory<byte> entry)
    {
        try
        {
            return EventCodec.Decode(entry.Span).GetType().Name;
        }
        catch (FormatException)
        {
            return "an entry that does not decode";
        }
    }

    /// <summary>A signed note that was kept, with the receipt that it is part of.</summary>
    private sealed record Shown(TranscriptReceipt? Receipt, Checkpoint? Checkpoint, string? Fault);
}
