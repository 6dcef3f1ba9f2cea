using System.Runtime.CompilerServices;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;

namespace Candor.Client.Participation;

/// <summary>Another participant's tags, read twice, in the memory of one segment: the first time leaves a hash of each segment, the
/// second gives the segments whose hash is that.</summary>
/// <param name="other">The other participant's id.</param>
/// <param name="open">Opens the stream of its tags, from the first on.</param>
internal sealed class StreamedTags(string other, Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> open)
{
    /// <summary>Reads all tags for the first time.</summary>
    /// <param name="datasetRoot">R, which the other participant has signed.</param>
    /// <param name="size">N, as the validator says; more tags than that are not read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Their segments.</returns>
    /// <exception cref="UnverifiedAnswerException">They are not those committed to.</exception>
    internal async Task<CommittedTags> ReadAsync(
        ReadOnlyMemory<byte> datasetRoot, ulong size, CancellationToken cancellationToken)
    {
        using var builder = new CommittedTagsBuilder();
        TagFailure failure = TagFailure.None;
        await foreach (ReadOnlyMemory<byte> tags in open(cancellationToken).ConfigureAwait(false))
        {
            failure = builder.Add(tags.Span);
            if (failure != TagFailure.None)
            {
                break;
            }

            if (builder.Size > size)
            {
                throw Unverified($"The validator sends more tags of '{other}' than it said.");
            }
        }

        failure = builder.Finish(datasetRoot, size, out CommittedTags? committed);
        return committed
            ?? throw Unverified($"The tags that the validator sends for '{other}' are not those committed to: {failure}.");
    }

    /// <summary>Reads the tags once more.</summary>
    /// <param name="committed">What the first time left.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Each segment's tags, in memory that the next one takes over.</returns>
    /// <exception cref="UnverifiedAnswerException">A segment is not that of the first time; it is not given.</exception>
    internal async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSegmentsAsync(
        CommittedTags committed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] segment = new byte[committed.SizeOf(0)];
        int number = 0;
        int filled = 0;
        await foreach (ReadOnlyMemory<byte> tags in open(cancellationToken).ConfigureAwait(false))
        {
            for (ReadOnlyMemory<byte> left = tags; !left.IsEmpty;)
            {
                int size = committed.SizeOf(number);
                int taken = Math.Min(size - filled, left.Length);
                left[..taken].CopyTo(segment.AsMemory(filled));
                left = left[taken..];
                filled += taken;
                if (filled < size)
                {
                    continue;
                }

                // Beyond the last segment the size is zero, and no tags are those of a segment.
                ReadOnlyMemory<byte> whole = segment.AsMemory(0, filled);
                if (!committed.IsSegment(number, whole.Span))
                {
                    throw Differ();
                }

                yield return whole;
                number++;
                filled = 0;
            }
        }

        if (number < committed.Segments)
        {
            throw Differ();
        }
    }

    private UnverifiedAnswerException Differ() => Unverified(
        $"The validator sent other tags of '{other}' the second time than the first; they are not those committed to.");

    private static UnverifiedAnswerException Unverified(string message) => new(AnswerFault.Malformed, message);
}
