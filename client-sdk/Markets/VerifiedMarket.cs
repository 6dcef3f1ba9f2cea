using System.Collections.Immutable;
using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.Market.Definitions;
using Candor.Market.Signing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Client.Markets;

/// <summary>A market whose rules are those that its operator signed. Only <see cref="Verify"/> makes one.</summary>
internal sealed class VerifiedMarket
{
    private static readonly string s_creationType = Envelopes.TypeOf(new CreateMarketPayload());

    private VerifiedMarket(string name, ByteString digest, Candor.Market.Definitions.MarketDefinition rules)
    {
        Name = name;
        DefinitionDigest = digest;
        Rules = rules;
    }

    internal string Name { get; }

    internal ByteString DefinitionDigest { get; }

    internal Candor.Market.Definitions.MarketDefinition Rules { get; }

    /// <summary>Verifies what a server says of a market: nothing of it is believed that the operator did not sign,
    /// except its phases.</summary>
    /// <param name="market">The answer.</param>
    /// <param name="name">The market that was asked for.</param>
    /// <exception cref="UnverifiedAnswerException">The answer does not hold.</exception>
    internal static VerifiedMarket Verify(V1.Market? market, string name)
    {
        if (market?.Name != name)
        {
            throw Refuse(AnswerFault.Malformed, $"The server answered with '{market?.Name}'; expected {name}.");
        }

        if (market.Creation is not { Signatures.Count: 1 } envelope || envelope.PayloadType != s_creationType)
        {
            throw Refuse(
                AnswerFault.Malformed,
                $"{name} comes without its operator's message; expected one signature over '{s_creationType}'.");
        }

        byte[] digest = SHA256.HashData(envelope.Payload.Span);
        if (!market.DefinitionDigest.Span.SequenceEqual(digest))
        {
            throw Refuse(
                AnswerFault.Digest,
                $"{name} has the definition digest '{Convert.ToHexStringLower(market.DefinitionDigest.Span)}'; what "
                + $"its operator signed has '{Convert.ToHexStringLower(digest)}'.");
        }

        CreateMarketPayload payload = Decode(envelope, name);
        Candor.Market.Definitions.MarketDefinition rules = RulesOf(payload, name);
        VerifySignature(envelope, rules, name);
        if (payload.Market != name || !payload.Definition.Equals(market.Definition))
        {
            throw Refuse(
                AnswerFault.Definition, $"The definition shown for {name} is not the one that its operator signed.");
        }

        RequireStatuses(market, rules);
        return new VerifiedMarket(name, ByteString.CopyFrom(digest), rules);
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

    private static CreateMarketPayload Decode(Envelope envelope, string name)
    {
        try
        {
            return CreateMarketPayload.Parser.ParseFrom(envelope.Payload);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw Refuse(AnswerFault.Malformed, $"The operator's message of {name} does not decode: {e.Message}");
        }
    }

    private static Candor.Market.Definitions.MarketDefinition RulesOf(CreateMarketPayload payload, string name)
    {
        ImmutableArray<DefinitionFault> faults = [];
        return payload.Definition is { } definition && DefinitionJson.ToRules(definition, out faults) is { } rules
            ? rules
            : throw Refuse(
                AnswerFault.Definition,
                $"{name} has a definition that no market can have: {(faults.IsEmpty ? "there is none" : faults[0])}.");
    }

    private static void VerifySignature(
        Envelope envelope, Candor.Market.Definitions.MarketDefinition rules, string name)
    {
        Signature signature = envelope.Signatures[0];
        var signed = new SignedEnvelope(
            envelope.PayloadType, envelope.Payload.Memory, signature.Keyid, signature.Sig.Memory);
        if (!AuthenticatedEnvelope.TryVerify(
            signed, s_creationType, rules.Operator.Key, out _, out Candor.Market.Rejection? rejection))
        {
            throw Refuse(AnswerFault.Signature, $"The operator's message of {name} does not hold: {rejection.Message}");
        }
    }

    private static void RequireStatuses(V1.Market market, Candor.Market.Definitions.MarketDefinition rules)
    {
        IEnumerable<string> expected = rules.Roster.Select(entry => ResourceNames.Participant(market.Name, entry.Id));
        if (!market.Participants.Select(status => status.Name).SequenceEqual(expected))
        {
            throw Refuse(
                AnswerFault.Malformed,
                $"{market.Name} comes with the phases of {market.Participants.Count} participants that are not its "
                + $"roster; expected the {rules.Roster.Length} of the roster, in its order.");
        }
    }

    private static UnverifiedAnswerException Refuse(AnswerFault fault, string message) => new(fault, message);
}
