using Candor.Commitments;
using Candor.Commitments.Datasets;

namespace Candor.Market.Audits;

/// <summary>Takes the tags of one dataset as they come (statement 3): they must rise strictly by their bytes, be as
/// many as claimed and have the committed root. It holds one tag and 32 bytes a level of the tree, however many
/// come.</summary>
/// <remarks>One for each stream. Not safe for use from several threads.</remarks>
public sealed class IncomingTags
{
    /// <summary>Bytes of a tag.</summary>
    public const int TagSize = TagVerifier.TagSize;

    private readonly TagVerifier _checker = new();
    private readonly ReadOnlyMemory<byte> _root;
    private readonly ulong _size;
    private readonly bool _mustDecode;

    /// <summary>The tags of one audit.</summary>
    /// <param name="audit">The audit.</param>
    public IncomingTags(AuditState audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        _root = audit.DatasetRoot;
        _size = audit.Size;

        // A tag that is not an element of the group is a bad record, for the audit to find like others. Where records are compared,
        // others have to multiply it, and could not answer.
        _mustDecode = audit.Opened.KeepsTags;
    }

    /// <summary>Takes the next tags.</summary>
    /// <param name="tags">Tags one after the other, untrusted; none is fine.</param>
    /// <returns>Why the stream is rejected; null as long as it is not. More tags than claimed are rejected at once, so
    /// that a stream without end has one.</returns>
    public Rejection? Add(ReadOnlySpan<byte> tags)
    {
        ulong before = _checker.Size;
        TagFailure failure = _checker.Add(tags);
        return ToRejection(failure)
            ?? ToRejection(_checker.Size > _size ? TagFailure.WrongSize : TagFailure.None)
            ?? (_mustDecode ? CheckElements(tags, before) : null);
    }

    /// <summary>Compares what came with what was committed to.</summary>
    /// <returns>Why the stream is rejected, or null where all tags have come and are the committed ones.</returns>
    public Rejection? Finish() => ToRejection(_checker.Finish(_root.Span, _size));

    /// <summary>Whether these are the tags of this audit.</summary>
    internal bool IsFor(AuditState audit) => _size == audit.Size && _root.Span.SequenceEqual(audit.DatasetRoot.Span);

    private static Rejection? CheckElements(ReadOnlySpan<byte> tags, ulong first)
    {
        for (int i = 0; i < tags.Length / TagSize; i++)
        {
            // A commitment is an element other than the identity in its canonical encoding, as a tag is.
            if (!Commitment.TryParse(tags.Slice(i * TagSize, TagSize), out _, out ProofFailure failure))
            {
                return new Rejection(
                    RejectionReason.TagsMalformed,
                    $"Tag {first + (ulong)i} does not decode: {failure}; expected a ristretto255 element.");
            }
        }

        return null;
    }

    private Rejection? ToRejection(TagFailure failure) => failure switch
    {
        TagFailure.None => null,
        TagFailure.WrongLength => new Rejection(
            RejectionReason.TagsMalformed,
            $"After tag {_checker.Size} the bytes are not whole tags; expected {TagSize} bytes each."),
        TagFailure.IdentityTag => new Rejection(
            RejectionReason.TagsMalformed, $"Tag {_checker.Size} is the identity, which no record has."),
        TagFailure.RepeatedTag => new Rejection(
            RejectionReason.TagRepeated,
            $"Tag {_checker.Size} is the same as the one before it: a record is there twice."),
        TagFailure.UnsortedTag => new Rejection(
            RejectionReason.TagsUnsorted, $"Tag {_checker.Size} is below the one before it; expected rising bytes."),
        TagFailure.WrongSize => new Rejection(
            RejectionReason.DatasetSizeMismatch,
            $"{_checker.Size} tags came; the commitment is to {_size} records."),
        _ => new Rejection(
            RejectionReason.DatasetRootMismatch,
            $"The {_checker.Size} tags have the root '{Convert.ToHexStringLower(_checker.Root())}'; the committed one "
            + $"is '{Convert.ToHexStringLower(_root.Span)}'."),
    };
}
