using Candor.Commitments.Merkle;

namespace Candor.Commitments.Datasets;

/// <summary>
/// The validator's side of statement 3: takes the tags as they come, checks that they rise strictly by their bytes, and
/// computes their root. It holds one tag and 32 bytes for each level of the tree, however many tags come.
/// </summary>
/// <remarks>
/// Tags are not decoded here: one that is not an element counts as a bad record, which the audit finds like any other.
/// Not safe for use from several threads.
/// </remarks>
public sealed class TagVerifier
{
    /// <summary>Bytes of a tag.</summary>
    public const int TagSize = 32;

    private readonly MerkleAccumulator _tree = new();
    private readonly byte[] _last = new byte[TagSize];

    /// <summary>Tags accepted so far.</summary>
    public ulong Size => _tree.Size;

    /// <summary>The first failure. It stays, whatever comes after it.</summary>
    public TagFailure Failure { get; private set; }

    /// <summary>Takes the next tags.</summary>
    /// <param name="tags">Tags of 32 bytes one after the other, untrusted; may be empty.</param>
    /// <returns>
    /// Why the stream is rejected, or <see cref="TagFailure.None"/>. The tag at position <see cref="Size"/> is the one
    /// to blame.
    /// </returns>
    public TagFailure Add(ReadOnlySpan<byte> tags)
    {
        if (Failure == TagFailure.None && tags.Length % TagSize != 0)
        {
            Failure = TagFailure.WrongLength;
        }

        for (; Failure == TagFailure.None && !tags.IsEmpty; tags = tags[TagSize..])
        {
            AddOne(tags[..TagSize]);
        }

        return Failure;
    }

    /// <summary>The root over the tags accepted so far.</summary>
    public byte[] Root() => _tree.Root();

    /// <summary>Compares what came with what was committed to. Call it after the last tag.</summary>
    /// <param name="datasetRoot">R, 32 bytes.</param>
    /// <param name="size">N.</param>
    /// <returns>The stream's failure, or how it differs from the commitment.</returns>
    public TagFailure Finish(ReadOnlySpan<byte> datasetRoot, ulong size)
    {
        if (Failure == TagFailure.None && Size != size)
        {
            Failure = TagFailure.WrongSize;
        }

        if (Failure == TagFailure.None && !datasetRoot.SequenceEqual(_tree.Root()))
        {
            Failure = TagFailure.RootMismatch;
        }

        return Failure;
    }

    private void AddOne(ReadOnlySpan<byte> tag)
    {
        // Before the first tag the last one is all zeros, the identity's encoding.
        int order = tag.SequenceCompareTo(_last);
        if (order <= 0)
        {
            Failure = order < 0 ? TagFailure.UnsortedTag
                : Size == 0 ? TagFailure.IdentityTag
                : TagFailure.RepeatedTag;
            return;
        }

        _tree.Append(tag);
        tag.CopyTo(_last);
    }
}
