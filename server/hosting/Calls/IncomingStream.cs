using Candor.Hosting.Errors;
using Candor.V1;
using Grpc.Core;

namespace Candor.Hosting.Calls;

/// <summary>A client's stream that is given up where it says nothing for too long: whose connection was lost, or who only holds a
/// place, holds it no longer.</summary>
/// <typeparam name="T">The messages.</typeparam>
/// <param name="stream">The stream as it arrives.</param>
/// <param name="time">The clock.</param>
internal sealed class IncomingStream<T>(IAsyncStreamReader<T> stream, TimeProvider time) : IAsyncStreamReader<T>
    where T : class
{
    /// <summary>How long a stream may say nothing where its call says nothing else: a client multiplies a segment of tags in
    /// seconds, and everything else it has before it sends.</summary>
    internal static readonly TimeSpan UsualSilence = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take to its next message.</summary>
    internal TimeSpan MostSilence { get; set; } = UsualSilence;

    /// <inheritdoc/>
    public T Current => stream.Current;

    /// <inheritdoc/>
    /// <exception cref="CallRejectedException"><see cref="ErrorReason.StreamSilent"/>.</exception>
    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(MostSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await stream.MoveNext(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CallRejectedException(
                ErrorReason.StreamSilent,
                $"Nothing came for {MostSilence.TotalSeconds:F0} seconds; expected the next message, or the stream's end. It may be "
                + "sent again.");
        }
    }
}
