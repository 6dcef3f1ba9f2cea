using Candor.Commitments;
using Candor.Commitments.Contributions;
using Candor.Commitments.Masks;
using Candor.Hosting.Blobs;
using Candor.Market;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Training;

/// <summary>Whether what was uploaded is what its digest is of.</summary>
internal static class UploadedPart
{
    /// <summary>Reads an upload and compares it with its digest.</summary>
    /// <param name="market">The market, in training.</param>
    /// <param name="upload">All of it.</param>
    /// <param name="part">What it is.</param>
    /// <param name="digest">The digest that it is uploaded by, 32 bytes.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>What is wrong with it; null where it is what its digest is of.</returns>
    /// <exception cref="BlobStoreException">It cannot be read.</exception>
    internal static async Task<string?> FaultOfAsync(
        MarketState market,
        BlobUpload upload,
        ContributionPart part,
        ReadOnlyMemory<byte> digest,
        CancellationToken cancellationToken)
    {
        StatisticsShape shape = market.Definition.Training!.Shape;
        if (part == ContributionPart.Commitments)
        {
            var builder = new StatisticsCommitmentsBuilder(shape);
            await foreach (ReadOnlyMemory<byte> chunk in upload.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                builder.Add(chunk.Span);
            }

            ProofFailure wrong = builder.Finish(digest.Span, out _);
            return wrong switch
            {
                ProofFailure.None => null,
                ProofFailure.EquationFails => OtherDigest(part),
                _ => $"The {TrainingBulk.KindOf(part)} do not decode: {wrong}; expected canonical points.",
            };
        }

        byte[] bytes = new byte[upload.Length];
        int read = 0;
        await foreach (ReadOnlyMemory<byte> chunk in upload.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            chunk.CopyTo(bytes.AsMemory(read));
            read += chunk.Length;
        }

        ReadOnlyMemory<byte>? found = DigestOf(market, part, bytes, out ProofFailure failure);
        return found is not { } own
            ? $"The {TrainingBulk.KindOf(part)} do not decode: {failure}; expected canonical scalars."
            : own.Span.SequenceEqual(digest.Span) ? null : OtherDigest(part);
    }

    private static ReadOnlyMemory<byte>? DigestOf(
        MarketState market, ContributionPart part, byte[] bytes, out ProofFailure failure)
    {
        if (part == ContributionPart.Shares)
        {
            return EncryptedShares.TryParse(
                market.Training!.Epoch!.List, bytes, out EncryptedShares? shares, out failure)
                ? shares.Digest
                : null;
        }

        // Either vector is read beside itself: each has its own digest.
        return MaskedStatistics.TryParse(
            market.Definition.Training!.Shape, bytes, bytes, out MaskedStatistics? masked, out failure)
            ? part == ContributionPart.Values ? masked.ValuesDigest : masked.BlindingsDigest
            : null;
    }

    private static string OtherDigest(ContributionPart part) =>
        $"The {TrainingBulk.KindOf(part)} have another digest than the upload names; they were deleted.";
}
