using System.Runtime.CompilerServices;
using Candor.Hosting.Storage;

namespace Candor.Hosting.Streams;

/// <summary>Lists streams of the validator's log.</summary>
internal static class StreamNames
{
    /// <summary>Lists the streams whose names begin alike, page by page.</summary>
    /// <param name="events">The log.</param>
    /// <param name="prefix">The beginning.</param>
    /// <param name="pageSize">How many are read at once.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>Names in ordinal order.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal static async IAsyncEnumerable<string> ListAsync(
        IEventStore events,
        string prefix,
        int pageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string after = prefix;
        while (true)
        {
            IReadOnlyList<ListedStream> page = await events
                .ListStreamsAsync(after, pageSize, cancellationToken).ConfigureAwait(false);
            foreach (ListedStream stream in page)
            {
                if (!stream.Name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield break;
                }

                yield return stream.Name;
                after = stream.Name;
            }

            if (page.Count < pageSize)
            {
                yield break;
            }
        }
    }
}
