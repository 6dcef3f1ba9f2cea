using System.Collections.Immutable;
using Candor.Client;
using Candor.V1;

namespace Candor.Cli.Participation;

/// <summary>What a market has published of the comparisons of one participant's records with those of others that were
/// attested earlier.</summary>
internal static class PublishedOverlaps
{
    /// <summary>Reads the comparisons since the participant's last commitment.</summary>
    /// <param name="client">The server.</param>
    /// <param name="market">The market's name.</param>
    /// <param name="participant">The participant's id.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    internal static async Task<ImmutableArray<FoundOverlap>> OfAsync(
        CandorClient client, string market, string participant, CancellationToken cancellationToken)
    {
        ulong last = (await client.GetMarketAsync(market, cancellationToken).ConfigureAwait(false)).LastEvent;
        string name = $"{market}/participants/{participant}";
        var found = ImmutableArray.CreateBuilder<FoundOverlap>();
        await foreach (WatchMarketResponse happened in client
            .WatchMarketAsync(market, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (happened.CommitmentAccepted is { } accepted && accepted.Participant == name)
            {
                found.Clear();
            }
            else if (happened.OverlapChecked is { } compared && compared.Later == name)
            {
                found.Add(new FoundOverlap(
                    compared.Earlier[(compared.Earlier.LastIndexOf('/') + 1)..],
                    compared.SharedRecords,
                    compared.LaterRefused));
            }

            if (happened.Sequence >= last)
            {
                break;
            }
        }

        return found.ToImmutable();
    }
}
