using System.Threading.Channels;
using Candor.Hosting.Storage;

namespace Candor.Hosting.Tests.Streams;

/// <summary>A real store whose appends wait until the test says what becomes of them, in the order in which they
/// came.</summary>
internal sealed class HeldStore : IEventStore
{
    private readonly IEventStore _inner;
    private readonly Channel<Held> _held = Channel.CreateUnbounded<Held>();
    private readonly Queue<Held> _waiting = new();
    private bool _isOpen;

    internal HeldStore(IEventStore inner) => _inner = inner;

    public StoreIdentity Identity => _inner.Identity;

    /// <summary>Waits until a number of appends are held.</summary>
    public async Task HeldAsync(int count)
    {
        while (_waiting.Count < count)
        {
            _waiting.Enqueue(await _held.Reader.ReadAsync());
        }
    }

    /// <summary>Lets all go that are held.</summary>
    public void Release()
    {
        while (_waiting.TryDequeue(out Held? held))
        {
            Go(held);
        }
    }

    /// <summary>Lets all go that are held, and all that come.</summary>
    public void LetAllThrough()
    {
        Volatile.Write(ref _isOpen, true);
        Release();
        while (_held.Reader.TryRead(out Held? held))
        {
            Go(held);
        }
    }

    /// <summary>Fails the first that is held; nothing of it is stored.</summary>
    public void Fail(AppendResult result) => _waiting.Dequeue().Result.SetResult(result);

    /// <summary>Fails the first that is held with an exception.</summary>
    public void Throw(Exception exception) => _waiting.Dequeue().Result.SetException(exception);

    /// <summary>Stores the first that is held and tells its caller that it failed.</summary>
    public void StoreAndFail(AppendResult result)
    {
        Held held = _waiting.Dequeue();
        AppendResult stored = _inner.AppendAsync(held.Append).GetAwaiter().GetResult();
        Assert.IsType<AppendResult.Appended>(stored);
        held.Result.SetResult(result);
    }

    public void Bind(string signer) => _inner.Bind(signer);

    public Task<AppendResult> AppendAsync(Append append)
    {
        if (Volatile.Read(ref _isOpen))
        {
            return _inner.AppendAsync(append);
        }

        var held = new Held(append);
        Assert.True(_held.Writer.TryWrite(held));
        return held.Result.Task;
    }

    public Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken) =>
        _inner.ReadHeadAsync(stream, cancellationToken);

    public StreamHead? MarkOf(string stream) => _inner.MarkOf(stream);

    public void Mark(string stream, StreamHead head) => _inner.Mark(stream, head);

    public Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(
        string stream, long after, int limit, CancellationToken cancellationToken) =>
        _inner.ReadEventsAsync(stream, after, limit, cancellationToken);

    public Task<RequestRecord?> FindRequestAsync(string actor, string requestId, CancellationToken cancellationToken) =>
        _inner.FindRequestAsync(actor, requestId, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListStreamsAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        _inner.ListStreamsAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<ListedStream>> ListSummariesAsync(
        string after, int limit, CancellationToken cancellationToken) =>
        _inner.ListSummariesAsync(after, limit, cancellationToken);

    public Task<IReadOnlyList<DueStream>> ListDueAsync(CancellationToken cancellationToken) =>
        _inner.ListDueAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Go(Held held) => _ = ForwardAsync(held);

    private async Task ForwardAsync(Held held) => held.Result.SetResult(await _inner.AppendAsync(held.Append));

    private sealed class Held(Append append)
    {
        internal Append Append { get; } = append;

        internal TaskCompletionSource<AppendResult> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
