using Candor.Market.Contributions;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Wire.Errors;
using Grpc.Core;
using ContributionPart = Candor.V1.ContributionPart;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

public class UploadTests
{
    [Fact]
    public async Task Upload_OtherBytesThanTheDigestSays_IsRefusedAndDeleted()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);
        byte[] digest = upload.Digest.ToArray();
        digest[0] ^= 1;

        RichError error = await RefusesAsync(
            ErrorReason.UploadInvalid, () => setting.All[0].UploadAsync(ContributionPart.Commitments, digest, upload.Bytes));

        Assert.Contains("another digest", error.Message, StringComparison.Ordinal);
        Assert.Equal(0UL, (await setting.All[0].FindAsync(ContributionPart.Commitments, digest)).Received);
    }

    [Fact]
    public async Task Upload_NoPoints_IsRefusedAndDeleted()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);
        byte[] bytes = upload.Bytes.ToArray();
        bytes.AsSpan(0, 32).Fill(0xFF);

        RichError error = await RefusesAsync(
            ErrorReason.UploadInvalid, () => setting.All[0].UploadAsync(ContributionPart.Commitments, upload.Digest, bytes));

        Assert.Contains("do not decode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_BrokenOff_GoesOnWhereItStoppedAlsoAfterARestart()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);
        TrainingMember member = setting.All[0];

        RichError error = await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => member.UploadAsync(ContributionPart.Commitments, upload.Digest, upload.Bytes[..96]));
        Assert.Contains($"ended after 96 bytes; expected {upload.Bytes.Length}", error.Message, StringComparison.Ordinal);
        await setting.Server.RestartAsync();
        GetUploadResponse found = await member.FindAsync(ContributionPart.Commitments, upload.Digest);
        Assert.Equal((96UL, false), (found.Received, found.Complete));

        await member.UploadAsync(upload, offset: 96);
        found = await member.FindAsync(ContributionPart.Commitments, upload.Digest);
        Assert.Equal(((ulong)upload.Bytes.Length, true), (found.Received, found.Complete));

        // The same again is answered as before.
        Assert.Equal((ulong)upload.Bytes.Length, (await member.UploadAsync(upload)).Size);
    }

    [Fact]
    public async Task Upload_FromTheBeginningAgain_BeginsAnew()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);
        await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => setting.All[0].UploadAsync(ContributionPart.Commitments, upload.Digest, new byte[64]));

        Assert.Equal((ulong)upload.Bytes.Length, (await setting.All[0].UploadAsync(upload)).Size);
    }

    [Fact]
    public async Task Upload_AtAnotherPlace_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);

        RichError error = await RefusesAsync(
            ErrorReason.UploadInvalid, () => setting.All[0].UploadAsync(upload, offset: 32));

        Assert.Contains("goes on at 32; expected at most 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_FromBeforeWhereItStopped_PassesOverWhatIsThere()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);
        TrainingMember member = setting.All[0];
        await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => member.UploadAsync(ContributionPart.Commitments, upload.Digest, upload.Bytes[..96]));

        // One piece ends before that place, one goes over it, and the others come after it.
        Assert.Equal((ulong)upload.Bytes.Length, (await member.UploadAsync(upload, offset: 16, chunk: 48)).Size);
    }

    [Fact]
    public async Task Upload_WhileAnotherCallUploadsIt_SaysHowFarThatIsAndIsTriedAgain()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);
        TrainingMember member = setting.All[0];
        using var call = setting.Training.UploadContribution();
        await call.RequestStream.WriteAsync(
            member.First(ContributionPart.Commitments, upload.Digest, 0, upload.Bytes[..64]));
        GetUploadResponse found = await member.WaitForUploadAsync(upload, 64);

        Assert.Equal((false, true), (found.Complete, found.Uploading));
        RichError error = await RefusesAsync(ErrorReason.StorageUnavailable, () => member.UploadAsync(upload));
        Assert.Contains("Another call uploads this now; try again when it has ended", error.Message, StringComparison.Ordinal);

        // The other call has lost nothing by that.
        await call.RequestStream.WriteAsync(
            new UploadContributionRequest { Content = Google.Protobuf.ByteString.CopyFrom(upload.Bytes.Span[64..]) });
        await call.RequestStream.CompleteAsync();
        Assert.Equal((ulong)upload.Bytes.Length, (await call).Size);
        found = await member.FindAsync(ContributionPart.Commitments, upload.Digest);
        Assert.Equal(
            ((ulong)upload.Bytes.Length, true, false), (found.Received, found.Complete, found.Uploading));
    }

    [Fact]
    public async Task Upload_OnWhichNothingComes_EndsAndIsResumed()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync(
            define: definition => definition.Training.AnswerSeconds = 86_400);
        ContributionUpload upload = await FirstAsync(setting);
        TrainingMember member = setting.All[0];
        using var call = setting.Training.UploadContribution();
        await call.RequestStream.WriteAsync(
            member.First(ContributionPart.Commitments, upload.Digest, 0, upload.Bytes[..64]));
        await member.WaitForUploadAsync(upload, 64);

        // The connection is there, and its client says no more. The server may begin to wait after the first of these.
        Task<UploadContributionResponse> response = call.ResponseAsync;
        for (int turns = 0; turns < 1000 && !response.IsCompleted; turns++)
        {
            setting.Server.Time.Advance(TimeSpan.FromSeconds(30));
            await member.FindAsync(ContributionPart.Commitments, upload.Digest);
        }

        RichError error = await RefusesAsync(ErrorReason.StreamSilent, () => response);
        Assert.Contains("Nothing came for 30 seconds after 64 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal((ulong)upload.Bytes.Length, (await member.UploadAsync(upload, offset: 64)).Size);
    }

    [Fact]
    public async Task Upload_OnAFullDisk_IsTriedAgainLaterAndGoesOnWhereItWas()
    {
        var disk = new FullDisk();
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync(configure: disk.Configure);
        ContributionUpload upload = await FirstAsync(setting);
        TrainingMember member = setting.All[0];
        disk.Room = 300;

        RichError error = await RefusesAsync(ErrorReason.StorageUnavailable, () => member.UploadAsync(upload));

        Assert.Contains("The server's disk is full; try again later.", error.Message, StringComparison.Ordinal);
        Assert.Contains(setting.Server.Log.GetSnapshot(), entry => entry.Id.Id == 306
            && entry.Message.Contains("DiskFull", StringComparison.Ordinal));
        GetUploadResponse found = await member.FindAsync(ContributionPart.Commitments, upload.Digest);
        Assert.Equal((128UL, false), (found.Received, found.Complete));
        await setting.Server.RefusesAsync(
            ErrorReason.UploadMissing, async () => await member.SendAsync(member.Request((await member.NextAsync()).Claim)));

        disk.Room = long.MaxValue;
        Assert.Equal((ulong)upload.Bytes.Length, (await member.UploadAsync(upload, offset: 128)).Size);
        await member.SendAsync(member.Request((await member.NextAsync()).Claim));
    }

    [Fact]
    public async Task Upload_LongerThanTheRulesSay_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);

        RichError error = await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => setting.All[0].UploadAsync(
                ContributionPart.Commitments, upload.Digest, new byte[upload.Bytes.Length + 32], chunk: 1 << 16));

        Assert.Contains($"expected {upload.Bytes.Length}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_MessageOfMoreThanAMebibyte_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);

        RichError error = await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => setting.All[0].UploadAsync(
                ContributionPart.Commitments, upload.Digest, new byte[(1 << 20) + 1], chunk: 1 << 21));

        Assert.Contains("expected at most 1048576", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_TooManyOfOnePart_AreRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        for (int i = 0; i < 4; i++)
        {
            byte[] digest = [.. Enumerable.Repeat((byte)i, 32)];
            await RefusesAsync(
                ErrorReason.UploadInvalid,
                () => setting.All[0].UploadAsync(ContributionPart.Commitments, digest, new byte[32]));
        }

        RichError error = await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => setting.All[0].UploadAsync(ContributionPart.Commitments, new byte[32].Select(_ => (byte)9).ToArray(), new byte[32]));

        Assert.Contains("4 other uploads of commitments", error.Message, StringComparison.Ordinal);
    }

    // Nothing that is open has a whole file, or a header that another reads: they count all the same.
    [Fact]
    public async Task Upload_TooManyAtOnce_AreRefusedWhileTheyAreUnderWay()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        var calls = Enumerable.Range(0, 5).Select(_ => setting.Training.UploadContribution()).ToList();
        for (int i = 0; i < calls.Count; i++)
        {
            byte[] digest = [.. Enumerable.Repeat((byte)i, 32)];
            await calls[i].RequestStream.WriteAsync(
                setting.All[0].First(ContributionPart.Commitments, digest, 0, new byte[1]));
        }

        Task<UploadContributionResponse> refused = await Task.WhenAny(calls.Select(static call => call.ResponseAsync))
            .WithPatience();

        RichError error = RichError.From(await Assert.ThrowsAsync<RpcException>(() => refused));
        Assert.Equal("UPLOAD_INVALID", error.Reason);
        Assert.Contains("4 other uploads of commitments", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, calls.Count(static call => !call.ResponseAsync.IsCompleted));
        foreach (var call in calls)
        {
            call.Dispose();
        }
    }

    [Fact]
    public async Task Upload_ThatIsRefused_LeavesNothing()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        ContributionUpload upload = await FirstAsync(setting);
        await RefusesAsync(ErrorReason.UploadInvalid, () => setting.All[0].UploadAsync(upload, offset: 32));
        await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => setting.All[0].UploadAsync(
                ContributionPart.Commitments, upload.Digest, new byte[upload.Bytes.Length + 32], chunk: 64));
        await RefusesAsync(
            ErrorReason.UploadInvalid,
            () => setting.All[0].UploadAsync(
                ContributionPart.Commitments, upload.Digest, new byte[(1 << 20) + 1], chunk: 1 << 21));

        Assert.Empty(setting.Bulk.Store.List("m"));
    }

    [Fact]
    public async Task Upload_InAnotherStepOrByWhoFell_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.StartAsync();
        byte[] some = new byte[32];
        await RefusesAsync(
            ErrorReason.StepAhead, () => setting.All[0].UploadAsync(ContributionPart.Commitments, some, some));
        foreach (TrainingMember member in setting.All)
        {
            await member.ReportAsync(TrainingSetting.Records);
        }

        await RefusesAsync(ErrorReason.StepAhead, () => setting.All[0].UploadAsync(ContributionPart.Values, some, some));
        await setting.AnswerAsync(1, 2, 3);
        setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        await setting.WaitForStepAsync(TrainingStep.Mask);

        await RefusesAsync(
            ErrorReason.StepOver, () => setting.All[1].UploadAsync(ContributionPart.Commitments, some, some));
        await RefusesAsync(
            ErrorReason.NotAContributor, () => setting.All[0].UploadAsync(ContributionPart.Values, some, some));
        await RefusesAsync(
            ErrorReason.InvalidRequest, () => setting.All[1].UploadAsync(ContributionPart.Unspecified, some, some));
    }

    [Fact]
    public async Task Message_WithoutItsUploads_NamesThem()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Mask);
        SendContribution turn = await setting.All[0].NextAsync();
        await setting.All[0].UploadAsync(turn.Uploads[0]);

        RichError error = await setting.Server.RefusesAsync(
            ErrorReason.UploadMissing, () => setting.All[0].SendAsync(setting.All[0].Request(turn.Claim)));

        Assert.DoesNotContain("masked-values of digest", error.Message, StringComparison.Ordinal);
        Assert.Contains("masked-blindings of digest", error.Message, StringComparison.Ordinal);
        Assert.Contains("encrypted-shares of digest", error.Message, StringComparison.Ordinal);
    }

    private static async Task<ContributionUpload> FirstAsync(TrainingSetting setting) =>
        Assert.Single((await setting.All[0].NextAsync()).Uploads);

    private static async Task<RichError> RefusesAsync(ErrorReason reason, Func<Task> call)
    {
        var error = RichError.From(await Assert.ThrowsAsync<RpcException>(call));
        Assert.Equal(Reasons.NameOf(reason), error.Reason);
        return error;
    }
}
