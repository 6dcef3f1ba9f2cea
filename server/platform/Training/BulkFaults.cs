using Candor.Hosting.Blobs;
using Candor.Hosting.Errors;
using Candor.V1;

namespace Candor.Platform.Training;

/// <summary>What callers are told when the store of blobs does not do what it is asked.</summary>
internal static class BulkFaults
{
    /// <summary>Makes the exception that ends a call. No path of the server's is in it.</summary>
    /// <param name="fault">What the store said.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <param name="logger">Told of what the operator has to see to.</param>
    /// <returns>The exception.</returns>
    internal static CallRejectedException ToException(BlobStoreException fault, string resource, ILogger logger)
    {
        (ErrorReason reason, string message) = fault.Fault switch
        {
            BlobFault.WrongOffset => (
                ErrorReason.UploadInvalid,
                $"The stream goes on at {fault.Found}; expected {fault.Expected}, as many bytes as have come."),
            BlobFault.TooLong => (
                ErrorReason.UploadInvalid,
                $"The upload would have {fault.Found} bytes; expected {fault.Expected}."),
            BlobFault.OtherLength => (
                ErrorReason.UploadInvalid,
                $"The upload has {fault.Found} bytes; expected {fault.Expected}, which what is here has."),
            BlobFault.OtherOwner => (
                ErrorReason.UploadInvalid, "An upload of this digest is another participant's; expected one's own."),
            BlobFault.OverBudget => (
                ErrorReason.Overloaded, "The server has no room left for this upload; expected less of this participant or market."),
            BlobFault.InUse => (
                ErrorReason.StorageUnavailable, "Another call uploads this now; try again when it has ended."),
            BlobFault.DiskFull => (ErrorReason.StorageUnavailable, "The server's disk is full; try again later."),
            _ => (ErrorReason.StorageUnavailable, "The server's disk fails; try again later."),
        };
        if (reason == ErrorReason.StorageUnavailable && fault.Fault != BlobFault.InUse)
        {
            logger.BulkFailed(resource, fault.Fault.ToString(), fault.Message);
        }

        return new CallRejectedException(reason, message)
        {
            Resource = resource,
            IsBusy = fault.Fault == BlobFault.InUse,
        };
    }
}
