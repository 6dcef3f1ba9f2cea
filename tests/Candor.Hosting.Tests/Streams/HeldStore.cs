using System.Threading.Channels;
using Candor.Hosting.Storage;
using Candor.Hosting.Tests.Storage.Shared;

namespace Candor.Hosting.Tests.Streams;

/// <summary>A real store whose appends wait until the test says what becomes of them, in the order in which they
/// came.</summary>
internal sealed class HeldStore(IEventStore inner) : ForwardingStore(inner)
{
    private readonly Channel<Held> _held = Channel.CreateUnbounded<Held>();
    private readonly Queue<Held> _waiting = new();
    private bool _isOpen;

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
        AppendResult stored = base.AppendAsync(held.Append).GetAwaiter().GetResult();
        Assert.IsType<AppendResult.Appended>(stored);
        held.Result.SetResult(result);
    }

    public override Task<AppendResult> AppendAsync(Append append)
    {
        if (Volatile.Read(ref _isOpen))
        {
            return base.AppendAsync(append);
        }

        var held = new Held(append);
        Assert.True(_held.Writer.TryWrite(held));
        return held.Result.Task;
    }

    private void Go(Held held) => _ = ForwardAsync(held);

    private async Task ForwardAsync(Held held) => held.Result.SetResult(await base.AppendAsync(held.Append));

    private sealed class Held(Append append)
    {
        internal Append Append { get; } = append;

        internal TaskCompletionSource<AppendResult> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
