using Candor.Hosting.Errors;
using Candor.V1;
using Grpc.Core;

namespace Candor.Hosting.Calls;

/// <summary>How long a server waits for the next message of a client's stream: who opens one and is mute holds neither a place nor a
/// file for longer.</summary>
internal static class StreamPatience
{
    /// <summary>For the first message, before which nobody knows whose the stream is.</summary>
    internal static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    /// <summary>For each that follows.</summary>
    internal static readonly TimeSpan Next = TimeSpan.FromSeconds(30);

    /// <summary>Reads the next message.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="within">How long to wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="CallRejectedException">None came in time.</exception>
    internal static async Task<bool> MoveNextAsync<T>(
        this IAsyncStreamReader<T> stream, TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await stream.MoveNext(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CallRejectedException(
                ErrorReason.InvalidRequest,
                FormattableString.Invariant($"No message came within {within.TotalSeconds} seconds; expected the next of the stream."));
        }
    }
}
