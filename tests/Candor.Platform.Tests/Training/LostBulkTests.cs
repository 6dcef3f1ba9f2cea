using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Training;
using Candor.Platform.Markets;
using Candor.Platform.Training;
using Candor.Server.Testing;
using Microsoft.Extensions.Logging.Testing;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

public class LostBulkTests
{
    public enum Damage
    {
        Removed,
        Flipped,
        CutOff,
    }

    [Theory]
    [InlineData("masked-values", TrainingStep.Sum, Damage.Flipped)]
    [InlineData("masked-values", TrainingStep.Sum, Damage.Removed)]
    [InlineData("masked-blindings", TrainingStep.Sum, Damage.CutOff)]
    [InlineData("masked-blindings", TrainingStep.Compare, Damage.Flipped)]
    [InlineData("commitments", TrainingStep.Compare, Damage.Removed)]
    public async Task Upload_LostAfterItWasTaken_EndsTheMarketOnThePlatformsWordAlone(
        string kind, TrainingStep step, Damage damage)
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(step == TrainingStep.Sum ? TrainingStep.Unmask : TrainingStep.Check);
        await setting.AnswerAsync(0, 1, 2);
        Apply(damage, FilesOf(setting, kind)[0]);
        await setting.AnswerAsync(3);
        TrainingProgress needing = (await setting.WaitForStepAsync(step)).Training!;

        MarketState state = await TryUntilTheEndAsync(setting);

        Assert.Equal(TrainingEnd.PlatformFailed, state.Training!.State.End);
        Assert.Empty(state.Training.State.Fallen);
        Assert.All(state.Outcome!.Assignments, one => Assert.Equal((0, 0L), (one.AllocatedQuality, one.PaymentMicros)));
        string lost = Convert.ToHexStringLower(Assert.Single((await FailureAsync(setting)).Lost).Span);
        Assert.Contains(
            NeededBulk.Of(needing), upload => Convert.ToHexStringLower(upload.Digest.Span) == lost
                && TrainingBulk.KindOf((V1.ContributionPart)upload.Part) == kind);
        FakeLogRecord[] tries = TriesOf(setting);
        Assert.All(tries, entry => Assert.DoesNotContain('\n', entry.Message));
        Assert.All(tries, entry => Assert.Contains(lost, entry.Message, StringComparison.Ordinal));
        Assert.Equal(TrainingWorker.Patience, tries.Length);
    }

    [Fact]
    public async Task Upload_PutBackWhileItIsTriedAgain_IsSummed()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);
        string file = FilesOf(setting, "masked-values")[0];
        File.Move(file, file + ".away");
        await setting.AnswerAsync();
        await setting.Server.Log.WhenWrittenAsync(303);

        File.Move(file + ".away", file);
        setting.Server.Time.Advance(TrainingWorker.RetryDelay);
        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(TrainingEnd.Summed, state.Training!.State.End);
        (_, byte[] model) = await setting.All[0].GetModelAsync();
        Assert.Equal(setting.PooledModel(state, TrainingSetting.Records, 0, 1, 2, 3), model);
    }

    [Fact]
    public async Task OpenedShares_OfOneAreLost_OthersOpenTheSum()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);
        await setting.AnswerAsync(0);
        Apply(Damage.Flipped, Assert.Single(FilesOf(setting, TrainingBulk.OpenedShares)));
        await setting.AnswerAsync(1, 2, 3);

        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(TrainingEnd.Summed, state.Training!.State.End);
        Assert.Equal(0, state.Training.Shares.Keys.First());
    }

    [Fact]
    public async Task OpenedShares_TooFewAreLeft_EndsTheMarketAndNamesThoseThatAreLost()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);
        await setting.AnswerAsync(0, 1);
        foreach (string file in FilesOf(setting, TrainingBulk.OpenedShares))
        {
            Apply(Damage.Removed, file);
        }

        await setting.AnswerAsync(2, 3);
        MarketState state = await TryUntilTheEndAsync(setting);

        Assert.Equal(TrainingEnd.PlatformFailed, state.Training!.State.End);
        Assert.Equal(
            new[] { 0, 1 }.Select(place => Convert.ToHexStringLower(state.Training.Shares[place].SharesDigest.Span)),
            (await FailureAsync(setting)).Lost.Select(digest => Convert.ToHexStringLower(digest.Span)));
    }

    [Fact]
    public async Task EncryptedShares_LostBeforeTheOthersReadThem_NobodyIsCalledSilent()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Check);
        Apply(Damage.Flipped, FilesOf(setting, "encrypted-shares")[0]);

        setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        MarketState state = await setting.WaitForEndAsync();

        Assert.Equal(TrainingEnd.PlatformFailed, state.Training!.State.End);
        Assert.Empty(state.Training.State.Fallen);
        Assert.Single((await FailureAsync(setting)).Lost);
    }

    private static async Task<PlatformFailed> FailureAsync(TrainingSetting setting)
    {
        using MarketRegistry.Lease lease = await setting.Registry.RentExistingAsync(setting.Owner.Name, default);
        IReadOnlyList<Hosting.Storage.StoredEvent> entries = await lease.Market.ReadEntriesAsync(0, 1000, default);
        return Assert.Single(entries.Select(static entry => EventCodec.Decode(entry.Body)).OfType<PlatformFailed>());
    }

    private static async Task<MarketState> TryUntilTheEndAsync(TrainingSetting setting)
    {
        for (int tries = 1; tries <= TrainingWorker.Patience; tries++)
        {
            await setting.Server.Log.WhenWrittenAsync(303, tries);
            setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        }

        return await setting.WaitForEndAsync();
    }

    private static FakeLogRecord[] TriesOf(TrainingSetting setting) =>
        [.. setting.Server.Log.GetSnapshot().Where(static entry => entry.Id.Id == 303)];

    private static string[] FilesOf(TrainingSetting setting, string kind) =>
        [.. Directory.GetFiles(Path.Combine(setting.Bulk.Store.Folder, "m"), kind + "-*").Order(StringComparer.Ordinal)];

    private static void Apply(Damage damage, string file)
    {
        if (damage == Damage.Removed)
        {
            File.Delete(file);
            return;
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        if (damage == Damage.CutOff)
        {
            stream.SetLength(stream.Length - 1);
            return;
        }

        // Within the content, behind the header of 128 bytes.
        stream.Position = 130;
        int value = stream.ReadByte();
        stream.Position = 130;
        stream.WriteByte((byte)(value ^ 1));
    }
}
