using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Grpc.Core;
using FallCause = Candor.Market.Training.FallCause;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

/// <summary>Whom the server could not hear is not called silent.</summary>
public class OutageTests
{
    [Theory]
    [InlineData(TrainingStep.Commit)]
    [InlineData(TrainingStep.Mask)]
    [InlineData(TrainingStep.Check)]
    [InlineData(TrainingStep.Unmask)]
    public async Task Server_DownForLongerThanAnAnswerMayTake_MakesNobodyFall(TrainingStep step)
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        TimeSpan answer = (await setting.AdvanceToAsync(step)).Training!.State.Terms.AnswerTime;
        await setting.AnswerAsync(0);

        await setting.Server.StopAsync();
        setting.Server.Time.Advance(10 * answer);
        await setting.Server.StartAsync();
        setting.Server.Time.Advance(answer - TimeSpan.FromTicks(1));
        await setting.AnswerAsync(1, 2, 3);
        await setting.FinishAsync(0, 1, 2, 3);

        MarketState state = await setting.WaitForEndAsync();
        Assert.Equal(TrainingEnd.Summed, state.Training!.State.End);
        Assert.Empty(state.Training.State.Fallen);
    }

    [Fact]
    public async Task Member_SilentForAWholeAnswerTimeAfterTheStart_Falls()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        TimeSpan answer = (await setting.AdvanceToAsync(TrainingStep.Mask)).Training!.State.Terms.AnswerTime;
        await setting.Server.StopAsync();
        setting.Server.Time.Advance(10 * answer);
        await setting.Server.StartAsync();
        DateTimeOffset start = setting.Server.Time.GetUtcNow();

        await setting.AnswerAsync(0, 1, 2);
        setting.Server.Time.Advance(answer);
        MarketState state = await setting.WaitForStepAsync(TrainingStep.Mask, 2);

        Assert.Equal([(3, FallCause.Silent)], state.Training!.State.Fallen.Select(fall => (fall.Key, fall.Value)));
        Assert.Equal(start + answer + answer, state.Training.State.Deadline);
    }

    [Fact]
    public async Task Member_ThatAFullDiskKeptFromAnswering_HasAWholeAnswerTimeMore()
    {
        var disk = new FullDisk();
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync(configure: disk.Configure);
        TimeSpan answer = (await setting.StateAsync()).Training!.State.Terms.AnswerTime;
        var send = (SendContribution)await setting.All[3].NextAsync();
        await setting.AnswerAsync(0, 1, 2);
        disk.Room = 300;
        setting.Server.Time.Advance(answer - TimeSpan.FromTicks(1));
        var refused = await Assert.ThrowsAsync<RpcException>(() => setting.All[3].UploadAsync(send.Uploads[0]));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        DateTimeOffset last = setting.Server.Time.GetUtcNow();

        setting.Server.Time.Advance(answer - TimeSpan.FromTicks(1));
        disk.Room = long.MaxValue;
        await setting.All[3].UploadAsync(send.Uploads[0], offset: 128);
        await setting.All[3].SendAsync(setting.All[3].Request(send.Claim));
        MarketState state = await setting.WaitForStepAsync(TrainingStep.Mask);

        Assert.Empty(state.Training!.State.Fallen);
        Assert.Equal(last + answer - TimeSpan.FromTicks(1) + answer, state.Training.State.Deadline);
    }
}
