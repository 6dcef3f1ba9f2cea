using Grpc.Core;

namespace Candor.Hosting.Calls;

/// <summary>A client's stream of which each message has to come in time (<see cref="StreamPatience.Next"/>).</summary>
/// <param name="stream">The stream.</param>
/// <param name="time">The clock.</param>
internal sealed class PatientStream<T>(IAsyncStreamReader<T> stream, TimeProvider time) : IAsyncStreamReader<T>
{
    /// <inheritdoc/>
    public T Current => stream.Current;

    /// <inheritdoc/>
    public Task<bool> MoveNext(CancellationToken cancellationToken) =>
        stream.MoveNextAsync(StreamPatience.Next, time, cancellationToken);
}
