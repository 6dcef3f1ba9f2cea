using Candor.Client.Markets;
using Candor.Commitments.Statements;
using Candor.Wire.Names;

namespace Candor.Client.Participation;

/// <summary>A participant in a verified market whose roster holds its own key.</summary>
/// <param name="Market">The market.</param>
/// <param name="Name"><c>markets/{market}/participants/{participant}</c>.</param>
/// <param name="Index">Its place in the roster.</param>
/// <param name="Context">What its statements are bound to.</param>
internal sealed record Member(VerifiedMarket Market, string Name, int Index, StatementContext Context)
{
    /// <summary>Finds a participant in a market.</summary>
    /// <exception cref="CandorException">The roster lacks it, or has another key for it.</exception>
    internal static Member Of(VerifiedMarket market, string participant, SigningKey key) => new(
        market,
        ParticipantName.Of(market.Name, participant),
        market.PlaceOf(participant, key),
        new StatementContext(
            market.Name, market.DefinitionDigest.Memory, participant, key.VerificationKey.SubjectPublicKeyInfo));

    /// <summary>Whether a receipt was made by this participant, with this key, under these rules.</summary>
    internal bool Owns(CommitmentReceipt receipt) =>
        receipt.Market == Context.Market
        && receipt.ParticipantId == Context.Participant
        && receipt.Context.DefinitionDigest.Span.SequenceEqual(Context.DefinitionDigest.Span)
        && receipt.Context.ParticipantKey.Span.SequenceEqual(Context.ParticipantKey.Span);
}
