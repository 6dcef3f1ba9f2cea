namespace Grpc.Core;

/// <summary>The messages that the peer sends, read one after another. One read at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last successful <see cref="MoveNext"/> read.</summary>
    T Current { get; }

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Cancels the wait and with it the call.</param>
    /// <returns>True when <see cref="Current"/> holds the next message, false at the end of the stream.</returns>
    /// <exception cref="RpcException">On a client, the call ended with an error.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
