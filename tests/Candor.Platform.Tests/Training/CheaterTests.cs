using Candor.Market;
using Candor.Market.Training;
using Candor.Simulation.Training.Cheaters;

namespace Candor.Platform.Tests.Training;

/// <summary>Cheaters of every kind that an unaudited market can name, each at a real server: it is named by its own messages,
/// the opened pair or its opened seed, nobody else is, and the others end with their model. Statistics that are not near, and
/// silence towards a validator, are for audited markets.</summary>
[Trait("Category", "Slow")]
public class CheaterTests
{
    private const int Cheater = 1;

    // Of keys: another's key, or one without proof, is refused before any training begins.
    private static readonly TrainingCheater[] s_kinds =
    [
        .. TrainingCheater.All.Where(
            static one => !one.IsOfKeys && one.Falls is not (FallCause.NotNear or FallCause.NoVerdict)),
    ];

    public static TheoryData<string> Kinds { get; } = [.. s_kinds.Select(static one => one.Id)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Training_WithACheater_NamesItAndNobodyElse(string kind)
    {
        TrainingCheater cheater = s_kinds.Single(one => one.Id == kind);
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        setting.All[Cheater].Conduct = cheater.Conduct;

        (MarketState state, List<(int Place, string Reason)> refused) = await setting.RunAsync();

        TrainingState training = state.Training!.State;
        Assert.Equal(TrainingEnd.Summed, training.End);
        Assert.Equal(cheater.Falls is { } cause ? [(Cheater, cause)] : [], training.Fallen.Select(one => (one.Key, one.Value)));
        Assert.All(refused, one => Assert.Equal(Cheater, one.Place));
        Assert.Equal(
            cheater.Rejected is { } reason ? System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{reason}") : null,
            refused.Select(one => one.Reason).FirstOrDefault());
        int[] rest = [.. Enumerable.Range(0, TrainingSetting.Members).Except(training.Fallen.Keys)];
        (_, byte[] file) = await setting.All[0].GetModelAsync();
        Assert.Equal(setting.PooledModel(state, TrainingSetting.Records, rest), file);
    }

    [Fact]
    public void Kinds_AreOfEveryCauseThatNeedsNoValidator() => Assert.Equal(
        [FallCause.Silent, FallCause.MasksFail, FallCause.PairNamed, FallCause.ShareNamed, FallCause.SelfPoint],
        s_kinds.Select(static one => one.Falls).OfType<FallCause>().Distinct().Order());

    [Fact]
    public async Task Training_GuiltySeed_IsInTheLogAndOpensARepair()
    {
        // The seed of a guilty member is opened, and its U is not that of the seed: anybody who has the log sees it.
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        setting.All[Cheater].Conduct = new OtherSelf();

        (MarketState state, _) = await setting.RunAsync();

        Assert.True(state.Training!.JudgedSeeds[Cheater].NamesOwner());
        Assert.Equal([Cheater], state.Training.JudgedSeeds.Keys);
        Assert.Equal(2UL, state.Training.State.Epoch);
        Assert.True(state.Training.State.IsRepair);
    }
}
