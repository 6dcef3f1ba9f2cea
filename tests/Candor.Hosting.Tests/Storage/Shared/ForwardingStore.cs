using Candor.Hosting.Storage;

namespace Candor.Hosting.Tests.Storage.Shared;

/// <summary>A store in front of another, which does everything; tests override what they change.</summary>
/// <param name="inner">The store that does it.</param>
internal abstract class ForwardingStore(IEventStore inner) : IEventStore
{
    public StoreIdentity Identity => inner.Identity;

    public void Bind(string signer) => inner.Bind(signer);

    public virtual Task<AppendResult> AppendAsync(Append append) => inner.AppendAsync(append);

    public virtual Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken) =>
        inner.ReadHeadAsync(stream, cancellationToken);

    public StreamHead? MarkOf(string stream) => inner.MarkOf(stream);

    public void Mark(string stream, StreamHead head) => inner.Mark(stream, head);

    public virtual Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(
        string stream, long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadEventsAsync(stream, after, limit, cancellationToken);

    public Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        inner.ListNamesAsync(cancellationToken);

    public Task<AnswerPage> CheckAnswersAsync(long after, int limit, CancellationToken cancellationToken) =>
        inner.CheckAnswersAsync(after, limit, cancellationToken);

    public Task<RequestRecord?> FindRequestAsync(string actor, string requestId, CancellationToken cancellationToken) =>
        inner.FindRequestAsync(actor, requestId, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListStreamsAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        inner.ListStreamsAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListSummariesAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        inner.ListSummariesAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<DueStream>> ListDueAsync(CancellationToken cancellationToken) =>
        inner.ListDueAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
