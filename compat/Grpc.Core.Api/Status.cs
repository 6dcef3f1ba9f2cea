namespace Grpc.Core;

/// <summary>The result of a call: a code and, for an error, a text meant for a developer.</summary>
public readonly struct Status
{
    /// <summary>Success: <see cref="Core.StatusCode.OK"/> with an empty detail.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, string.Empty);

    /// <summary>Cancellation: <see cref="Core.StatusCode.Cancelled"/> with an empty detail.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, string.Empty);

    /// <summary>Creates a status.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The text sent beside the code; empty when there is nothing to say.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>Creates a status that also holds the local fault behind it; the transport calls this.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The text sent beside the code.</param>
    /// <param name="debugException">The local fault, never sent to the peer.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code; anything but <see cref="Core.StatusCode.OK"/> is an error.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The text sent beside the code.</summary>
    public string Detail { get; }

    /// <summary>
    /// The local fault that led to this status, such as a refused connection. Only for diagnosis: it is set on the
    /// client alone and never crosses the wire.
    /// </summary>
    public Exception? DebugException { get; }

    /// <summary>The status in one line, with the local fault where there is one.</summary>
    /// <returns><c>Status(StatusCode="…", Detail="…")</c>.</returns>
    public override string ToString()
    {
        string fault = DebugException is null ? string.Empty : $", DebugException=\"{DebugException}\"";
        return $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\"{fault})";
    }
}
