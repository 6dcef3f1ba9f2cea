namespace Candor.Client;

/// <summary>The one base of everything the SDK throws on purpose; a cancelled call throws
/// <see cref="OperationCanceledException"/> and a wrong argument <see cref="ArgumentException"/>.</summary>
public class CandorException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="reason">See <see cref="Reason"/>.</param>
    /// <param name="message">One line: what is wrong, where, and what was expected.</param>
    /// <param name="innerException">The cause, if any.</param>
    public CandorException(string reason, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Reason = reason;
    }

    /// <summary>Why, for programs: the server's <c>candor.v1.ErrorReason</c> without its prefix, such as
    /// <c>RANGE_PROOF_INVALID</c>; the SDK's own reason, such as <c>KEY_FILE_MISSING</c>; or the gRPC status, such as
    /// <c>UNAVAILABLE</c>, where the server gave none.</summary>
    public string Reason { get; }
}
