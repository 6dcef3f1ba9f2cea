namespace Grpc.Core;

/// <summary>
/// A call that ended with an error. Thrown by the client for a status that is not OK; thrown by a handler on the server
/// to end its call with that status.
/// </summary>
public class RpcException : Exception
{
    /// <summary>Creates an exception whose message is the status in one line.</summary>
    /// <param name="status">The status of the call.</param>
    public RpcException(Status status)
        : this(status, Metadata.Empty, status.ToString())
    {
    }

    /// <summary>Creates an exception with a local message; the peer sees only <see cref="Status.Detail"/>.</summary>
    /// <param name="status">The status of the call.</param>
    /// <param name="message">The local message.</param>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>Creates an exception with trailers, which a server sends with the status.</summary>
    /// <param name="status">The status of the call.</param>
    /// <param name="trailers">The trailers of the call.</param>
    /// <exception cref="ArgumentNullException"><paramref name="trailers"/> is null.</exception>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>Creates an exception with trailers and a local message.</summary>
    /// <param name="status">The status of the call.</param>
    /// <param name="trailers">The trailers of the call.</param>
    /// <param name="message">The local message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="trailers"/> is null.</exception>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>The status of the call.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailers that came, or are to be sent, with the status; empty when there are none.</summary>
    public Metadata Trailers { get; }
}
