using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Candor.Hosting.Streams;

/// <summary>Runs a stream as a cursor over a log: nothing can be missed or come twice, and a slow reader costs
/// no memory, since what it has not read stays where it is.</summary>
internal sealed class StreamRunner(StreamLimit limit, IHostApplicationLifetime lifetime)
{
    /// <summary>Runs a stream to its end.</summary>
    /// <typeparam name="TState">What the log's events fold to.</typeparam>
    /// <typeparam name="TEvent">What its events are.</typeparam>
    /// <typeparam name="TMessage">The stream's message.</typeparam>
    /// <param name="log">The log, held for as long as the stream lasts.</param>
    /// <param name="after">The number of the last event already seen.</param>
    /// <param name="toMessage">Makes the message of an event; null leaves it out.</param>
    /// <param name="writer">The stream.</param>
    /// <param name="context">The call.</param>
    /// <returns>Completes after the log's final event.</returns>
    /// <exception cref="OperationCanceledException">The caller went, or the server is shutting down.</exception>
    internal async Task RunAsync<TState, TEvent, TMessage>(
        EventStream<TState, TEvent> log,
        long after,
        Func<NumberedEvent<TEvent>, TMessage?> toMessage,
        IServerStreamWriter<TMessage> writer,
        ServerCallContext context)
        where TState : class
        where TMessage : class, IMessage<TMessage>
    {
        using StreamLimit.Place place = limit.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);

        // The caller learns that the stream is open even where no event is due for days.
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        await foreach (NumberedEvent<TEvent> next in log.FollowAsync(after, ending.Token).ConfigureAwait(false))
        {
            ending.Token.ThrowIfCancellationRequested();
            if (toMessage(next) is { } message)
            {
                await writer.WriteAsync(message).ConfigureAwait(false);
            }
        }
    }
}
