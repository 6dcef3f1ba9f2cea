using Candor.Hosting.Errors;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Hosting.Edge;

/// <summary>A client's stream whose messages decode, or are rejected. Only here is it known that the bytes were the
/// caller's: a stored message of ours that does not decode is a fault of the server.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="requests">The stream as it arrives.</param>
internal sealed class DecodedRequests<T>(IAsyncStreamReader<T> requests) : IAsyncStreamReader<T>
{
    /// <inheritdoc/>
    public T Current => requests.Current;

    /// <inheritdoc/>
    /// <exception cref="CallRejectedException">The next message does not decode.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CallRejectedException(
                ErrorReason.InvalidRequest, $"A message of the stream does not decode: {e.Message}")
            {
                Violations = [TransportRejections.Undecodable],
            };
        }
    }
}
