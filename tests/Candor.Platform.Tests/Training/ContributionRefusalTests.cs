using System.Security.Cryptography;
using Candor.Market.Contributions;
using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Candor.V1;
using TrainingStep = Candor.Market.Training.TrainingStep;

namespace Candor.Platform.Tests.Training;

public class ContributionRefusalTests
{
    [Fact]
    public async Task Submit_TheSameAgain_GetsTheFirstAnswerInEveryStep()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        TrainingMember member = setting.All[0];
        foreach (TrainingStep step in (TrainingStep[])
            [TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask])
        {
            await setting.WaitForStepAsync(step, 0);
            SubmitContributionResponse first = await member.AnswerAsync();
            Assert.Equal(first.WithoutCheckpoint(), (await member.SendAsync(member.Last)).WithoutCheckpoint());
            await setting.AnswerAsync(1, 2, 3);
            Assert.Equal(first.WithoutCheckpoint(), (await member.SendAsync(member.Last)).WithoutCheckpoint());
        }

        await setting.WaitForEndAsync();
        await member.SendAsync(member.Last);
    }

    [Fact]
    public async Task Submit_AnotherCount_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        TrainingMember member = setting.All[0];
        SendContribution turn = await member.NextAsync();
        await member.UploadAsync(turn.Uploads[0]);
        var claim = (StatisticsClaim)turn.Claim;

        await setting.Server.RefusesAsync(
            ErrorReason.CountMismatch,
            () => member.SendAsync(member.Request(claim with { CountOpening = new byte[32] })));
        await member.SendAsync(member.Request(claim));
    }

    [Fact]
    public async Task Submit_SharesThatDoNotFit_AreRefusedWithTheirDealer()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);
        TrainingMember member = setting.All[0];
        SendContribution turn = await member.NextAsync();
        var claim = (SharesClaim)turn.Claim;
        byte[] altered = turn.Shares.ToArray();
        altered[32] ^= 1;

        RichError error = await setting.Server.RefusesAsync(
            ErrorReason.ContributionMalformed,
            () => member.SendAsync(member.Request(claim with { SharesDigest = SHA256.HashData(altered) }, altered)));
        Assert.Contains("at place 1 does not fit", error.Message, StringComparison.Ordinal);

        error = await setting.Server.RefusesAsync(
            ErrorReason.ContributionMalformed,
            () => member.SendAsync(member.Request(claim with { SharesDigest = new byte[32] }, turn.Shares)));
        Assert.Contains("another SHA-256", error.Message, StringComparison.Ordinal);

        error = await setting.Server.RefusesAsync(
            ErrorReason.ContributionMalformed, () => member.SendAsync(member.Request(claim, turn.Shares[..96])));
        Assert.Contains("96 bytes; expected 32 for each of 4 members", error.Message, StringComparison.Ordinal);

        await member.SendAsync(member.Request(claim, turn.Shares));
    }

    [Fact]
    public async Task Submit_SharesBesideAnotherMessage_AreRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        SendContribution turn = await setting.All[0].NextAsync();

        RichError error = await setting.Server.RefusesAsync(
            ErrorReason.InvalidRequest,
            () => setting.All[0].SendAsync(setting.All[0].Request(turn.Claim, new byte[32])));

        Assert.Equal("shares", Assert.Single(error.Violations).Field);
    }

    [Fact]
    public async Task Submit_ForAnotherParticipant_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        SubmitContributionRequest request = setting.All[0].Request((await setting.All[0].NextAsync()).Claim);
        request.Participant = setting.All[1].Name;

        await setting.Server.RefusesAsync(ErrorReason.ParticipantMismatch, () => setting.All[0].SendAsync(request));
    }

    [Fact]
    public async Task Submit_OfAnotherStep_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        SendContribution commit = await setting.All[0].NextAsync();
        await setting.AdvanceToAsync(TrainingStep.Mask);
        SendContribution mask = await setting.All[0].NextAsync();

        await setting.Server.RefusesAsync(
            ErrorReason.StepAhead,
            () => setting.All[0].SendAsync(setting.All[0].Request(
                ((MaskClaim)mask.Claim) with { Epoch = 2, Predecessor = mask.Claim.Predecessor })));
        await setting.Server.RefusesAsync(
            ErrorReason.StepAnswered,
            () => setting.All[0].SendAsync(setting.All[0].Request(
                ((StatisticsClaim)commit.Claim) with { Predecessor = mask.Claim.Predecessor })));
    }

    [Fact]
    public async Task ReadShares_BeforeAllAreThereOrOfAnotherEpochOrByWhoFell_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Mask);
        await setting.Server.RefusesAsync(ErrorReason.StepAhead, () => setting.All[0].ReadSharesAsync(1));
        await setting.AnswerAsync(0, 1, 3);
        setting.Server.Time.Advance(TimeSpan.FromSeconds(60));
        await setting.WaitForStepAsync(TrainingStep.Mask, epoch: 2);
        await setting.AnswerAsync(0, 1, 3);

        await setting.Server.RefusesAsync(ErrorReason.StepOver, () => setting.All[0].ReadSharesAsync(1));
        await setting.Server.RefusesAsync(ErrorReason.StepAhead, () => setting.All[0].ReadSharesAsync(3));
        await setting.Server.RefusesAsync(ErrorReason.NotAContributor, () => setting.All[2].ReadSharesAsync(2));
        List<ReadSharesResponse> shares = await setting.All[0].ReadSharesAsync(2);
        Assert.Equal(["company-0", "company-1", "company-3"], shares.Select(one => one.Dealer));
        Assert.All(shares, one => Assert.Equal(64, one.Shares.Length));
    }

    [Fact]
    public async Task GetModel_BeforeTheEndOrByWhoIsAllocatedNoneOrByAStranger_IsRefused()
    {
        await using TrainingSetting setting = await TrainingSetting.ReportedAsync();
        await setting.AdvanceToAsync(TrainingStep.Unmask);
        await setting.Server.RefusesAsync(ErrorReason.ModelNotAllocated, setting.All[0].GetModelAsync);
        await setting.AnswerAsync();
        await setting.WaitForEndAsync();

        await setting.Server.RefusesAsync(ErrorReason.ModelNotAllocated, setting.All[3].GetModelAsync);
        using var stranger = new SigningKey();
        await setting.Server.RefusesAsync(ErrorReason.KeyNotOnRecord, async () =>
        {
            using var call = setting.Training.GetModel(new GetModelRequest
            {
                Participant = setting.All[0].Name,
                Envelope = stranger.Sign(WatchAssignmentPayload.Parser.ParseFrom(setting.All[0].Access().Payload)),
            });
            await call.ToListAsync();
        });
    }
}
