using Candor.Cli.Tests.Harness;
using Candor.Cli.Validation;
using Candor.Client;
using Candor.Hosting.Errors;
using Candor.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Cli.Tests.Validation;

public sealed class GrpcMarketPlatformTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_now = new(2039, 9, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private WebApplication _server = null!;

    public async Task InitializeAsync()
    {
        _server = CandorServer.Build(
            ["--DatabasePath", _folder.File("a.db"), "--ListenUrls", "http://127.0.0.1:0"],
            static builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(s_now));
            });
        await CandorServer.StartAsync(_server);
    }

    public async Task DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(-10)]
    [InlineData(51)]
    public async Task Read_ValidatorsClockIsOff_IsToldBeforeItSigns(int minutes)
    {
        using GrpcMarketPlatform platform = Platform(s_now.AddMinutes(minutes));

        foreach (Func<Task> call in (Func<Task>[])
        [
            () => platform.ReachAsync(CancellationToken.None),
            () => platform.GetMarketAsync("markets/hospitals", CancellationToken.None),
            () => platform.GetCommitmentAsync("markets/hospitals/participants/north", CancellationToken.None),
        ])
        {
            MarketPlatformException off = await Assert.ThrowsAsync<MarketPlatformException>(call);

            Assert.IsType<ClockException>(off.InnerException);
            Assert.True(off.IsTransient);
            Assert.StartsWith(
                "The validator cannot sign for the market's server: The clock here is ", off.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reach_ClocksAgree_IsDone()
    {
        using GrpcMarketPlatform platform = Platform(s_now.AddMinutes(-9));

        await platform.ReachAsync(CancellationToken.None);
    }

    private GrpcMarketPlatform Platform(DateTimeOffset now) => new(
        new Uri(_server.Urls.Single()),
        static (_, _) => throw new InvalidOperationException("Something was signed."),
        new FakeTimeProvider(now));
}
