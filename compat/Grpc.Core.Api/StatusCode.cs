namespace Grpc.Core;

/// <summary>
/// How a call ended, as sent in the <c>grpc-status</c> trailer. The numbers are the wire values of the gRPC protocol
/// and never change.
/// </summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The call was cancelled, typically by its caller.</summary>
    Cancelled = 1,

    /// <summary>An error with no better code, for instance one that came from another error space.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call was complete; a change may still have been applied.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a size limit or another resource is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in a state in which the request can be carried out.</summary>
    FailedPrecondition = 9,

    /// <summary>The operation was broken off, typically by a conflict between concurrent changes.</summary>
    Aborted = 10,

    /// <summary>The operation went past the valid range, which may be valid later.</summary>
    OutOfRange = 11,

    /// <summary>The method does not exist or is not offered by this server.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the system is broken.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; a retry may succeed.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupt beyond recovery.</summary>
    DataLoss = 15,

    /// <summary>The request carries no valid credentials.</summary>
    Unauthenticated = 16,
}
