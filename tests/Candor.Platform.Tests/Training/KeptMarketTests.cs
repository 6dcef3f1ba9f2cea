using Candor.Client.Transcripts;
using Candor.Market;
using Candor.Platform.Training;
using Candor.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using FallCause = Candor.Market.Training.FallCause;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

/// <summary>What a server keeps of a market that trained twice, since one member published false points. With CANDOR_KEEP_MARKET
/// transcript and bulk are written into that folder: so was tests/golden/training/market-v1 made.</summary>
public class KeptMarketTests
{
    [Fact]
    public async Task Bulk_OfAMarketWithACheater_IsKeptForEveryEpoch()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Check);
        await setting.AnswerAsync(1, 2, 3);
        await setting.All[0].PublishOtherPointsAsync();
        await setting.WaitForStepAsync(TrainingStep.Mask, epoch: 2);
        await setting.FinishAsync(1, 2, 3);
        MarketState state = await setting.WaitForEndAsync();
        await setting.Server.App.Services.GetRequiredService<BulkRetention>()
            .DeleteAsync(setting.Owner.Name, CancellationToken.None);

        Assert.Equal(FallCause.MasksFail, Assert.Single(state.Training!.State.Fallen).Value);
        Assert.Equal(
            [("commitments", 4), ("encrypted-shares", 7), ("masked-blindings", 7), ("masked-values", 7), ("models", 1)],
            setting.Bulk.Store.List("m").GroupBy(static entry => entry.Name.Kind).Select(static kind => (kind.Key, kind.Count())));
        byte[] transcript = await ExportAsync(setting);
        using var file = new MemoryStream(transcript);
        Assert.Null(TranscriptVerifier.Verify(file).Fault);
        if (Environment.GetEnvironmentVariable("CANDOR_KEEP_MARKET") is { Length: > 0 } folder)
        {
            Keep(setting, transcript, folder);
        }
    }

    private static async Task<byte[]> ExportAsync(TrainingSetting setting)
    {
        string market = setting.Owner.Name;
        ListEntriesResponse page = await setting.Server.Transcripts.ListEntriesAsync(new ListEntriesRequest
        {
            Name = market,
            PageSize = 1000,
            Envelope = setting.All[1].Key.Sign(new ReadTranscriptPayload
            {
                Market = market,
                DefinitionDigest = setting.Owner.Digest,
                ExpireTime = Timestamp.FromDateTimeOffset(setting.Server.Time.GetUtcNow().AddMinutes(4)),
            }),
        });
        string key = (await setting.Server.Transcripts.GetLogKeyAsync(new GetLogKeyRequest())).LogKey;
        using var file = new MemoryStream();
        TranscriptFile.Write(
            file,
            new TranscriptHeader(market, $"{key.Split('+')[0]}/{market}", key, page.Checkpoint.ToByteArray()),
            page.Entries.Select(static entry => TranscriptEntry.Open(entry.Index, entry.Entry.ToByteArray())));
        return file.ToArray();
    }

    private static void Keep(TrainingSetting setting, byte[] transcript, string folder)
    {
        string to = Path.Combine(folder, "blobs", "m");
        Directory.CreateDirectory(to);
        File.WriteAllBytes(Path.Combine(folder, "market.transcript"), transcript);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(setting.Bulk.Store.Folder, "m")))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
