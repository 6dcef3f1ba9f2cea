using Candor.Market;
using Candor.Market.Training;
using Candor.Platform.Tests.Transcripts;
using Candor.V1;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

public class TrainingRestartTests
{
    [Fact]
    public async Task Restarts_BetweenAnyTwoMessages_ChangeNothing()
    {
        for (int schedule = 0; schedule < 20; schedule++)
        {
            var random = new Random(schedule);
            await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
            foreach (TrainingStep step in (TrainingStep[])
                [TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask])
            {
                await setting.WaitForStepAsync(step, 0);
                foreach (TrainingMember member in setting.All)
                {
                    SubmitContributionResponse first = await member.AnswerAsync();
                    if (random.Next(4) == 0)
                    {
                        // After the last answer of a step this meets the server while it computes.
                        await setting.Server.RestartAsync();
                        Assert.Equal(first.WithoutCheckpoint(), (await member.SendAsync(member.Last)).WithoutCheckpoint());
                    }
                }
            }

            MarketState state = await setting.WaitForEndAsync();

            Assert.Equal(TrainingEnd.Summed, state.Training!.State.End);
            Assert.Empty(state.Training.State.Fallen);
            (_, byte[] file) = await setting.All[0].GetModelAsync();
            Assert.Equal(setting.PooledModel(state, TrainingSetting.Records, 0, 1, 2, 3), file);
        }
    }
}
