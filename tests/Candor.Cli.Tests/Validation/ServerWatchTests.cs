using Candor.Cli.Validation;
using Candor.Hosting.Errors;
using Candor.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Cli.Tests.Validation;

public sealed class ServerWatchTests
{
    [Fact]
    public async Task Run_ServerComesLate_TellsOnceThatItWaitsAndOnceThatItAnswers()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        var log = new KeptLog();
        int attempts = 0;
        using var watch = new ServerWatch(
            new Uri("http://127.0.0.1:5080"),
            _ => ++attempts < 4
                ? Task.FromException(new MarketPlatformException(ErrorReason.PlatformUnavailable, $"attempt {attempts}"))
                : Task.CompletedTask,
            new HastyClock(clock),
            log);

        await watch.StartAsync(CancellationToken.None);
        await watch.ExecuteTask!;

        Assert.Equal(4, attempts);
        Assert.Equal(
            [
                "waiting for http://127.0.0.1:5080, the server of the markets; expected a Candor server there: attempt 1",
                "http://127.0.0.1:5080, the server of the markets, answers",
            ],
            log.Lines);
    }

    // Waits are over at once.
    private sealed class HastyClock(FakeTimeProvider inner) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private sealed class KeptLog : ILogger<ServerWatch>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
