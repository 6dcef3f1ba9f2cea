using Candor.Market;
using Candor.Market.Training;
using Candor.Server.Testing;
using Candor.V1;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

public class TrainingLifeTests
{
    [Fact]
    public async Task Training_AllAnswer_DeliversTheModelOfThePooledRecords()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        Task<List<WatchMarketResponse>> watching =
            setting.Server.Markets.WatchMarket(new WatchMarketRequest { Name = setting.Owner.Name }).ToListAsync();

        await setting.AdvanceToAsync(TrainingStep.Unmask);
        await setting.AnswerAsync();
        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(TrainingEnd.Summed, state.Training!.State.End);
        (byte[] salt, byte[] file) = await setting.All[0].GetModelAsync();
        Assert.Equal(TrainingSetting.PooledModel(state, TrainingSetting.Records, 0, 1, 2, 3), file);
        Assert.Equal(state.Training.Model!.Digest.ToArray(), DeliveredModel.DigestOf(salt, file));
        Assert.Equal(4 * TrainingSetting.Records, state.Training.Model.Records);
        Assert.Equal(WatchMarketResponse.EventOneofCase.MarketSettled, (await watching)[^1].EventCase);
    }
}
