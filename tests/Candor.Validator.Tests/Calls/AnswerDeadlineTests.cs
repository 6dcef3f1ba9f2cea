using System.Threading.Channels;
using Candor.Hosting.Calls;
using Candor.Hosting.Errors;
using Candor.Validator.Calls;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using ErrorReason = Candor.V1.ErrorReason;

namespace Candor.Validator.Tests.Calls;

/// <summary>Who says a word a minute is not silent, and holds a stream to its deadline all the same.</summary>
public sealed class AnswerDeadlineTests
{
    [Fact]
    public async Task Within_AStreamThatLingers_EndsAtTheDeadline()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset until = time.GetUtcNow() + TimeSpan.FromMinutes(10);
        var words = new Words();
        var stream = new IncomingStream<string>(words, time);
        Task read = AnswerDeadline.WithinAsync(
            until,
            time,
            async token =>
            {
                while (await stream.MoveNext(token))
                {
                    words.Taken.Release();
                }
            },
            default);
        for (int i = 0; i < 19; i++)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            words.Say();
            await words.Taken.WaitAsync().WithPatience();
        }

        Assert.False(read.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));

        var e = await Assert.ThrowsAsync<CallRejectedException>(() => read.WithPatience());
        Assert.Equal((ErrorReason.AuditDeadlinePassed, $"The answer was not complete at {until:O}."), (e.Reason, e.Message));
    }

    [Fact]
    public async Task Within_ASilenceBeyondTheDeadline_IsTheDeadlines()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset until = time.GetUtcNow();

        var e = await Assert.ThrowsAsync<CallRejectedException>(() => AnswerDeadline.WithinAsync(
            until, time, static _ => throw new CallRejectedException(ErrorReason.StreamSilent, "Nothing came."), default));

        Assert.Equal(ErrorReason.AuditDeadlinePassed, e.Reason);
    }

    private sealed class Words : IAsyncStreamReader<string>
    {
        private readonly Channel<string> _words = Channel.CreateUnbounded<string>();

        internal SemaphoreSlim Taken { get; } = new(0);

        public string Current { get; private set; } = "";

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            Current = await _words.Reader.ReadAsync(cancellationToken);
            return true;
        }

        internal void Say() => _words.Writer.TryWrite("word");
    }
}
