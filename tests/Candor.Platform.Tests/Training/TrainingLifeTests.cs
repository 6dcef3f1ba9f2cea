using System.Collections.Immutable;
using Candor.Hosting.Blobs;
using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Training;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Candor.Server.Testing;
using Candor.V1;
using Microsoft.Extensions.DependencyInjection;
using DisputedPair = Candor.Market.Events.DisputedPair;
using FallCause = Candor.Market.Training.FallCause;
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
        Assert.Equal(setting.PooledModel(state, TrainingSetting.Records, 0, 1, 2, 3), file);
        Assert.Equal(state.Training.Model!.Digest.ToArray(), DeliveredModel.DigestOf(salt, file));
        Assert.Equal(4 * TrainingSetting.Records, state.Training.Model.Records);
        Assert.Equal(WatchMarketResponse.EventOneofCase.MarketSettled, (await watching)[^1].EventCase);
    }

    [Fact]
    public async Task Training_TooFewRecords_EndsAsNotTrainableAtOnce()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync(records: 1);

        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(TrainingEnd.NotTrainable, state.Training!.State.End);
        Assert.All(state.Outcome!.Assignments, one => Assert.Equal((0, 0L), (one.AllocatedQuality, one.PaymentMicros)));
        await setting.Server.RefusesAsync(ErrorReason.ModelNotAllocated, setting.All[0].GetModelAsync);
    }

    [Theory]
    [InlineData(TrainingStep.Commit)]
    [InlineData(TrainingStep.Mask)]
    [InlineData(TrainingStep.Check)]
    public async Task Silence_OfOneInAStep_ItFallsAndTheOthersTrain(TrainingStep step)
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(step);

        await setting.AnswerAsync(0, 1, 3);
        setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        await setting.WaitAsync(state => state.Training!.State.Fallen.ContainsKey(2));
        await setting.FinishAsync(0, 1, 3);
        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(FallCause.Silent, Assert.Single(state.Training!.State.Fallen).Value);
        Assert.Equal(TrainingEnd.Summed, state.Training.State.End);
        (_, byte[] file) = await setting.All[0].GetModelAsync();
        Assert.Equal(setting.PooledModel(state, TrainingSetting.Records, 0, 1, 3), file);
    }

    [Fact]
    public async Task Silence_OfOneAtTheShares_ItsStatisticsAreInTheSumAllTheSame()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);

        await setting.AnswerAsync(0, 1, 3);
        setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        MarketState state = await setting.WaitForEndAsync();

        Assert.Empty(state.Training!.State.Fallen);
        (_, byte[] file) = await setting.All[1].GetModelAsync();
        Assert.Equal(setting.PooledModel(state, TrainingSetting.Records, 0, 1, 2, 3), file);
    }

    [Fact]
    public async Task Silence_OfTwoAtTheShares_VoidsTheMarket()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);

        await setting.AnswerAsync(0, 1);
        setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(TrainingEnd.SharesMissing, state.Training!.State.End);
        await setting.Server.RefusesAsync(ErrorReason.ModelNotAllocated, setting.All[0].GetModelAsync);
    }

    [Theory]
    [InlineData(TrainingStep.Commit)]
    [InlineData(TrainingStep.Mask)]
    [InlineData(TrainingStep.Check)]
    public async Task Silence_OfAllForAnAnswerTimeAfterTheStart_EndsTheMarket(TrainingStep step)
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        TimeSpan answer = (await setting.AdvanceToAsync(step)).Training!.State.Terms.AnswerTime;
        await setting.Server.StopAsync();
        setting.Server.Time.Advance(TimeSpan.FromDays(2));
        await setting.Server.StartAsync();
        setting.Server.Time.Advance(answer);

        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(TrainingEnd.NotTrainable, state.Training!.State.End);
        Assert.Equal(TrainingSetting.Members, state.Training.State.Fallen.Count);
    }

    [Fact]
    public async Task Check_PointsThatDoNotFitTheVectors_NameTheirSigner()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Check);

        await setting.AnswerAsync(1, 2, 3);
        await setting.All[0].PublishOtherPointsAsync();
        await setting.WaitForStepAsync(TrainingStep.Mask, epoch: 2);
        await setting.FinishAsync(1, 2, 3);
        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal((0, FallCause.MasksFail), state.Training!.State.Fallen.Select(one => (one.Key, one.Value)).Single());
        (_, byte[] file) = await setting.All[1].GetModelAsync();
        Assert.Equal(setting.PooledModel(state, TrainingSetting.Records, 1, 2, 3), file);
    }

    [Fact]
    public async Task Compare_UploadThatIsGone_WaitsAndADisputeThatNobodyAnswersTakesBothEnds()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        MarketState masked = await setting.AdvanceToAsync(TrainingStep.Check);
        setting.Bulk.Store.Delete(TrainingBulk.NameOf(
            setting.Owner.Name, V1.ContributionPart.Values, masked.Training!.Masks[0].ValuesDigest));
        await setting.AnswerAsync();
        await setting.Server.Log.WhenWrittenAsync(303);

        // What was computed elsewhere: the pair of the first two is in dispute.
        using (MarketRegistry.Lease lease = await setting.Registry.RentExistingAsync(setting.Owner.Name, default))
        {
            Assert.True(await lease.Market.DecideAsync(
                new ComparePointsOfEpoch(
                    setting.Server.Time.GetUtcNow(),
                    new ComparedEpoch(1, ImmutableSortedDictionary<int, FallCause>.Empty, [new DisputedPair(0, 1)])),
                default));
        }

        Assert.Equal(
            (0, 1), Assert.Single((await setting.WaitForStepAsync(TrainingStep.Dispute)).Training!.State.Disputed));
        setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal([0, 1], state.Training!.State.Fallen.Keys);
        Assert.Equal(TrainingEnd.NotTrainable, state.Training.State.End);
    }

    [Fact]
    public async Task End_SharesAreDeletedAndTheRestAfterItsRetention()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);
        await setting.AnswerAsync();
        await setting.WaitForEndAsync();
        BulkRetention retention = setting.Server.App.Services.GetRequiredService<BulkRetention>();

        DateTimeOffset? due = await retention.DeleteAsync(setting.Owner.Name, CancellationToken.None);

        Assert.Equal(setting.Server.Time.GetUtcNow().AddDays(30), due);
        Assert.Equal(
            ["commitments", "encrypted-shares", "masked-blindings", "masked-values", "models"],
            KindsOf(setting));
        await setting.All[0].GetModelAsync();

        setting.Server.Time.Advance(TimeSpan.FromDays(30));
        Assert.Null(await retention.DeleteAsync(setting.Owner.Name, CancellationToken.None));

        Assert.Empty(KindsOf(setting));
        await setting.Server.RefusesAsync(ErrorReason.ModelNotAllocated, setting.All[0].GetModelAsync);
    }

    private static string[] KindsOf(TrainingSetting setting) =>
    [
        .. setting.Bulk.Store.List("m").Select(static (BlobEntry entry) => entry.Name.Kind).Distinct().Order(StringComparer.Ordinal),
    ];
}
