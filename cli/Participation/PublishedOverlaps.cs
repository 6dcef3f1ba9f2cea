using System.Collections.Immutable;
using Candor.Client;

namespace Candor.Cli.Participation;

/// <summary>What a market has published of the overlap checks of one participant's records with those of others that were
/// attested earlier.</summary>
internal static class PublishedOverlaps
{
    /// <summary>Reads the overlap checks since the participant's last commitment.</summary>
    /// <param name="client">The server.</param>
    /// <param name="participant">The participant.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    internal static async Task<ImmutableArray<FoundOverlap>> OfAsync(
        CandorClient client, ParticipantHandle participant, CancellationToken cancellationToken)
    {
        string id = participant.ParticipantId;
        ulong last = (await client.GetMarketAsync(participant.Market, participant.Key, cancellationToken)
            .ConfigureAwait(false)).LastEvent;
        var found = ImmutableArray.CreateBuilder<FoundOverlap>();
        await foreach (MarketUpdate happened in client
            .WatchMarketAsync(participant.Market, null, participant.Key, cancellationToken).ConfigureAwait(false))
        {
            if (happened is CommitmentAcceptedUpdate accepted && accepted.ParticipantId == id)
            {
                found.Clear();
            }
            else if (happened is OverlapCheckedUpdate compared && compared.LaterId == id)
            {
                found.Add(new FoundOverlap(compared.EarlierId, compared.SharedRecords, compared.IsLaterRefused));
            }

            if (happened.Sequence >= last)
            {
                break;
            }
        }

        return found.ToImmutable();
    }
}
