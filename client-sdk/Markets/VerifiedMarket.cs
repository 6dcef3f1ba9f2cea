using System.Security.Cryptography;
using Candor.Market.Signing;
using Candor.Wire.Definitions;
using Candor.Wire.Names;
using Candor.Wire.Signing;
using Google.Protobuf;

namespace Candor.Client.Markets;

/// <summary>A market whose rules are those that its operator signed. Only <see cref="Verify"/> makes one.</summary>
internal sealed class VerifiedMarket
{
    private VerifiedMarket(string name, ByteString digest, Market.Definitions.MarketDefinition rules)
    {
        Name = name;
        DefinitionDigest = digest;
        Rules = rules;
    }

    internal string Name { get; }

    internal ByteString DefinitionDigest { get; }

    internal Market.Definitions.MarketDefinition Rules { get; }

    /// <summary>Verifies what a server says of a market: nothing is believed that the operator did not sign,
    /// except its phases.</summary>
    /// <param name="market">The answer.</param>
    /// <param name="name">The market that was asked for.</param>
    /// <exception cref="UnverifiedAnswerException">The answer does not hold.</exception>
    internal static VerifiedMarket Verify(V1.Market? market, string name)
    {
        if (market?.Name != name)
        {
            throw Unverified(AnswerFault.Malformed, $"The server answered with '{market?.Name}'; expected {name}.");
        }

        if (!Envelopes.TryRead(market.Creation, out SignedEnvelope? creation, out _))
        {
            throw Unverified(
                AnswerFault.Malformed, $"{name} came without its operator's message; expected that message with one signature.");
        }

        byte[] digest = SHA256.HashData(creation.Payload.Span);
        if (!market.DefinitionDigest.Span.SequenceEqual(digest))
        {
            throw Unverified(
                AnswerFault.Digest,
                $"{name} has the definition digest '{Convert.ToHexStringLower(market.DefinitionDigest.Span)}'; what "
                + $"its operator signed has '{Convert.ToHexStringLower(digest)}'.");
        }

        if (!SignedMarket.TryRead(creation, out SignedMarket? signed, out Market.Rejection? rejection))
        {
            throw Unverified(
                FaultOf(rejection.Reason), $"The operator's message of {name} does not hold: {rejection.Message}");
        }

        if (signed.Name != name || !signed.Creation.Payload.Definition.Equals(market.Definition))
        {
            throw Unverified(
                AnswerFault.Definition, $"The definition shown for {name} is not the one that its operator signed.");
        }

        RequireStatuses(market, signed.Definition);
        return new VerifiedMarket(name, ByteString.CopyFrom(digest), signed.Definition);
    }

    /// <summary>A participant's place in the roster, which must hold its own key.</summary>
    /// <param name="participant">The participant's id.</param>
    /// <param name="key">The participant's key.</param>
    /// <exception cref="CandorException">The roster lacks the participant, or has another key for it.</exception>
    internal int PlaceOf(string participant, SigningKey key)
    {
        if (!Rules.TryFind(participant, out int index))
        {
            throw new CandorException(
                "PARTICIPANT_NOT_FOUND", $"The roster of {Name} has no participant '{participant}'.")
            {
                ErrorReason = ErrorReason.ParticipantNotFound,
            };
        }

        VerificationKey onRecord = Rules.Roster[index].Key;
        return onRecord.Equals(key.VerificationKey)
            ? index
            : throw new CandorException(
                "KEY_NOT_ON_RECORD",
                $"The roster of {Name} has the key '{onRecord.KeyId}' for '{participant}'; the key given is "
                + $"'{key.KeyId}'.")
            {
                ErrorReason = ErrorReason.KeyNotOnRecord,
            };
    }

    private static AnswerFault FaultOf(Market.RejectionReason reason) => reason switch
    {
        Market.RejectionReason.PayloadTypeMismatch or Market.RejectionReason.PayloadMalformed => AnswerFault.Malformed,
        Market.RejectionReason.KeyNotOnRecord or Market.RejectionReason.SignatureInvalid => AnswerFault.Signature,
        _ => AnswerFault.Definition,
    };

    private static void RequireStatuses(V1.Market market, Market.Definitions.MarketDefinition rules)
    {
        IEnumerable<string> expected = rules.Roster.Select(entry => ParticipantName.Of(market.Name, entry.Id));
        if (!market.Participants.Select(status => status.Name).SequenceEqual(expected))
        {
            throw Unverified(
                AnswerFault.Malformed,
                $"{market.Name} comes with the phases of {market.Participants.Count} participants that are not its "
                + $"roster; expected the {rules.Roster.Length} of the roster, in its order.");
        }
    }

    private static UnverifiedAnswerException Unverified(AnswerFault fault, string message) => new(fault, message);
}
