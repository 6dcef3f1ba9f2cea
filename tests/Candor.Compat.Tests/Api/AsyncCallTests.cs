using Grpc.Core;

namespace Candor.Compat.Tests.Api;

public sealed class AsyncCallTests
{
    private static readonly Metadata Headers = [];
    private static readonly Metadata Trailers = [];
    private static readonly Status Done = new(StatusCode.Aborted, "d");

    private readonly List<object> disposed = [];

    [Fact]
    public async Task Unary_FromParts_HandsThemOut()
    {
        AsyncUnaryCall<string> call = new(
            Task.FromResult("r"), Task.FromResult(Headers), () => Done, () => Trailers, () => disposed.Add(1));

        Assert.Equal("r", await call);
        Assert.Equal("r", await call.ConfigureAwait(true));
        Assert.Equal("r", await call.ResponseAsync);
        await AssertShared(call.ResponseHeadersAsync, call.GetStatus(), call.GetTrailers(), call);
        Assert.Equal([1], disposed);
    }

    [Fact]
    public async Task Unary_FromState_PassesItToEveryCallback()
    {
        State state = new();
        AsyncUnaryCall<string> call = new(
            Task.FromResult("r"), HeadersOf, StatusOf, TrailersOf, disposed.Add, state);

        Assert.Equal("r", await call);
        await AssertShared(call.ResponseHeadersAsync, call.GetStatus(), call.GetTrailers(), call);
        Assert.Equal([state], disposed);
    }

    [Fact]
    public async Task ServerStreaming_FromPartsAndState_HandsThemOut()
    {
        State state = new();
        Reader reader = new();
        AsyncServerStreamingCall<string> parts = new(
            reader, Task.FromResult(Headers), () => Done, () => Trailers, () => disposed.Add(1));
        AsyncServerStreamingCall<string> call = new(reader, HeadersOf, StatusOf, TrailersOf, disposed.Add, state);

        Assert.Same(reader, parts.ResponseStream);
        Assert.Same(reader, call.ResponseStream);
        await AssertShared(parts.ResponseHeadersAsync, parts.GetStatus(), parts.GetTrailers(), parts);
        await AssertShared(call.ResponseHeadersAsync, call.GetStatus(), call.GetTrailers(), call);
        Assert.Equal([1, state], disposed);
    }

    [Fact]
    public async Task ClientStreaming_FromPartsAndState_HandsThemOut()
    {
        State state = new();
        Writer writer = new();
        AsyncClientStreamingCall<string, string> parts = new(
            writer, Task.FromResult("r"), Task.FromResult(Headers), () => Done, () => Trailers, () => disposed.Add(1));
        AsyncClientStreamingCall<string, string> call = new(
            writer, Task.FromResult("s"), HeadersOf, StatusOf, TrailersOf, disposed.Add, state);

        Assert.Same(writer, parts.RequestStream);
        Assert.Same(writer, call.RequestStream);
        Assert.Equal(("r", "s"), (await parts, await call.ConfigureAwait(true)));
        await AssertShared(parts.ResponseHeadersAsync, parts.GetStatus(), parts.GetTrailers(), parts);
        await AssertShared(call.ResponseHeadersAsync, call.GetStatus(), call.GetTrailers(), call);
        Assert.Equal([1, state], disposed);
    }

    [Fact]
    public async Task DuplexStreaming_FromPartsAndState_HandsThemOut()
    {
        State state = new();
        Writer writer = new();
        Reader reader = new();
        AsyncDuplexStreamingCall<string, string> parts = new(
            writer, reader, Task.FromResult(Headers), () => Done, () => Trailers, () => disposed.Add(1));
        AsyncDuplexStreamingCall<string, string> call = new(
            writer, reader, HeadersOf, StatusOf, TrailersOf, disposed.Add, state);

        Assert.Same(writer, parts.RequestStream);
        Assert.Same(reader, call.ResponseStream);
        await AssertShared(parts.ResponseHeadersAsync, parts.GetStatus(), parts.GetTrailers(), parts);
        await AssertShared(call.ResponseHeadersAsync, call.GetStatus(), call.GetTrailers(), call);
        Assert.Equal([1, state], disposed);
    }

    [Fact]
    public async Task ReadAllAsync_Reader_GivesEveryMessage()
    {
        Assert.Equal(["a", "b"], await new Reader("a", "b").ReadAllAsync().ToListAsync());
        Assert.Throws<ArgumentNullException>(() => ((IAsyncStreamReader<string>)null!).ReadAllAsync());
    }

    [Fact]
    public async Task ReadAllAsync_TokenOfTheEnumeration_ReachesTheReader()
    {
        using CancellationTokenSource source = new();
        Reader reader = new("a");

        await foreach (string message in reader.ReadAllAsync().WithCancellation(source.Token))
        {
            Assert.Equal("a", message);
        }

        Assert.Equal(source.Token, reader.LastToken);
    }

    [Fact]
    public async Task WriteAsync_WriterWithoutCancellation_RefusesOnlyTokensThatCanBeCancelled()
    {
        using CancellationTokenSource source = new();
        Writer writer = new();
        IAsyncStreamWriter<string> stream = writer;

        await stream.WriteAsync("a", CancellationToken.None);
        await Assert.ThrowsAsync<NotSupportedException>(() => stream.WriteAsync("b", source.Token));

        Assert.Equal(["a"], writer.Written);
    }

    private static Task<Metadata> HeadersOf(object state) => ((State)state).Headers;

    private static Status StatusOf(object state) => ((State)state).Status;

    private static Metadata TrailersOf(object state) => ((State)state).Trailers;

    private static async Task AssertShared(Task<Metadata> headers, Status status, Metadata trailers, IDisposable call)
    {
        Assert.Same(Headers, await headers);
        Assert.Equal(Done, status);
        Assert.Same(Trailers, trailers);
        call.Dispose();
    }

    private sealed class State
    {
        public Task<Metadata> Headers { get; } = Task.FromResult(AsyncCallTests.Headers);

        public Status Status { get; } = Done;

        public Metadata Trailers { get; } = AsyncCallTests.Trailers;
    }

    private sealed class Reader(params string[] messages) : IAsyncStreamReader<string>
    {
        private int next;

        public string Current => messages[next - 1];

        public CancellationToken LastToken { get; private set; }

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            LastToken = cancellationToken;
            return Task.FromResult(next++ < messages.Length);
        }
    }

    private sealed class Writer : IClientStreamWriter<string>
    {
        public List<string> Written { get; } = [];

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message)
        {
            Written.Add(message);
            return Task.CompletedTask;
        }

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
