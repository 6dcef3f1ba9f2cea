using System.Collections.Immutable;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Market.Contributions;

namespace Candor.Platform.Training;

/// <summary>Says which of the uploads that a step needs can no longer be read. Thread-safe.</summary>
/// <param name="bulk">What was uploaded.</param>
internal sealed class BulkSurvey(TrainingBulk bulk)
{
    /// <summary>Reads everything that the step which is on needs.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The digests of what cannot be read, in roster order, as an entry may name them. Shares that were handed out are
    /// among them only where too few others are left.</returns>
    internal async Task<ImmutableArray<ReadOnlyMemory<byte>>> FindLostAsync(
        MarketState market, CancellationToken cancellationToken)
    {
        TrainingProgress training = market.Training!;
        var lost = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        foreach (NeededUpload upload in NeededBulk.Of(training))
        {
            BlobName name = TrainingBulk.NameOf(market.Name, (V1.ContributionPart)upload.Part, upload.Digest);
            if (!await CanReadAsync(name, cancellationToken).ConfigureAwait(false))
            {
                lost.Add(upload.Digest);
            }
        }

        List<ReadOnlyMemory<byte>> shares = [];
        int opened = 0;
        foreach (ReadOnlyMemory<byte> digest in NeededBulk.OpenedShares(training))
        {
            BlobName name = TrainingBulk.NameOf(market.Name, TrainingBulk.OpenedShares, digest);
            if (await CanReadAsync(name, cancellationToken).ConfigureAwait(false))
            {
                opened++;
            }
            else
            {
                shares.Add(digest);
            }
        }

        lost.AddRange(opened < training.State.Threshold ? shares : []);
        return lost.ToImmutable();
    }

    private async Task<bool> CanReadAsync(BlobName name, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> _ in bulk.Store.ReadAsync(name, 0, cancellationToken).ConfigureAwait(false))
            {
                // Each chunk has its hash, which the store compares.
            }

            return true;
        }
        catch (BlobStoreException)
        {
            return false;
        }
    }
}
