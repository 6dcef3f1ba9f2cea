using Candor.Server.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Platform.Tests.Faults;

/// <summary>A server process that is killed again and again, and calls that outlive it: each is sent again, byte for
/// byte, until it is answered.</summary>
internal sealed class RestartingServer(string database) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private ServerProcess? _process;
    private TaskCompletionSource<GrpcChannel> _channel = NewChannel();
    private TaskCompletionSource _progress = NewSignal();
    private int _answers;

    /// <summary>How often the server was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Answers since the server last started.</summary>
    public int Answers => Volatile.Read(ref _answers);

    public async Task StartAsync()
    {
        _process = await ServerProcess.StartAsync(database, shortLived: true);
        var channel = GrpcChannel.ForAddress(_process.Address, new GrpcChannelOptions
        {
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(100),
        });
        Volatile.Write(ref _answers, 0);
        lock (_lock)
        {
            _channel.SetResult(channel);
        }
    }

    /// <summary>Ends the server at once; calls under way fail, later ones wait for the next start.</summary>
    public async Task KillAsync()
    {
        GrpcChannel old;
        lock (_lock)
        {
            old = _channel.Task.Result;
            _channel = NewChannel();
        }

        await _process!.KillAsync();
        await _process.DisposeAsync();
        old.Dispose();
        Kills++;
    }

    /// <summary>Waits until the server has given so many answers since it started, or everything is over.</summary>
    public async Task WaitForAnswersAsync(int count, Task over)
    {
        while (Answers < count && !over.IsCompleted)
        {
            TaskCompletionSource progress = Volatile.Read(ref _progress);
            if (Answers < count)
            {
                await Task.WhenAny(progress.Task, over);
            }
        }
    }

    public Task<GrpcChannel> ChannelAsync()
    {
        lock (_lock)
        {
            return _channel.Task;
        }
    }

    /// <summary>Sends a request until it is answered.</summary>
    public async Task<T> CallAsync<T>(Func<GrpcChannel, Task<T>> call)
    {
        while (true)
        {
            GrpcChannel channel = await ChannelAsync();
            try
            {
                T answer = await call(channel);
                NoteAnswer();
                return answer;
            }
            catch (Exception e) when (IsLost(e))
            {
                // The server went before it answered; whether it stored the message, only asking again can tell.
            }
        }
    }

    /// <summary>Counts an answer of the server.</summary>
    public void NoteAnswer()
    {
        Interlocked.Increment(ref _answers);
        Interlocked.Exchange(ref _progress, NewSignal()).SetResult();
    }

    /// <summary>Whether a call failed because the server was gone. What the server itself says is never that.</summary>
    public static bool IsLost(Exception exception) =>
        exception is ObjectDisposedException
        || (exception is RpcException e && RichError.From(e).Reason.Length == 0
            && e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_channel.Task.IsCompletedSuccessfully)
        {
            _channel.Task.Result.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<GrpcChannel> NewChannel() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
