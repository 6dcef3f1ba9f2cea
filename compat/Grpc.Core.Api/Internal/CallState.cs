namespace Grpc.Core.Internal;

/// <summary>
/// What the four call types share: the transport's callbacks with the one state object they are called with, so that a
/// call needs no closure.
/// </summary>
internal readonly struct CallState(
    Func<object, Task<Metadata>> responseHeaders,
    Func<object, Status> status,
    Func<object, Metadata> trailers,
    Action<object> dispose,
    object state)
{
    /// <summary>Takes callbacks without state, as test doubles and interceptors have them.</summary>
    public CallState(
        Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose)
        : this(_ => responseHeaders, _ => status(), _ => trailers(), _ => dispose(), NoState)
    {
    }

    private static object NoState { get; } = new();

    public Task<Metadata> ResponseHeadersAsync => responseHeaders(state);

    public Status GetStatus() => status(state);

    public Metadata GetTrailers() => trailers(state);

    public void Dispose() => dispose(state);
}
