using Candor.Commitments.Datasets;

namespace Candor.Commitments.Overlap;

/// <summary>
/// All tags of one dataset, checked against its commitment: rising strictly, N of them, under R. No step of the overlap
/// check takes other tags: a participant that multiplied any element it is sent by its key would tell the sender which
/// records it has.
/// </summary>
/// <remarks>Immutable as long as the memory handed over is. Takes 32 bytes per record.</remarks>
public sealed class CommittedTags
{
    private CommittedTags(ReadOnlyMemory<byte> tags, ReadOnlyMemory<byte> datasetRoot)
    {
        Tags = tags;
        DatasetRoot = datasetRoot;
    }

    /// <summary>N.</summary>
    public ulong Size => (ulong)(Tags.Length / TagVerifier.TagSize);

    /// <summary>R, 32 bytes.</summary>
    public ReadOnlyMemory<byte> DatasetRoot { get; }

    /// <summary>The tags in their order, 32 bytes each.</summary>
    public ReadOnlyMemory<byte> Tags { get; }

    /// <summary>Checks tags against a commitment.</summary>
    /// <param name="tags">Tags of 32 bytes one after the other, untrusted.</param>
    /// <param name="datasetRoot">R, 32 bytes, as the validator attested it.</param>
    /// <param name="committed">The tags, or null.</param>
    /// <returns>Why they are not the committed ones, or <see cref="TagFailure.None"/>.</returns>
    public static TagFailure TryCreate(
        ReadOnlyMemory<byte> tags, ReadOnlyMemory<byte> datasetRoot, out CommittedTags? committed)
    {
        var verifier = new TagVerifier();
        verifier.Add(tags.Span);

        // The root binds the number of tags as well.
        TagFailure failure = verifier.Finish(datasetRoot.Span, verifier.Size);
        committed = failure == TagFailure.None ? new(tags, datasetRoot) : null;
        return failure;
    }

    /// <summary>The tags of a participant's own dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    public static CommittedTags Of(TaggedDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        byte[] tags = new byte[dataset.Size * TagVerifier.TagSize];
        dataset.CopyTags(0, tags);
        return new(tags, dataset.Root);
    }
}
