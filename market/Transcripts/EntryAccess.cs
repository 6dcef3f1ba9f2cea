using Candor.Market.Definitions;
using Candor.Market.Events;
using Candor.Market.Signing;

namespace Candor.Market.Transcripts;

/// <summary>Who may read which entries of a transcript. An entry that is withheld still shows its hash, from which the
/// root follows.</summary>
/// <remarks>The hash of a report gives its size away to nobody: the entry holds a range proof and a signature, which
/// nobody can guess.</remarks>
public static class EntryAccess
{
    /// <summary>Whether an entry may be read. Reports and the outcome may be once the market has settled, by its members
    /// or by everyone, as the definition says; in a market that was cancelled they stay withheld for ever. In a market
    /// that trains, members read reports once these are closed, also where it is cancelled later: they check whose data
    /// is summed. All else is public.</summary>
    /// <param name="entry">The entry's event.</param>
    /// <param name="market">The market now.</param>
    /// <param name="isMember">Whether the reader has shown to be a member, see <see cref="FindMember"/>.</param>
    /// <returns>Whether the entry may be read.</returns>
    public static bool MayRead(MarketEvent entry, MarketState market, bool isMember)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(market);
        bool isSecret = entry is ReportAccepted or MarketSettled or ModelsDelivered;
        return !isSecret
            || (entry is ReportAccepted && isMember && market.Training is { HasOpened: true })
            || (market.Phase == MarketPhase.Settled
                && (isMember || market.Definition.TranscriptAccess == TranscriptAccess.Public));
    }

    /// <summary>Finds who has a key: the operator, a participant of the roster or a validator.</summary>
    /// <param name="definition">The rules.</param>
    /// <param name="keyId">The key's id.</param>
    /// <returns>The key on record, or null where no member has it.</returns>
    public static VerificationKey? FindMember(MarketDefinition definition, string keyId)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.Operator.Key.KeyId == keyId
            ? definition.Operator.Key
            : definition.Roster.FirstOrDefault(entry => entry.Key.KeyId == keyId)?.Key
                ?? definition.Validation?.Find(keyId)?.Key;
    }
}
