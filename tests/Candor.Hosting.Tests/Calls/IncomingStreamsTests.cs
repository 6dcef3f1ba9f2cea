using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Hosting.Streams;
using Candor.Platform;
using Candor.V1;
using Candor.Wire.Names;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Hosting.Tests.Calls;

/// <summary>Who says nothing, and who is one of many, holds no places of others.</summary>
public sealed class IncomingStreamsTests
{
    private static readonly ParticipantName s_mercy = new("markets/hospitals", "mercy");
    private static readonly ParticipantName s_grace = new("markets/hospitals", "grace");
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Begin_WithoutAFirstMessage_IsGivenUpInTime()
    {
        Task<IncomingStream<string>> begun = Streams(1).BeginAsync(new Told(), default);
        _time.Advance(IncomingStreams.MostBeforeFirst - TimeSpan.FromSeconds(1));
        Assert.False(begun.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));

        var e = await Assert.ThrowsAsync<CallRejectedException>(() => begun.WithPatience());
        Assert.Equal(
            (ErrorReason.StreamSilent,
                "Nothing came for 20 seconds; expected the next message, or the stream's end. It may be sent again."),
            (e.Reason, e.Message));
    }

    [Fact]
    public async Task Begin_OfAnEmptyStream_SaysWhatWasExpected()
    {
        var told = new Told();
        told.End();

        var e = await Assert.ThrowsAsync<CallRejectedException>(() => Streams(1).BeginAsync(told, default));

        Assert.Equal(ErrorReason.InvalidRequest, e.Reason);
    }

    [Fact]
    public async Task Next_AfterASilence_IsGivenUpAndNotBefore()
    {
        var told = new Told();
        told.Say("first");
        IncomingStream<string> stream = await Streams(1).BeginAsync(told, default);
        Assert.Equal("first", stream.Current);
        for (int i = 0; i < 3; i++)
        {
            Task<bool> next = stream.MoveNext(default);
            _time.Advance(IncomingStream<string>.UsualSilence - TimeSpan.FromSeconds(1));
            told.Say("next");
            Assert.True(await next.WithPatience());
        }

        stream.MostSilence = TimeSpan.FromSeconds(10);
        Task<bool> last = stream.MoveNext(default);
        _time.Advance(TimeSpan.FromSeconds(10));

        var e = await Assert.ThrowsAsync<CallRejectedException>(() => last.WithPatience());
        Assert.Equal(ErrorReason.StreamSilent, e.Reason);
        Assert.Contains("for 10 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_WhereTheCallerGoes_IsNoSilence()
    {
        var told = new Told();
        told.Say("first");
        IncomingStream<string> stream = await Streams(1).BeginAsync(told, default);
        using var gone = new CancellationTokenSource();
        Task<bool> next = stream.MoveNext(gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WithPatience());
    }

    [Fact]
    public void Enter_MoreThanOneMayHave_LeavesPlacesToOthers()
    {
        IncomingStreams streams = Streams(100);
        IDisposable[] places = [.. Enumerable.Range(0, IncomingStreams.MaxOfOne).Select(_ => streams.Enter(s_mercy))];

        var e = Assert.Throws<CallRejectedException>(() => streams.Enter(s_mercy));

        Assert.Equal(
            (ErrorReason.Overloaded,
                "16 streams of 'markets/hospitals/participants/mercy' are open, the most that this server takes of one."),
            (e.Reason, e.Message));
        streams.Enter(s_grace).Dispose();
        places[0].Dispose();
        places[0].Dispose();
        streams.Enter(s_mercy);
        Assert.Throws<CallRejectedException>(() => streams.Enter(s_mercy));
    }

    [Fact]
    public void Enter_BeyondThePlacesOfAll_TakesNoneOfOnesOwn()
    {
        IncomingStreams streams = Streams(1);
        IDisposable place = streams.Enter(s_mercy);
        for (int i = 0; i <= IncomingStreams.MaxOfOne; i++)
        {
            Assert.Contains(
                "1 streams are open",
                Assert.Throws<CallRejectedException>(() => streams.Enter(s_grace)).Message,
                StringComparison.Ordinal);
        }

        place.Dispose();
        streams.Enter(s_grace).Dispose();
    }

    private IncomingStreams Streams(int places) =>
        new(new StreamLimit(new CandorServerOptions { MaxStreams = places }), _time);

    private sealed class Told : IAsyncStreamReader<string>
    {
        private readonly System.Threading.Channels.Channel<string> _messages =
            System.Threading.Channels.Channel.CreateUnbounded<string>();

        public string Current { get; private set; } = "";

        public void Say(string message) => _messages.Writer.TryWrite(message);

        public void End() => _messages.Writer.Complete();

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await _messages.Reader.WaitToReadAsync(cancellationToken))
            {
                return false;
            }

            Current = await _messages.Reader.ReadAsync(cancellationToken);
            return true;
        }
    }
}
