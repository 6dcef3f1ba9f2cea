using Candor.Commitments;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Market.Contributions;
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
        byte[] bytes = new byte[upload.Length];
        int read = 0;
        await foreach (ReadOnlyMemory<byte> chunk in upload.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            chunk.CopyTo(bytes.AsMemory(read));
            read += chunk.Length;
        }

        string kind = TrainingBulk.KindOf(part);
        ProofFailure failure = UploadedParts.Check(
            (Market.Contributions.ContributionPart)part,
            market.Definition.Training!.Shape,
            market.Training!.Epoch?.List,
            bytes,
            digest.Span);
        return failure switch
        {
            ProofFailure.None => null,
            ProofFailure.EquationFails => $"The {kind} have another digest than the upload names; they were deleted.",
            _ => $"The {kind} do not decode: {failure}; expected canonical "
                + (part == ContributionPart.Commitments ? "points." : "scalars."),
        };
    }
}
