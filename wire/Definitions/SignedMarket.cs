using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Candor.Market;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.Wire.Names;
using Candor.Wire.Signing;

namespace Candor.Wire.Definitions;

/// <summary>A market's rules as its operator signed them. Only <see cref="TryRead"/> makes one: whoever shows a market,
/// rules that its operator did not sign are not believed.</summary>
public sealed class SignedMarket
{
    private SignedMarket(
        AuthenticatedPayload<V1.CreateMarketPayload> creation,
        MarketDefinition definition,
        ReadOnlyMemory<byte> definitionDigest)
    {
        Creation = creation;
        Definition = definition;
        DefinitionDigest = definitionDigest;
    }

    /// <summary>The market's name, <c>markets/{market}</c>.</summary>
    public string Name => Creation.Payload.Market;

    /// <summary>The operator's message.</summary>
    public AuthenticatedPayload<V1.CreateMarketPayload> Creation { get; }

    /// <summary>The rules in it.</summary>
    public MarketDefinition Definition { get; }

    /// <summary>SHA-256 of the signed payload, 32 bytes: what participants sign that they have read.</summary>
    public ReadOnlyMemory<byte> DefinitionDigest { get; }

    /// <summary>Verifies an operator's message.</summary>
    /// <param name="creation">The envelope, whatever it holds.</param>
    /// <param name="market">The market, where the message holds.</param>
    /// <param name="rejection">Where it does not: <see cref="RejectionReason.PayloadTypeMismatch"/> or
    /// <see cref="RejectionReason.PayloadMalformed"/> for the payload, <see cref="RejectionReason.InvalidRequest"/> for
    /// its market's name, <see cref="RejectionReason.DefinitionInvalid"/> for its rules,
    /// <see cref="RejectionReason.KeyNotOnRecord"/>, <see cref="RejectionReason.SignatureInvalid"/> or
    /// <see cref="RejectionReason.SignatureNotLowS"/> for the signature,
    /// <see cref="RejectionReason.PayloadNotCanonical"/> for another spelling of the payload.</param>
    /// <returns>Whether the message holds.</returns>
    public static bool TryRead(
        SignedEnvelope creation,
        [NotNullWhen(true)] out SignedMarket? market,
        [NotNullWhen(false)] out Rejection? rejection)
    {
        market = null;
        if (!SignedPayload.TryRead<V1.CreateMarketPayload>(creation, out var message, out rejection))
        {
            return false;
        }

        if (!MarketName.IsValid(message.Payload.Market))
        {
            rejection = new Rejection(
                RejectionReason.InvalidRequest,
                $"The market is named {FieldFault.Quote(message.Payload.Market)}; expected {MarketName.Expected}.");
            return false;
        }

        if (!DefinitionMessages.TryRead(
            message.Payload.Definition, out MarketDefinition? definition, out ImmutableArray<DefinitionFault> faults))
        {
            rejection = new Rejection(
                RejectionReason.DefinitionInvalid,
                $"The operator's definition breaks a rule of definitions: {faults[0]}.");
            return false;
        }

        if (message.TryAuthenticate(definition.Operator.Key, definition.Version, out var authenticated, out rejection))
        {
            market = new SignedMarket(authenticated, definition, SHA256.HashData(creation.Payload.Span));
        }

        return market is not null;
    }
}
