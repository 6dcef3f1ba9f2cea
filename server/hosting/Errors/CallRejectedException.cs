using Candor.Hosting.Edge;
using Candor.V1;
using Candor.Wire.Errors;
using Grpc.Core;

namespace Candor.Hosting.Errors;

/// <summary>A call is not accepted. Services throw it; <see cref="ErrorInterceptor"/> turns it into the status that the
/// caller gets.</summary>
/// <param name="reason">The reason, which fixes the status.</param>
/// <param name="message">What was wrong, with the value that broke the rule, and what was expected.</param>
internal sealed class CallRejectedException(ErrorReason reason, string message) : Exception(message)
{
    /// <summary>The reason.</summary>
    internal ErrorReason Reason { get; } = reason;

    /// <summary>Whether what was asked for is in use by another of the callers, so that the server itself does not
    /// fail.</summary>
    internal bool IsBusy { get; init; }

    /// <summary>Whether the server could not do its part: no fault of the caller's.</summary>
    internal bool IsOutage => Reason == ErrorReason.StorageUnavailable && !IsBusy;

    /// <summary>Every wrong field, where fields were wrong.</summary>
    internal IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    /// <summary>The resource that was asked for, where the request named one that is well formed.</summary>
    internal string? Resource { get; init; }

    /// <summary>Where the sender's last message is, for <see cref="ErrorReason.PredecessorMismatch"/>.</summary>
    internal Receipt? Receipt { get; init; }

    /// <summary>Makes the exception that gRPC sends.</summary>
    /// <param name="trace">The trace id, for <see cref="ErrorReason.Internal"/>.</param>
    /// <returns>The exception with status and trailer.</returns>
    internal RpcException ToException(string? trace = null) =>
        ErrorDetails.ToException(Reason, Message, Resource, Violations, trace, Receipt);
}
