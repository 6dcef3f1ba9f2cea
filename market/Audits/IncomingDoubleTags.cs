using Candor.Commitments.Overlap;

namespace Candor.Market.Audits;

/// <summary>Takes the double tags of one side as they come (statement 6): each segment is the other's committed tags
/// times the sender's committed key.</summary>
/// <remarks>One for each stream; it holds 32 bytes for each segment of the other's tags, and no tag. Not safe for use from
/// several threads.</remarks>
public sealed class IncomingDoubleTags
{
    private readonly DoubleTagVerifier _checker;

    /// <summary>The double tags of one answer.</summary>
    /// <param name="sender">The audit of who multiplies.</param>
    /// <param name="other">The audit of who is multiplied.</param>
    /// <param name="otherTags">The tags that were audited, as <see cref="CommittedTagsBuilder"/> left them.</param>
    /// <exception cref="ArgumentException">The tags are not those under the audited root.</exception>
    public IncomingDoubleTags(AuditState sender, AuditState other, CommittedTags otherTags)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(otherTags);
        _checker = otherTags.Size == other.Size && otherTags.DatasetRoot.Span.SequenceEqual(other.DatasetRoot.Span)
            ? new DoubleTagVerifier(new DoubleTagTerms(
                sender.Terms.Context, sender.Terms.RecordKey, other.Participant, otherTags))
            : throw new ArgumentException(
                $"The tags are not those of '{other.Participant}' that were audited.", nameof(otherTags));
    }

    /// <summary>How many bytes of the other's tags the next segment is about; 0 after the last.</summary>
    public int NextSize => _checker.NextSize;

    /// <summary>Takes the next segment.</summary>
    /// <param name="otherTags">The audited tags that it is about, <see cref="NextSize"/> bytes.</param>
    /// <param name="doubleTags">Its double tags; untrusted.</param>
    /// <param name="proof">Its proof; untrusted.</param>
    /// <returns>Why the answer is rejected; null as long as it is not.</returns>
    /// <exception cref="ArgumentException">The tags are not those that were audited.</exception>
    public Rejection? Add(
        ReadOnlyMemory<byte> otherTags, ReadOnlyMemory<byte> doubleTags, ReadOnlyMemory<byte> proof) =>
        ToRejection(_checker.Add(otherTags, new DoubleTagSegment(doubleTags, proof)));

    /// <summary>Ends the answer.</summary>
    /// <returns>Why it is rejected, or null where all double tags have come.</returns>
    public Rejection? Finish() => ToRejection(_checker.Finish());

    private static Rejection? ToRejection(DoubleTagFailure failure) => failure == DoubleTagFailure.None
        ? null
        : new Rejection(
            RejectionReason.DoubleTagsInvalid,
            $"The double tags are not the other's tags under the committed record key: {failure}.");
}
