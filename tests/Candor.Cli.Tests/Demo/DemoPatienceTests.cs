using Candor.Cli.Demo;
using Candor.Cli.Errors;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Cli.Tests.Demo;

public sealed class DemoPatienceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private readonly DemoPatience _patience;

    public DemoPatienceTests() => _patience = new DemoPatience(TimeSpan.FromSeconds(60), _told.Add, _time);

    public void Dispose() => _patience.Dispose();

    [Fact]
    public void Patience_WhileSomebodyGetsOn_NeverEnds()
    {
        _patience.Begins("faro");
        for (int i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(14));
            _patience.GetsOn("faro");
        }

        Assert.False(_patience.Exhausted.IsCancellationRequested);
        Assert.Empty(_told);
    }

    [Fact]
    public void Patience_WhenAllAreSilent_SaysForWhomItWaitsAndEnds()
    {
        _patience.Begins("server");
        _patience.Begins("faro");
        _patience.Rests("server");
        _time.Advance(TimeSpan.FromSeconds(5));
        _patience.Begins("cork");
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(
            [
                "nothing happened for 15 seconds; waiting for faro (silent for 20 seconds), cork (silent for 15 "
                + "seconds)",
            ],
            _told);
        _time.Advance(TimeSpan.FromSeconds(44));
        Assert.False(_patience.Exhausted.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_patience.Exhausted.IsCancellationRequested);
        Assert.Equal(
            "the demo gave up: nothing happened for 60 seconds while it waited for faro (silent for 65 seconds), cork "
            + "(silent for 60 seconds); expected some progress within 60 seconds; on a slow machine, CANDOR_PATIENCE=4 "
            + "waits four times as long",
            _patience.GiveUp().Message);
    }

    [Fact]
    public void Patience_WhatSomebodyAtRestSays_IsNoProgress()
    {
        _patience.Begins("server");
        _patience.Rests("server");
        _patience.Begins("faro");
        for (int i = 0; i < 6; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            _patience.GetsOn("server");
        }

        Assert.True(_patience.Exhausted.IsCancellationRequested);
    }

    [Theory]
    [InlineData(null, 120)]
    [InlineData("", 120)]
    [InlineData("4", 480)]
    [InlineData("0.5", 60)]
    public void Limit_OfTheEnvironment_IsAFactor(string? factor, int seconds) =>
        Assert.Equal(seconds, DemoPatience.LimitOf(factor).TotalSeconds);

    [Theory]
    [InlineData("long")]
    [InlineData("0")]
    [InlineData("NaN")]
    public void Limit_OfSomethingElse_SaysWhatWasExpected(string factor) => Assert.Equal(
        $"CANDOR_PATIENCE '{factor}': is not a factor; expected a number from 0.01 to 1000, such as 4",
        Assert.Throws<CliException>(() => DemoPatience.LimitOf(factor)).Message);
}
