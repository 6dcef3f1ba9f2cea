using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;

namespace Candor.Market.Audits;

/// <summary>Takes the double tags of one side as they come (statement 6): each segment is the other's committed tags
/// times the sender's committed key.</summary>
/// <remarks>One for each stream; 64 bytes for each record of the other. Not safe for use from several
/// threads.</remarks>
public sealed class IncomingDoubleTags
{
    private readonly DoubleTagVerifier _checker;

    /// <summary>The double tags of one answer.</summary>
    /// <param name="sender">The audit of who multiplies.</param>
    /// <param name="other">The audit of who is multiplied.</param>
    /// <param name="otherTags">The tags that were audited.</param>
    /// <exception cref="ArgumentException">The tags are not those under the audited root.</exception>
    public IncomingDoubleTags(AuditState sender, AuditState other, ReadOnlyMemory<byte> otherTags)
    {
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(other);
        TagFailure failure = CommittedTags.TryCreate(otherTags, other.DatasetRoot, out CommittedTags? committed);
        _checker = failure == TagFailure.None
            ? new DoubleTagVerifier(new DoubleTagTerms(
                sender.Terms.Context, sender.Terms.RecordKey, other.Participant, committed!))
            : throw new ArgumentException($"The stored tags of '{other.Participant}' are damaged: {failure}.");
    }

    /// <summary>Takes the next segment.</summary>
    /// <param name="doubleTags">Its double tags; untrusted.</param>
    /// <param name="proof">Its proof; untrusted.</param>
    /// <returns>Why the answer is rejected; null as long as it is not.</returns>
    public Rejection? Add(ReadOnlyMemory<byte> doubleTags, ReadOnlyMemory<byte> proof) =>
        ToRejection(_checker.Add(new DoubleTagSegment(doubleTags, proof)));

    /// <summary>Ends the answer.</summary>
    /// <returns>Why it is rejected, or null where all double tags have come.</returns>
    public Rejection? Finish() => ToRejection(_checker.Finish(out _));

    private static Rejection? ToRejection(DoubleTagFailure failure) => failure == DoubleTagFailure.None
        ? null
        : new Rejection(
            RejectionReason.DoubleTagsInvalid,
            $"The double tags are not the other's tags under the committed record key: {failure}.");
}
