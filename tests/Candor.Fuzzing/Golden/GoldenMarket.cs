using System.Security.Cryptography;
using System.Text;
using Candor.Client.Transcripts;
using Candor.Market;
using Candor.Market.Events;
using Candor.Market.Signing;

namespace Candor.Fuzzing.Golden;

/// <summary>The frozen market, as it stood before each of its events, and its signers, whose keys everybody knows
/// (<c>tests/golden/transcripts/README.md</c>).</summary>
internal static class GoldenMarket
{
    /// <summary>Its events.</summary>
    internal static IReadOnlyList<MarketEvent> Events { get; } = ReadEvents();

    /// <summary>The market before the first event of a kind.</summary>
    /// <typeparam name="TEvent">The kind.</typeparam>
    internal static MarketState Before<TEvent>()
        where TEvent : MarketEvent =>
        Events.TakeWhile(static e => e is not TEvent).Aggregate((MarketState?)null, MarketState.Apply)!;

    /// <summary>The market after its last event.</summary>
    internal static MarketState End { get; } = Events.Aggregate((MarketState?)null, MarketState.Apply)!;

    /// <summary>Signs as one of the market's identities.</summary>
    /// <param name="name">Whose key.</param>
    /// <param name="type">The payload's type.</param>
    /// <param name="payload">The payload.</param>
    internal static SignedEnvelope Sign(string name, string type, byte[] payload)
    {
        VerificationKey key = KeyOf(name);
        using ECDsa ecdsa = ECDsa.Create();
        ecdsa.ImportParameters(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = SHA256.HashData(Encoding.UTF8.GetBytes("candor golden market/" + name)),
            Q = new ECPoint
            {
                X = key.SubjectPublicKeyInfo[^64..^32].ToArray(),
                Y = key.SubjectPublicKeyInfo[^32..].ToArray(),
            },
        });
        byte[] signature = ecdsa.SignData(
            PreAuthenticationEncoding.Encode(type, payload),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
        return new SignedEnvelope(type, payload, key.KeyId, signature);
    }

    private static VerificationKey KeyOf(string name) =>
        End.Definition.Operator.Id == name ? End.Definition.Operator.Key
        : End.Definition.TryFind(name, out int index) ? End.Definition.Roster[index].Key
        : End.Definition.Validation!.Validators.Single(validator => validator.Id == name).Key;

    private static MarketEvent[] ReadEvents()
    {
        using FileStream file = File.OpenRead(GoldenFiles.PathOf("transcripts/market-v1.jsonl"));
        return
        [
            .. TranscriptFile.Read(file).ReadEntries().Select(static entry => EventCodec.Decode(entry.Entry!.Value.Span)),
        ];
    }
}
