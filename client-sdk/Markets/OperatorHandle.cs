using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.V1;
using Candor.Wire.Signing;

namespace Candor.Client;

/// <summary>A market as its operator acts in it, under the operator's key. Made by
/// <see cref="CandorClient.GetOperatorHandle"/>; thread-safe. Its members are virtual, so that code around it can be tested
/// without a server.</summary>
public class OperatorHandle
{
    private readonly ClientConnection _connection;

    internal OperatorHandle(ClientConnection connection, string market, SigningKey key)
    {
        Market = ResourceNames.Market(market, nameof(market));
        ArgumentNullException.ThrowIfNull(key);
        _connection = connection.As(key);
        Key = key;
    }

    /// <summary>For a double in a test, whose members are all overridden; the members of this type fail with
    /// it.</summary>
    protected OperatorHandle()
    {
        _connection = null!;
        Market = null!;
        Key = null!;
    }

    /// <summary>The market's name, <c>markets/{market}</c>.</summary>
    public virtual string Market { get; }

    /// <summary>The operator's key.</summary>
    public virtual SigningKey Key { get; }

    /// <summary>Creates a market and opens it.</summary>
    /// <param name="definition">The rules, as <see cref="MarketDefinitionFile.Load"/> reads them. They never
    /// change.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The market as the server created it, verified.</returns>
    /// <exception cref="CandorException">The server rejected the call, such as with <c>DEFINITION_INVALID</c> (every fault in
    /// <see cref="CandorException.Violations"/>) or <c>MARKET_ALREADY_EXISTS</c>; or stayed unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">The answer or its receipt does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<MarketInfo> CreateMarketAsync(
        MarketDefinitionFile definition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(definition);
        await _connection.CompareClocksAsync(string.Empty, cancellationToken).ConfigureAwait(false);
        string requestId = ClientConnection.NewRequestId();
        Envelope envelope = Key.SignMessage(
            new CreateMarketPayload { Market = Market, RequestId = requestId, Definition = definition.Message });
        var request = new CreateMarketRequest { Envelope = envelope };
        CreateMarketResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.MarketService.CreateMarketAsync(request, options), "CreateMarket", requestId, cancellationToken)
            .ConfigureAwait(false);
        (V1.Market created, VerifiedMarket verified) = _connection.Accept(response.Market, Market);
        var sent = new SentMessage(
            envelope, 1, entry => entry is Candor.Market.Events.MarketCreated e && e.Market == Market ? e.Envelope : null);
        await _connection.Transcripts.AcceptAsync(verified, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        return MarketInfo.Of(created, verified);
    }

    /// <summary>Settles an open market before its deadline. Who has not reported is out.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The settled market.</returns>
    /// <exception cref="CandorException">The server rejected the call, such as with <c>MARKET_SETTLED</c> or
    /// <c>KEY_NOT_ON_RECORD</c>; or stayed unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer or its receipt does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<MarketInfo> SettleMarketAsync(CancellationToken cancellationToken = default)
    {
        VerifiedMarket verified = await _connection.RulesOfAsync(Market, cancellationToken).ConfigureAwait(false);
        string requestId = ClientConnection.NewRequestId();
        var request = new SettleMarketRequest
        {
            Name = Market,
            Envelope = Key.SignMessage(new SettleMarketPayload
            {
                Market = Market,
                RequestId = requestId,
                DefinitionDigest = verified.DefinitionDigest,
            }),
        };
        SettleMarketResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.MarketService.SettleMarketAsync(request, options), "SettleMarket", requestId, cancellationToken)
            .ConfigureAwait(false);
        V1.Market settled = _connection.Accept(response.Market, Market).Market;

        // A market that trains opens the training with the message; steps follow it at once, and the settlement later.
        var sent = new SentMessage(
            request.Envelope,
            verified.Rules.Training is null ? settled.LastEvent : response.Receipt.LeafIndex + 1,
            static entry => entry switch
            {
                Candor.Market.Events.MarketSettled e => e.Envelope,
                Candor.Market.Events.TrainingOpened e => e.Envelope,
                _ => null,
            });
        await _connection.Transcripts.AcceptAsync(verified, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        return MarketInfo.Of(settled, verified);
    }

    /// <summary>Cancels an open market. Nobody owes anything.</summary>
    /// <param name="reason">Why, for the participants to read; at most 500 Unicode code points.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The cancelled market.</returns>
    /// <exception cref="CandorException">The server rejected the call, such as with <c>MARKET_SETTLED</c> or
    /// <c>KEY_NOT_ON_RECORD</c>; or stayed unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer or its receipt does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<MarketInfo> CancelMarketAsync(
        string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        VerifiedMarket verified = await _connection.RulesOfAsync(Market, cancellationToken).ConfigureAwait(false);
        string requestId = ClientConnection.NewRequestId();
        var request = new CancelMarketRequest
        {
            Name = Market,
            Envelope = Key.SignMessage(new CancelMarketPayload
            {
                Market = Market,
                RequestId = requestId,
                DefinitionDigest = verified.DefinitionDigest,
                Reason = reason,
            }),
        };
        CancelMarketResponse response = await _connection.Calls.InvokeAsync(
            options => _connection.MarketService.CancelMarketAsync(request, options), "CancelMarket", requestId, cancellationToken)
            .ConfigureAwait(false);
        V1.Market cancelled = _connection.Accept(response.Market, Market).Market;
        var sent = new SentMessage(
            request.Envelope,
            cancelled.LastEvent,
            entry => entry is Candor.Market.Events.MarketCancelled e && e.Reason == reason ? e.Envelope : null);
        await _connection.Transcripts.AcceptAsync(verified, response.Receipt, sent, cancellationToken).ConfigureAwait(false);
        return MarketInfo.Of(cancelled, verified);
    }

    /// <summary>Whose answers the market's validators await, and until when. Who stays silent is refused at the deadline, also after
    /// it has reported: an operator who sees it in time can ask.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The answers of all validators, the next deadline first; empty where none is awaited, or the market asks for
    /// no validation.</returns>
    /// <remarks>What a validator says of the answers that it awaits is its word; nothing in the transcript shows
    /// it.</remarks>
    /// <exception cref="CandorException">The key is not that of the market's operator (<c>KEY_NOT_ON_RECORD</c>, or
    /// <c>MARKET_NOT_FOUND</c> where only members may read the market), a validator rejected the call, or stayed
    /// unavailable.</exception>
    /// <exception cref="ClockException">The clock here is not the server's or a validator's; nothing was signed.</exception>
    /// <exception cref="UnverifiedAnswerException">An answer does not hold.</exception>
    /// <exception cref="OperationCanceledException">The call was stopped.</exception>
    public virtual async Task<IReadOnlyList<AwaitedAnswer>> ListAwaitedAnswersAsync(
        CancellationToken cancellationToken = default)
    {
        VerifiedMarket verified = await _connection.RulesOfAsync(Market, cancellationToken).ConfigureAwait(false);
        var answers = new List<AwaitedAnswer>();
        foreach (Candor.Market.Definitions.ValidatorIdentity validator in verified.Rules.Validation?.Validators ?? [])
        {
            await _connection.CompareClocksAsync(validator.Address, cancellationToken).ConfigureAwait(false);
            var request = new ListAwaitedAnswersRequest
            {
                Market = Market,
                Envelope = Key.SignMessage(
                    AccessPayloads.ReadMarket(Market, _connection.Options.TimeProvider.GetUtcNow())),
            };
            ListAwaitedAnswersResponse response = await _connection.Calls.To(validator.Address).InvokeAsync(
                options => _connection.Validators.At(validator.Address).ListAwaitedAnswersAsync(request, options),
                "ListAwaitedAnswers",
                null,
                cancellationToken).ConfigureAwait(false);
            answers.AddRange(response.Answers.Select(answer => AwaitedAnswer.Of(answer, validator.Id, verified)));
        }

        return [.. answers.OrderBy(static answer => answer.Deadline)];
    }
}
