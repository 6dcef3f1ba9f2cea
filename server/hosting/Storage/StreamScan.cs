using Candor.Commitments.Merkle;

namespace Candor.Hosting.Storage;

/// <summary>Reads a whole stream and holds it against what was written with it. Nothing is folded, so that it costs what
/// reading and hashing cost, and one page of memory.</summary>
/// <param name="reader">The database. A server may write to it meanwhile: streams only grow.</param>
/// <param name="pace">Called after each page with its bytes, before the next one is read.</param>
internal sealed class StreamScan(IEventReader reader, Func<long, CancellationToken, Task> pace)
{
    private const int PageSize = 256;

    /// <summary>Checks a stream as far as its row says that it goes.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="mark">Its high-water mark, read before this; null where there is none.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Where it ends, and how many bytes its events have.</returns>
    /// <exception cref="StreamDamagedException">What is stored is not what was written, or less.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal async Task<(StreamHead Head, long Bytes)> RunAsync(
        string stream, StreamHead? mark, CancellationToken cancellationToken)
    {
        StreamHead? found = await reader.ReadHeadAsync(stream, cancellationToken).ConfigureAwait(false);
        if (found is not { } head)
        {
            throw new StreamDamagedException(stream, mark is { } signed
                ? $"it is missing, and {signed.Version} of its events were signed"
                : "it was listed under a name by which it is not found");
        }

        if (head.Version < mark?.Version)
        {
            throw new StreamDamagedException(
                stream, $"it has {head.Version} events, and {mark.Value.Version} were signed");
        }

        var tree = new MerkleAccumulator();
        long read = 0;
        long bytes = 0;
        while (read < head.Version)
        {
            IReadOnlyList<StoredEvent> page = await reader.ReadEventsAsync(
                stream, read, (int)Math.Min(PageSize, head.Version - read), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                throw new StreamDamagedException(stream, $"event {read + 1} of {head.Version} is missing");
            }

            long ofPage = 0;
            foreach (StoredEvent stored in page)
            {
                if (stored.Sequence != ++read)
                {
                    throw new StreamDamagedException(stream, $"event {read} is missing");
                }

                ofPage += stored.Body.Length;
                tree.AppendHash(MerkleHash.Leaf(stored.Body));
                if (read == mark?.Version && !tree.Root().AsSpan().SequenceEqual(mark.Value.Root.Span))
                {
                    throw new StreamDamagedException(stream, $"its first {read} events are not those that were signed");
                }
            }

            bytes += ofPage;
            await pace(ofPage, cancellationToken).ConfigureAwait(false);
        }

        return tree.Root().AsSpan().SequenceEqual(head.Root.Span)
            ? (head, bytes)
            : throw new StreamDamagedException(
                stream, $"the root over its {head.Version} events is not the one stored with them");
    }
}
