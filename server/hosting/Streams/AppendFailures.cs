using Candor.Hosting.Errors;
using Candor.Hosting.Storage;
using Candor.V1;

namespace Candor.Hosting.Streams;

/// <summary>What a caller is told where its message could not be stored.</summary>
internal static class AppendFailures
{
    /// <summary>Makes the exception.</summary>
    /// <param name="result">What became of the append.</param>
    /// <param name="resource">The resource that was asked for.</param>
    /// <returns>The exception.</returns>
    internal static CallRejectedException Of(AppendResult result, string resource) => result switch
    {
        AppendResult.Overloaded => new CallRejectedException(
            ErrorReason.Overloaded, "Too many messages wait for the disk; try again later.")
        { Resource = resource },
        AppendResult.Unavailable unavailable => new CallRejectedException(
            ErrorReason.StorageUnavailable,
            $"The message could not be stored ({unavailable.Cause}); try again, with the same request id.")
        {
            Resource = resource,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a failure."),
    };
}
