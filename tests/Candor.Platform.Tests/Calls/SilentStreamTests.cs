using Candor.Server.Testing;
using Candor.V1;
using Grpc.Core;

namespace Candor.Platform.Tests.Calls;

/// <summary>Streams of nobody: no key, no market, not one message.</summary>
public sealed class SilentStreamTests
{
    [Fact]
    public async Task ClientStreams_ThatSayNothing_TakeNoPlaceAndAreGivenUp()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { MaxStreams = 1 });
        using MarketOwner owner = await server.CreateMarketAsync();
        var validator = new ValidatorService.ValidatorServiceClient(server.Channel);
        var training = new TrainingService.TrainingServiceClient(server.Channel);
        using var tags = validator.SubmitTags();
        using var openings = validator.SubmitOpenings();
        using var doubles = validator.SubmitDoubleTags();
        using var nearness = validator.ProveNearness();
        using var upload = training.UploadContribution();
        Task[] answers =
        [
            tags.ResponseAsync, openings.ResponseAsync, doubles.ResponseAsync, nearness.ResponseAsync, upload.ResponseAsync,
        ];

        using var watched = server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name });
        await watched.TakeAsync(1);
        Assert.All(answers, static answer => Assert.False(answer.IsCompleted));
        Task all = Task.WhenAll(answers);
        while (!all.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        foreach (Task answer in answers)
        {
            RichError error = RichError.From(await Assert.ThrowsAsync<RpcException>(() => answer));
            Assert.Equal(("STREAM_SILENT", StatusCode.Unavailable), (error.Reason, error.Code));
        }
    }
}
