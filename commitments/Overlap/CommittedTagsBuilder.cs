using System.Security.Cryptography;
using Candor.Commitments.Datasets;

namespace Candor.Commitments.Overlap;

/// <summary>
/// Takes another participant's tags as they come, and leaves <see cref="CommittedTags"/> that hold a hash of each
/// segment in place of the tags: so many records are compared as a market takes, in little memory.
/// </summary>
/// <remarks>Not safe for use from several threads.</remarks>
public sealed class CommittedTagsBuilder : IDisposable
{
    private readonly TagVerifier _verifier = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<ReadOnlyMemory<byte>> _hashes = [];
    private readonly int _segmentTags;
    private int _missing;

    /// <summary>Begins before the first tag.</summary>
    public CommittedTagsBuilder()
        : this(DoubleTagSegment.MaximumTags)
    {
    }

    internal CommittedTagsBuilder(int segmentTags)
    {
        _segmentTags = segmentTags;
        _missing = segmentTags * TagVerifier.TagSize;
    }

    /// <summary>Tags accepted so far.</summary>
    public ulong Size => _verifier.Size;

    /// <summary>Takes the next tags.</summary>
    /// <param name="tags">Tags of 32 bytes one after the other, whole ones, untrusted; may be empty.</param>
    /// <returns>Why the stream is rejected, or <see cref="TagFailure.None"/>.</returns>
    public TagFailure Add(ReadOnlySpan<byte> tags)
    {
        TagFailure failure = _verifier.Add(tags);
        while (failure == TagFailure.None && !tags.IsEmpty)
        {
            int taken = Math.Min(_missing, tags.Length);
            _hash.AppendData(tags[..taken]);
            tags = tags[taken..];
            _missing -= taken;
            if (_missing == 0)
            {
                EndSegment();
            }
        }

        return failure;
    }

    /// <summary>Compares what came with what was committed to. Call it once, after the last tag.</summary>
    /// <param name="datasetRoot">R, 32 bytes, as the validator attested it.</param>
    /// <param name="size">N.</param>
    /// <param name="committed">The tags' segments, or null.</param>
    /// <returns>Why they are not the committed ones, or <see cref="TagFailure.None"/>.</returns>
    public TagFailure Finish(ReadOnlyMemory<byte> datasetRoot, ulong size, out CommittedTags? committed)
    {
        TagFailure failure = _verifier.Finish(datasetRoot.Span, size);
        if (failure == TagFailure.None && _missing < _segmentTags * TagVerifier.TagSize)
        {
            EndSegment();
        }

        committed = failure == TagFailure.None ? new(Size, datasetRoot, [.. _hashes], _segmentTags) : null;
        return failure;
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void EndSegment()
    {
        _hashes.Add(_hash.GetHashAndReset());
        _missing = _segmentTags * TagVerifier.TagSize;
    }
}
