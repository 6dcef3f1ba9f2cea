using Candor.Hosting.Errors;
using Candor.V1;

namespace Candor.Hosting.Blobs;

/// <summary>What a caller is told where the blob store does not do what it asks.</summary>
internal static class BlobFailures
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">What the store said.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <returns>The exception. Where the fault is the server's it names no path: those are for its log.</returns>
    internal static CallRejectedException Of(BlobStoreException failure, string resource) => failure.Fault switch
    {
        BlobFault.InUse or BlobFault.OverBudget => Make(ErrorReason.Overloaded, failure.Message, resource),
        BlobFault.WrongOffset or BlobFault.TooLong or BlobFault.Incomplete or BlobFault.OtherLength
            or BlobFault.OtherOwner or BlobFault.TooLarge => Make(ErrorReason.InvalidRequest, failure.Message, resource),
        BlobFault.DiskFull => Make(
            ErrorReason.StorageUnavailable,
            "The server's disk is full; try again later, from where the upload ended.",
            resource),
        _ => Make(
            ErrorReason.StorageUnavailable,
            $"The server's store of bulk failed ({failure.Fault}); its operator finds the cause in its log.",
            resource),
    };

    private static CallRejectedException Make(ErrorReason reason, string message, string resource) =>
        new(reason, message) { Resource = resource };
}
