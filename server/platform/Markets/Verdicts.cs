using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Wire.Signing;
using Candor.Wire.Times;
using Candor.Wire.Verdicts;

namespace Candor.Platform.Markets;

/// <summary>Takes validators' verdicts into their markets, whether they come over the wire or from the validator that
/// this server hosts.</summary>
internal sealed class Verdicts(MarketRegistry registry, TimeProvider time)
{
    /// <summary>Stores a verdict.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="envelope">The verdict, not verified yet.</param>
    /// <param name="cancellationToken">Stops waiting for the market's writer.</param>
    /// <returns>The answer; to the same payload again, the first one.</returns>
    /// <exception cref="CallRejectedException">Why the market does not take it.</exception>
    internal async Task<SubmitVerdictResponse> SubmitAsync(
        string market, SignedEnvelope envelope, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        using MarketRegistry.Lease lease = await registry.RentExistingAsync(market, cancellationToken)
            .ConfigureAwait(false);
        if (!VerdictCommands.TryRead(
            lease.Market.View.State!, envelope, at, out MarketCommand? command, out Rejection? rejection))
        {
            throw Rejections.ToException(rejection, market);
        }

        byte[] body = Envelopes.BodyDigest(envelope);

        // The payload is its own request id: a verdict is sent until it is taken, and counts once.
        var identity = new RequestIdentity(envelope.KeyId, $"verdict-{Convert.ToHexStringLower(body)[..56]}", body);
        return await lease.Market.SubmitAsync(
            new Submission<SubmitVerdictResponse>(
                command,
                identity,
                accepted => new SubmitVerdictResponse
                {
                    Event = accepted.Event,
                    Time = Timestamps.ToMessage(accepted.Time),
                }),
            cancellationToken).ConfigureAwait(false);
    }
}
