using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>Reads an <see cref="IAsyncStreamReader{T}"/> with <c>await foreach</c>.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>
    /// The messages that are still to come. The reader is read as the result is enumerated, so only once.
    /// </summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="streamReader">The reader.</param>
    /// <param name="cancellationToken">Cancels the reading and with it the call.</param>
    /// <returns>The messages, in order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="streamReader"/> is null.</exception>
    public static IAsyncEnumerable<T> ReadAllAsync<T>(
        this IAsyncStreamReader<T> streamReader, CancellationToken cancellationToken = default)
    {
        // Checked here and not in the iterator, so that the mistake shows where it is made.
        ArgumentNullException.ThrowIfNull(streamReader);
        return Read(streamReader, cancellationToken);
    }

    private static async IAsyncEnumerable<T> Read<T>(
        IAsyncStreamReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await reader.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            yield return reader.Current;
        }
    }
}
