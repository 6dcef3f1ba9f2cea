using Candor.Platform;
using Candor.Server.Testing;
using Candor.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Candor.Hosting.Tests.Edge;

/// <summary>Each answer shows the clock by which payloads expire, whatever the machine's clock shows.</summary>
public sealed class ShownClockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Answer_OfAnyKind_ShowsTheServersOwnClock()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2039, 9, 1, 12, 30, 15, 900, TimeSpan.Zero));
        await using WebApplication app = CandorServer.Build(
            ["--DatabasePath", _folder.File("a.db"), "--ListenUrls", "http://127.0.0.1:0"],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(time);
            });
        await CandorServer.StartAsync(app);
        using GrpcChannel channel = GrpcChannel.ForAddress(app.Urls.Single());

        using AsyncUnaryCall<GetValidatorResponse> answered =
            new ValidatorService.ValidatorServiceClient(channel).GetValidatorAsync(new GetValidatorRequest());
        using AsyncUnaryCall<GetMarketResponse> rejected =
            new MarketService.MarketServiceClient(channel).GetMarketAsync(new GetMarketRequest());

        Assert.Equal("Thu, 01 Sep 2039 12:30:15 GMT", (await answered.ResponseHeadersAsync).GetValue("date"));
        Assert.Equal("Thu, 01 Sep 2039 12:30:15 GMT", (await rejected.ResponseHeadersAsync).GetValue("date"));
        await app.StopAsync();
    }

    public void Dispose() => _folder.Dispose();
}
