using Candor.Client;
using Candor.Client.Internal;
using Candor.Hosting.Errors;
using Candor.Market.Signing;
using Candor.V1;
using Candor.Validator;
using Candor.Wire;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Cli.Validation;

/// <summary>The markets of a server elsewhere, for a validator in a process of its own. It passes on what the server
/// says; the validator verifies all of it. It reads as the validator, to whom a market of its members shows itself.
/// </summary>
internal sealed class GrpcMarketPlatform : IMarketPlatform, IDisposable
{
    // A market carries its definition twice, and a definition may fill a request of 4 MiB.
    private const int MaxAnswerBytes = 16 << 20;

    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(30);

    private readonly GrpcChannel _channel;
    private readonly Uri _address;
    private readonly SignPayload _sign;
    private readonly TimeProvider _time;
    private readonly MarketService.MarketServiceClient _markets;
    private readonly ValidatorService.ValidatorServiceClient _hosted;
    private readonly ServerClock _clock;

    /// <summary>Makes the connection; nothing is sent until the first call.</summary>
    /// <param name="address">The server's address.</param>
    /// <param name="sign">Signs with the validator's key.</param>
    /// <param name="time">The clock.</param>
    internal GrpcMarketPlatform(Uri address, SignPayload sign, TimeProvider time)
    {
        _address = address;
        _sign = sign;
        _time = time;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxAnswerBytes });
        _markets = new MarketService.MarketServiceClient(_channel);
        _hosted = new ValidatorService.ValidatorServiceClient(_channel);
        _clock = new ServerClock(address, _hosted, time, s_callTimeout);
    }

    /// <summary>Whether the server answers, and by a clock that agrees with the one here.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MarketPlatformException">It does not; the message says why.</exception>
    internal async Task ReachAsync(CancellationToken cancellationToken)
    {
        await InvokeAsync(
            options => _hosted.GetValidatorAsync(new GetValidatorRequest(), options), "GetValidator", cancellationToken)
            .ConfigureAwait(false);
        await CompareClocksAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PlatformMarket> GetMarketAsync(string market, CancellationToken cancellationToken)
    {
        await CompareClocksAsync(cancellationToken).ConfigureAwait(false);
        var request = new GetMarketRequest { Name = market, Envelope = SignReading(market) };
        GetMarketResponse response = await InvokeAsync(
            options => _markets.GetMarketAsync(request, options),
            "GetMarket",
            cancellationToken).ConfigureAwait(false);
        return new PlatformMarket(
            FromMessage(response.Market?.Creation, market), response.Market!.Phase == MarketPhase.Open);
    }

    /// <inheritdoc/>
    public async Task<PlatformCommitment> GetCommitmentAsync(string participant, CancellationToken cancellationToken)
    {
        await CompareClocksAsync(cancellationToken).ConfigureAwait(false);
        var request = new GetCommitmentRequest
        {
            Participant = participant,
            Envelope = ParticipantName.TryParse(participant, out ParticipantName? name) ? SignReading(name.Market) : null,
        };
        GetCommitmentResponse response = await InvokeAsync(
            options => _markets.GetCommitmentAsync(request, options),
            "GetCommitment",
            cancellationToken).ConfigureAwait(false);
        return new PlatformCommitment(
            response.Event == 0 ? null : FromMessage(response.Envelope, participant), response.Event, response.Phase);
    }

    /// <inheritdoc/>
    public async Task<PlatformStatistics> GetStatisticsAsync(string participant, CancellationToken cancellationToken)
    {
        await CompareClocksAsync(cancellationToken).ConfigureAwait(false);
        var request = new GetStatisticsRequest
        {
            Participant = participant,
            Envelope = ParticipantName.TryParse(participant, out ParticipantName? name) ? SignReading(name.Market) : null,
        };
        GetStatisticsResponse response = await InvokeAsync(
            options => _markets.GetStatisticsAsync(request, options),
            "GetStatistics",
            cancellationToken).ConfigureAwait(false);
        return new PlatformStatistics(
            response.Report is null ? null : FromMessage(response.Report, participant),
            response.Statistics is null ? null : FromMessage(response.Statistics, participant));
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

    private Envelope SignReading(string market) =>
        Envelopes.ToMessage(Envelopes.Sign(_sign, AccessPayloads.ReadMarket(market, _time.GetUtcNow())));

    private static SignedEnvelope FromMessage(Envelope? message, string of) =>
        Envelopes.TryRead(message, out SignedEnvelope? envelope, out FieldFault? fault)
            ? envelope
            : throw new MarketPlatformException(
                V1.ErrorReason.SignatureInvalid, $"The server shows {of} without one signed message: {fault}.");

    // The validator recovers by itself once the clock is put right: until then whoever asks is told to try again.
    private async Task CompareClocksAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _clock.CompareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CandorException e)
        {
            throw new MarketPlatformException(
                V1.ErrorReason.PlatformUnavailable,
                e is ClockException ? $"The validator cannot sign for the market's server: {e.Message}"
                    : $"The market's server cannot be reached: {e.Message}",
                e);
        }
    }

    private async Task<T> InvokeAsync<T>(
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
            CandorException rejected = RichError.From(e, method, requestId: null, _address, s_callTimeout);

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
