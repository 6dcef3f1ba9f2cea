using Candor.Hosting.Limits;
using Candor.Platform.Markets;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Candor.Platform.Calls;

/// <summary>Runs a stream as a cursor over a market's log: nothing can be missed or come twice, and a slow reader costs
/// no memory, since what it has not read stays where it is.</summary>
internal sealed class StreamRunner(StreamLimit limit, IHostApplicationLifetime lifetime)
{
    /// <summary>Runs a stream to its end.</summary>
    /// <typeparam name="T">The stream's message.</typeparam>
    /// <param name="market">The market, rented for as long as the stream lasts.</param>
    /// <param name="after">The number of the last event already seen.</param>
    /// <param name="toMessage">Makes the message of an event; null leaves it out.</param>
    /// <param name="writer">The stream.</param>
    /// <param name="context">The call.</param>
    /// <returns>Completes after the market's final event.</returns>
    /// <exception cref="OperationCanceledException">The caller went, or the server is shutting down.</exception>
    internal async Task RunAsync<T>(
        HostedMarket market,
        long after,
        Func<NumberedEvent, T?> toMessage,
        IServerStreamWriter<T> writer,
        ServerCallContext context)
        where T : class, IMessage<T>
    {
        using StreamLimit.Place place = limit.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);

        // The caller learns that the stream is open even where no event is due for days.
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        await foreach (NumberedEvent next in market.FollowAsync(after, ending.Token).ConfigureAwait(false))
        {
            ending.Token.ThrowIfCancellationRequested();
            if (toMessage(next) is { } message)
            {
                await writer.WriteAsync(message).ConfigureAwait(false);
            }
        }
    }
}
