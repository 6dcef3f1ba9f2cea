using System.Security.Cryptography;
using Candor.Platform.Training;
using Candor.Server.Testing;
using Candor.V1;
using Grpc.Core;
using ContributionPart = Candor.V1.ContributionPart;

namespace Candor.Platform.Tests.Training;

public class UploadTurnTests
{
    // Without a key, and without a market: who is mute must take nothing of those who are not.
    [Fact]
    public async Task Upload_StreamsThatSayNothing_TakeNoPlaceAndEnd()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { MaxStreams = 2 });
        var training = new TrainingService.TrainingServiceClient(server.Channel);

        RichError[] ends = await AdvanceAsync(
            server, [.. Enumerable.Range(0, 5).Select(_ => EndAsync(training.UploadContribution()))]);

        Assert.All(ends, static end => Assert.Contains("No message came within 10 seconds", end.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upload_ManyThatStopSending_AreRefusedAndTheOthersEnd()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        TrainingMember member = setting.All[0];
        List<AsyncClientStreamingCall<UploadContributionRequest, UploadContributionResponse>> open = [];
        for (int i = 0; i <= UploadTurns.Most; i++)
        {
            var call = setting.Training.UploadContribution();
            open.Add(call);
            await call.RequestStream.WriteAsync(
                member.First(ContributionPart.Commitments, SHA256.HashData([(byte)i]), 0, new byte[32]));
        }

        Task<RichError>[] ends = [.. open.Select(call => EndAsync(call))];
        RichError refused = await await Task.WhenAny(ends);
        Assert.Equal("OVERLOADED", refused.Reason);
        Assert.Contains("4 uploads of this participant are under way", refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            UploadTurns.Most,
            (await AdvanceAsync(setting.Server, ends))
                .Count(static end => end.Message.Contains("No message came within 30 seconds", StringComparison.Ordinal)));
    }

    // The clock moves on until all have ended, whenever the server begins to wait for them.
    private static async Task<RichError[]> AdvanceAsync(RunningServer server, Task<RichError>[] ends)
    {
        Task<RichError[]> all = Task.WhenAll(ends);
        while (!all.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await all;
    }

    private static async Task<RichError> EndAsync(
        AsyncClientStreamingCall<UploadContributionRequest, UploadContributionResponse> call)
    {
        using (call)
        {
            return RichError.From(await Assert.ThrowsAsync<RpcException>(async () => await call));
        }
    }
}
