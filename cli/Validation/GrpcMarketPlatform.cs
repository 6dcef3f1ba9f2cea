using Candor.Client;
using Candor.Client.Internal;
using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator;
using Candor.Wire;
using Candor.Wire.Signing;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Cli.Validation;

/// <summary>The markets of a server elsewhere, for a validator in a process of its own. It passes on what the server
/// says; the validator verifies all of it.</summary>
internal sealed class GrpcMarketPlatform : IMarketPlatform, IDisposable
{
    // A market carries its definition twice, and a definition may fill a request of 4 MiB.
    private const int MaxAnswerBytes = 16 << 20;

    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel _channel;
    private readonly MarketService.MarketServiceClient _markets;

    /// <summary>Makes the connection; nothing is sent until the first call.</summary>
    /// <param name="address">The server's address.</param>
    internal GrpcMarketPlatform(Uri address)
    {
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxAnswerBytes });
        _markets = new MarketService.MarketServiceClient(_channel);
    }

    /// <inheritdoc/>
    public async Task<PlatformMarket> GetMarketAsync(string market, CancellationToken cancellationToken)
    {
        GetMarketResponse response = await InvokeAsync(
            options => _markets.GetMarketAsync(new GetMarketRequest { Name = market }, options),
            "GetMarket",
            cancellationToken).ConfigureAwait(false);
        return new PlatformMarket(
            FromMessage(response.Market?.Creation, market), response.Market!.Phase == MarketPhase.Open);
    }

    /// <inheritdoc/>
    public async Task<PlatformCommitment> GetCommitmentAsync(string participant, CancellationToken cancellationToken)
    {
        GetCommitmentResponse response = await InvokeAsync(
            options => _markets.GetCommitmentAsync(new GetCommitmentRequest { Participant = participant }, options),
            "GetCommitment",
            cancellationToken).ConfigureAwait(false);
        return new PlatformCommitment(
            response.Event == 0 ? null : FromMessage(response.Envelope, participant), response.Event, response.Phase);
    }

    /// <inheritdoc/>
    public async Task<ulong> DeliverAsync(string market, SignedEnvelope verdict, CancellationToken cancellationToken)
    {
        SubmitVerdictResponse response = await InvokeAsync(
            options => _markets.SubmitVerdictAsync(
                new SubmitVerdictRequest { Name = market, Envelope = Envelopes.ToMessage(verdict) }, options),
            "SubmitVerdict",
            cancellationToken).ConfigureAwait(false);
        return response.Event;
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private static SignedEnvelope FromMessage(Envelope? message, string of) =>
        Envelopes.TryRead(message, out SignedEnvelope? envelope, out FieldFault? fault)
            ? envelope
            : throw new MarketPlatformException(
                V1.ErrorReason.SignatureInvalid, $"The server shows {of} without one signed message: {fault}.");

    private static async Task<T> InvokeAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call, string method, CancellationToken cancellationToken)
    {
        try
        {
            using AsyncUnaryCall<T> started = call(new CallOptions(
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime + s_callTimeout,
                cancellationToken: cancellationToken));
            return await started.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CandorException rejected = RichError.From(e, method, requestId: null);

            // Without a reason of ours it is the network, a proxy, or a server that is not a Candor server.
            throw rejected.ErrorReason == Candor.Client.ErrorReason.Unspecified
                ? new MarketPlatformException(
                    V1.ErrorReason.PlatformUnavailable,
                    $"The market's server cannot be reached: {rejected.Message}",
                    rejected)
                : new MarketPlatformException((V1.ErrorReason)rejected.ErrorReason, rejected.Message, rejected);
        }
    }
}
