using System.Diagnostics.CodeAnalysis;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.Wire.Definitions;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Wire.Commands;

/// <summary>Operators' signed messages as commands. Each can be had in one step from its envelope, or, for whoever asks
/// other things in between, from the payload whose signature was verified before.</summary>
public static class OperatorCommands
{
    /// <summary>Makes the command behind a signed message.</summary>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command, its signature verified under the key of the operator in its
    /// definition.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the message creates a market.</returns>
    public static bool TryCreate(
        SignedEnvelope envelope,
        DateTimeOffset at,
        [NotNullWhen(true)] out CreateMarket? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        command = SignedMarket.TryRead(envelope, out SignedMarket? market, out rejection)
            ? Create(market.Creation, market.Definition, at)
            : null;
        return command is not null;
    }

    /// <summary>Makes the command of a message whose signature was verified.</summary>
    /// <param name="message">The message.</param>
    /// <param name="definition">The rules in it.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <returns>The command.</returns>
    public static CreateMarket Create(
        AuthenticatedPayload<V1.CreateMarketPayload> message, MarketDefinition definition, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new CreateMarket(at, message.Payload.Market, definition, message.Envelope);
    }

    /// <summary>Makes the command behind a signed message.</summary>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command, its signature verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the message is this market's operator's.</returns>
    public static bool TrySettle(
        MarketState state,
        SignedEnvelope envelope,
        DateTimeOffset at,
        [NotNullWhen(true)] out SettleMarket? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        command = TryOpen<V1.SettleMarketPayload>(
            state, envelope, static payload => payload.Market, out var message, out rejection)
                ? Settle(message, at)
                : null;
        return command is not null;
    }

    /// <summary>Makes the command of a message whose signature was verified.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <returns>The command.</returns>
    public static SettleMarket Settle(AuthenticatedPayload<V1.SettleMarketPayload> message, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new SettleMarket(at, message.Payload.DefinitionDigest.Memory, message.Envelope);
    }

    /// <summary>Makes the command behind a signed message.</summary>
    /// <param name="state">The market.</param>
    /// <param name="envelope">The message, whatever it holds.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <param name="command">The command, its signature verified.</param>
    /// <param name="rejection">Why there is no command.</param>
    /// <returns>Whether the message is this market's operator's.</returns>
    public static bool TryCancel(
        MarketState state,
        SignedEnvelope envelope,
        DateTimeOffset at,
        [NotNullWhen(true)] out CancelMarket? command,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        command = TryOpen<V1.CancelMarketPayload>(
            state, envelope, static payload => payload.Market, out var message, out rejection)
                ? Cancel(message, at)
                : null;
        return command is not null;
    }

    /// <summary>Makes the command of a message whose signature was verified.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">When the server received it, UTC.</param>
    /// <returns>The command.</returns>
    public static CancelMarket Cancel(AuthenticatedPayload<V1.CancelMarketPayload> message, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new CancelMarket(
            at, message.Payload.DefinitionDigest.Memory, message.Payload.Reason, message.Envelope);
    }

    private static bool TryOpen<TPayload>(
        MarketState state,
        SignedEnvelope envelope,
        Func<TPayload, string> marketOf,
        [NotNullWhen(true)] out AuthenticatedPayload<TPayload>? message,
        [NotNullWhen(false)] out Rejection? rejection)
        where TPayload : class, IMessage<TPayload>, new()
    {
        ArgumentNullException.ThrowIfNull(state);
        message = null;
        if (!SignedPayload.TryRead<TPayload>(envelope, out SignedPayload<TPayload>? signed, out rejection))
        {
            return false;
        }

        if (marketOf(signed.Payload) is var market && market != state.Name)
        {
            rejection = new Rejection(
                RejectionReason.MarketMismatch,
                $"The signed message is for {FieldFault.Quote(market)}; expected {state.Name}.");
            return false;
        }

        return signed.TryAuthenticate(
            state.Definition.Operator.Key, state.Definition.Version, out message, out rejection);
    }
}
