using Candor.V1;

namespace Candor.Hosting.Errors;

/// <summary>The platform rejects the call, or cannot be reached.</summary>
public sealed class MarketPlatformException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">The platform's reason; <see cref="ErrorReason.PlatformUnavailable"/> where it cannot be
    /// reached.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What the transport said, where it said something.</param>
    public MarketPlatformException(ErrorReason reason, string message, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>The platform's reason.</summary>
    public ErrorReason Reason { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient => Reason is ErrorReason.PlatformUnavailable or ErrorReason.ShuttingDown
        or ErrorReason.StorageUnavailable or ErrorReason.Overloaded or ErrorReason.Internal;
}
