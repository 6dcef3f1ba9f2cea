namespace Candor.Commitments.Overlap;

/// <summary>The double tags of up to <see cref="MaximumTags"/> tags, with one proof for all of them.</summary>
/// <param name="DoubleTags">
/// The other participant's tags, each times one's own key, in the order of the tags; 32 bytes each.
/// </param>
/// <param name="Proof">That each is its tag times the committed key; 64 bytes.</param>
public sealed record DoubleTagSegment(ReadOnlyMemory<byte> DoubleTags, ReadOnlyMemory<byte> Proof)
{
    /// <summary>Tags in every segment but the last: 512 KB on the wire.</summary>
    public const int MaximumTags = 1 << 14;
}
