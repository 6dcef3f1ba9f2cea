using Candor.Hosting.Storage;

namespace Candor.Hosting.Tests.Streams;

/// <summary>A store of which reads are real and every append has the same end.</summary>
internal sealed class RefusingStore(IEventStore inner, AppendResult result) : IEventStore
{
    public StoreIdentity Identity => inner.Identity;

    /// <summary>How many appends it was asked for.</summary>
    public int Appends { get; private set; }

    public void Bind(string signer) => inner.Bind(signer);

    public Task<AppendResult> AppendAsync(Append append)
    {
        Appends++;
        return Task.FromResult(result);
    }

    public Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken) =>
        inner.ReadHeadAsync(stream, cancellationToken);

    public StreamHead? MarkOf(string stream) => inner.MarkOf(stream);

    public void Mark(string stream, StreamHead head) => inner.Mark(stream, head);

    public Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(
        string stream, long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadEventsAsync(stream, after, limit, cancellationToken);

    public Task<RequestRecord?> FindRequestAsync(
        string actor, string requestId, CancellationToken cancellationToken) =>
        inner.FindRequestAsync(actor, requestId, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListStreamsAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        inner.ListStreamsAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListSummariesAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        inner.ListSummariesAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<DueStream>> ListDueAsync(CancellationToken cancellationToken) =>
        inner.ListDueAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
