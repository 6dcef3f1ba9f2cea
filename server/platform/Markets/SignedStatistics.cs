using Candor.Hosting.Storage;
using Candor.Market;
using Candor.Market.Events;
using Candor.Validator;

namespace Candor.Platform.Markets;

/// <summary>What a participant has signed of its statistics, for the validators of its market.</summary>
internal static class SignedStatistics
{
    /// <summary>Finds both messages. Nothing is told before the market trains: a report is its sender's alone until
    /// then.</summary>
    /// <param name="market">The market.</param>
    /// <param name="index">The participant's roster index, from 0.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    /// <returns>The messages, as far as they stand.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    internal static async Task<PlatformStatistics> FindAsync(
        HostedMarket market, int index, CancellationToken cancellationToken)
    {
        MarketState state = market.View.State!;
        if (state.Training is not { HasOpened: true } training || state.Participants[index].Report is not { } report)
        {
            return new PlatformStatistics(null, null);
        }

        IReadOnlyList<StoredEvent> entries = await market.ReadEntriesAsync(
            (ulong)report.Event - 1, 1, cancellationToken).ConfigureAwait(false);
        return new PlatformStatistics(
            ((ReportAccepted)EventCodec.Decode(entries[0].Body)).Envelope,
            training.Statistics.GetValueOrDefault(index)?.Envelope);
    }
}
