namespace Grpc.Core;

/// <summary>The messages sent to the peer, one after another. One write at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the messages from the next one on are written; the call's default when null.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message.</summary>
    /// <param name="message">The message, not null.</param>
    /// <returns>Completes when the message has been handed to the transport.</returns>
    Task WriteAsync(T message);

    /// <summary>
    /// Writes a message, or gives up when cancelled. A writer that does not override this refuses a token that can be
    /// cancelled, because it could not honour it.
    /// </summary>
    /// <param name="message">The message, not null.</param>
    /// <param name="cancellationToken">Cancels the write and with it the call.</param>
    /// <returns>Completes when the message has been handed to the transport.</returns>
    /// <exception cref="NotSupportedException">This writer cannot cancel a write.</exception>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("This stream writer cannot cancel a write.")
        : WriteAsync(message);
}
