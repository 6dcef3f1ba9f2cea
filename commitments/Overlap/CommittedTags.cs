using System.Security.Cryptography;
using Candor.Commitments.Datasets;

namespace Candor.Commitments.Overlap;

/// <summary>
/// All tags of one dataset, checked against its commitment: rising strictly, N of them, under R. No step of the overlap
/// check takes other tags: a participant that multiplied any element it is sent by its key would tell the sender which
/// records it has.
/// </summary>
/// <remarks>
/// Either the tags themselves, 32 bytes a record, or, where <see cref="CommittedTagsBuilder"/> took them as a stream, a
/// hash of each segment, 32 bytes for 16,384 records: then the tags come a second time, segment by segment, and each is
/// compared with its hash. Immutable as long as the memory handed over is.
/// </remarks>
public sealed class CommittedTags
{
    private readonly ReadOnlyMemory<byte>[]? _hashes;

    private CommittedTags(ReadOnlyMemory<byte> tags, ReadOnlyMemory<byte> datasetRoot)
    {
        Tags = tags;
        Size = (ulong)(tags.Length / TagVerifier.TagSize);
        DatasetRoot = datasetRoot;
        SegmentTags = DoubleTagSegment.MaximumTags;
    }

    internal CommittedTags(
        ulong size, ReadOnlyMemory<byte> datasetRoot, ReadOnlyMemory<byte>[] hashes, int segmentTags)
    {
        _hashes = hashes;
        Size = size;
        DatasetRoot = datasetRoot;
        SegmentTags = segmentTags;
    }

    /// <summary>N.</summary>
    public ulong Size { get; }

    /// <summary>R, 32 bytes.</summary>
    public ReadOnlyMemory<byte> DatasetRoot { get; }

    /// <summary>The tags in their order, 32 bytes each; empty where they came as a stream.</summary>
    public ReadOnlyMemory<byte> Tags { get; }

    /// <summary>How many segments the tags have; 0 without records.</summary>
    public int Segments => (int)((Size + (ulong)SegmentTags - 1) / (ulong)SegmentTags);

    /// <summary>Whether the tags are here, rather than hashes of them.</summary>
    internal bool AreHeld => _hashes is null;

    /// <summary>Tags in every segment but the last.</summary>
    internal int SegmentTags { get; }

    /// <summary>Whether tags are those of a segment.</summary>
    /// <param name="segment">The segment's number, from 0 on.</param>
    /// <param name="tags">Tags of 32 bytes one after the other, untrusted.</param>
    /// <returns>Whether they are; false for a number that no segment has.</returns>
    public bool IsSegment(int segment, ReadOnlySpan<byte> tags) =>
        segment >= 0 && segment < Segments && tags.Length == SizeOf(segment)
        && (_hashes is null
            ? tags.SequenceEqual(HeldSegment(segment).Span)
            : _hashes[segment].Span.SequenceEqual(SHA256.HashData(tags)));

    /// <summary>How many bytes of tags a segment has.</summary>
    /// <param name="segment">The segment's number, from 0 on.</param>
    /// <returns>32 for each tag; 0 for a number that no segment has.</returns>
    public int SizeOf(int segment)
    {
        if (segment < 0 || segment >= Segments)
        {
            return 0;
        }

        ulong left = Size - ((ulong)segment * (ulong)SegmentTags);
        return (int)Math.Min(left, (ulong)SegmentTags) * TagVerifier.TagSize;
    }

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

    /// <summary>The tags of a segment, where they are held; none for a number that no segment has.</summary>
    internal ReadOnlyMemory<byte> HeldSegment(int segment) => AreHeld
        ? SizeOf(segment) is > 0 and int size
            ? Tags.Slice(segment * SegmentTags * TagVerifier.TagSize, size)
            : default
        : throw new InvalidOperationException("The tags came as a stream; expected each segment's tags with the segment.");
}
