using Candor.Client.Tests.Server;
using Candor.V1;
using Grpc.Core;

namespace Candor.Client.Tests.Participation;

public sealed class ParticipateTests : ClientTestBase
{
    private static readonly Dataset s_records = Dataset.Counted(250, "warehouse");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
        await ReportAsync(1, 100);
        await ReportAsync(2, 100);
    }

    [Fact]
    public async Task Participate_FromTheStart_YieldsEachStepAndEndsWithTheVerifiedAssignment()
    {
        List<ParticipationProgress> steps = await ParticipateAsync();

        Assert.Equal(
            [
                typeof(ParticipationVerified), typeof(ParticipationJoined), typeof(ParticipationCommitted),
                typeof(ParticipationReported), typeof(ParticipationAssigned), typeof(ParticipationTranscriptVerified),
            ],
            steps.Select(step => step.GetType()));
        MarketAssignment assignment = AssignmentOf(steps);
        Assert.Equal((250u, 250u), (assignment.ReportedRecords, assignment.OwnRecords));
        Assert.Equal(Math.Tanh(4.5 / 2), assignment.AllocatedQuality, 12);
        Assert.Equal(Math.Tanh(2.5 / 2), assignment.OwnQuality, 12);
        Assert.Equal(PreferredModel.Allocated, assignment.PreferredModel);
    }

    [Fact]
    public async Task Participate_ReportFewer_KeepsTheTrueSizeForTheOwnModel()
    {
        List<ParticipationProgress> steps = await ParticipateAsync(new ParticipationOptions { ReportRecords = 40 });

        MarketAssignment assignment = AssignmentOf(steps);
        Assert.Equal((40u, 250u), (assignment.ReportedRecords, assignment.OwnRecords));
        Assert.Equal(Math.Tanh(2.5 / 2), assignment.OwnQuality, 12);
    }

    [Fact]
    public async Task Participate_ReportMoreThanTheDataSet_IsAnArgumentError()
    {
        await Assert.ThrowsAsync<ArgumentException>(
            () => ParticipateAsync(new ParticipationOptions { ReportRecords = 251 }));
    }

    [Fact]
    public async Task Participate_AfterItsReport_GoesOnToTheAssignment()
    {
        await ReportAsync(0, 250);

        List<ParticipationProgress> steps = await ParticipateAsync();

        Assert.Equal(
            [typeof(ParticipationVerified), typeof(ParticipationAssigned), typeof(ParticipationTranscriptVerified)],
            steps.Select(s => s.GetType()));
    }

    [Fact]
    public async Task Participate_ProcessStoppedAfterEachStep_DoesNothingTwice()
    {
        // Each round lives until the step named, then a new client goes on, as a restarted process would.
        var options = new ParticipationOptions { ReceiptPath = Folder["receipt.json"] };
        foreach (System.Type last in new[] { typeof(ParticipationJoined), typeof(ParticipationCommitted) })
        {
            await using CandorClient process = Server.Client(Clock);
            await foreach (ParticipationProgress step in process
                .GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0])
                .ParticipateAsync(s_records, options, Limit))
            {
                if (step.GetType() == last)
                {
                    break;
                }
            }
        }

        List<ParticipationProgress> steps = await ParticipateAsync(options);

        Assert.False(steps.OfType<ParticipationCommitted>().Single().IsNew);
        AssignmentOf(steps);
        Assert.Equal(1, Server.Log.State!.Participants[0].CommitmentCount);
        Assert.Equal(
            [
                typeof(ParticipationVerified), typeof(ParticipationCommitted), typeof(ParticipationReported),
                typeof(ParticipationAssigned), typeof(ParticipationTranscriptVerified),
            ],
            steps.Select(step => step.GetType()));
    }

    [Fact]
    public async Task Participate_OpeningLost_ReplacesTheCommitment()
    {
        await North.JoinAsync(Limit);
        await North.CommitAsync(250, Limit);

        List<ParticipationProgress> steps = await ParticipateAsync(
            new ParticipationOptions { ReceiptPath = Folder["receipt.json"] });

        Assert.True(steps.OfType<ParticipationCommitted>().Single().IsNew);
        Assert.Equal(2, Server.Log.State!.Participants[0].CommitmentCount);
        AssignmentOf(steps);
        Assert.Equal(250u, CommitmentReceipt.Load(Folder["receipt.json"]).Records);
    }

    [Fact]
    public async Task Participate_DataSetHasChanged_ReplacesTheCommitment()
    {
        var options = new ParticipationOptions { ReceiptPath = Folder["receipt.json"] };
        await North.JoinAsync(Limit);
        (await North.CommitAsync(300, Limit)).Save(options.ReceiptPath);

        List<ParticipationProgress> steps = await ParticipateAsync(options);

        Assert.Equal(
            (true, 250u), steps.OfType<ParticipationCommitted>().Select(c => (c.IsNew, c.Receipt.Records)).Single());
    }

    [Fact]
    public async Task Participate_KeptReceiptIsNotTheCurrentCommitment_CommitsAnew()
    {
        var options = new ParticipationOptions { ReceiptPath = Folder["receipt.json"] };
        await North.JoinAsync(Limit);
        (await North.CommitAsync(250, Limit)).Save(options.ReceiptPath);
        await North.CommitAsync(10, Limit);

        List<ParticipationProgress> steps = await ParticipateAsync(options);

        Assert.Equal([false, true], steps.OfType<ParticipationCommitted>().Select(c => c.IsNew));
        Assert.Equal(250u, Server.Log.State!.Participants[0].Records);
    }

    [Fact]
    public async Task Participate_CommitmentReplacedEachTime_GivesUp()
    {
        Server.Faults.FailBefore(
            "SubmitReport",
            [.. Enumerable.Range(0, 9).Select(
                _ => Failures.Of(StatusCode.FailedPrecondition, "COMMITMENT_NOT_CURRENT", "Not it."))]);

        var refused = await Assert.ThrowsAsync<CandorException>(() => ParticipateAsync());

        Assert.Equal(ErrorReason.CommitmentNotCurrent, refused.ErrorReason);
        Assert.Equal(3, Server.Log.State!.Participants[0].CommitmentCount);
    }

    [Fact]
    public async Task Participate_JoinedMeanwhile_GoesOn()
    {
        await North.JoinAsync(Limit);
        Server.Faults.Tamper = answer =>
        {
            // The snapshot is from before another process of this company joined.
            if (answer is GetMarketResponse response)
            {
                response.Market.Participants[0].Phase = V1.ParticipantPhase.Invited;
            }
        };

        List<ParticipationProgress> steps = await ParticipateAsync();

        Assert.Null(steps.OfType<ParticipationJoined>().Single().Receipt);
        AssignmentOf(steps);
    }

    [Fact]
    public async Task Participate_MarketSettlesOnTheWay_IsOut()
    {
        Server.Faults.FailBefore(
            "SubmitReport", Failures.Of(StatusCode.FailedPrecondition, "REPORT_DEADLINE_PASSED", "Late."));
        Server.Faults.Tamper = answer =>
        {
            if (answer is SubmitCommitmentResponse)
            {
                Clock.Now = Market.Definition().ReportDeadline.ToDateTimeOffset();
                Server.Time.SetUtcNow(Clock.Now);
            }
        };

        List<ParticipationProgress> steps = await ParticipateAsync();

        MarketAssignment assignment = AssignmentOf(steps);
        Assert.True(assignment.IsOut);
        Assert.Equal((0.0, 250u), (assignment.AllocatedQuality, assignment.OwnRecords));
        Assert.Equal(Math.Tanh(2.5 / 2), assignment.UsedQuality, 12);
        Assert.DoesNotContain(steps, step => step is ParticipationReported);
    }

    [Fact]
    public async Task Participate_Cancelled_EndsWithTheOperatorsWords()
    {
        await Operator.CancelMarketAsync("No quorum.", Limit);

        List<ParticipationProgress> steps = await ParticipateAsync();

        Assert.Equal(new ParticipationCancelled("No quorum."), steps[^1]);
    }

    [Fact]
    public async Task Participate_CommitmentDeadlinePassed_ThrowsTheReason()
    {
        Server.Faults.FailBefore(
            "SubmitCommitment", Failures.Of(StatusCode.FailedPrecondition, "COMMITMENT_DEADLINE_PASSED", "Late."));

        var refused = await Assert.ThrowsAsync<CandorException>(() => ParticipateAsync());

        Assert.Equal(ErrorReason.CommitmentDeadlinePassed, refused.ErrorReason);
    }

    [Fact]
    public async Task Participate_ServerFailsAtEveryStep_StillDoesEachOnce()
    {
        foreach (string method in new[] { "GetMarket", "JoinMarket", "SubmitCommitment", "SubmitReport" })
        {
            Server.Faults.FailBefore(method, Failures.Unavailable());
            Server.Faults.FailAfter(method, Failures.Unavailable());
        }

        Server.Faults.StreamBreaks.Enqueue(1);
        List<ParticipationProgress> steps = await ParticipateAsync();

        Assert.Equal(6, steps.Count);
        // Created, two others with three steps each, three steps of this one, settled.
        Assert.Equal(11, Server.Log.Events.Count);
    }

    [Fact]
    public async Task Participate_OtherRulesThanAgreed_StopsBeforeJoining()
    {
        byte[] digest = Server.Log.State!.DefinitionDigest.ToArray();
        digest[0] ^= 1;

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => ParticipateAsync(new ParticipationOptions { ExpectedDefinitionDigest = digest }));

        Assert.Equal(AnswerFault.OtherRules, refused.Fault);
        Assert.Equal(
            ParticipantPhase.Invited, (await Client.GetMarketAsync(TestMarket.Id, Limit)).Participants[0].Phase);
        digest[0] ^= 1;
        await ParticipateAsync(new ParticipationOptions { ExpectedDefinitionDigest = digest });
    }

    [Fact]
    public async Task Participate_SettledWithAnotherReport_IsCaught()
    {
        Server.Faults.Tamper = answer =>
        {
            if (answer is WatchAssignmentResponse { Assignment: { } assignment })
            {
                assignment.ReportedRecords = 100;
                assignment.OwnQuality = Math.Tanh(1.0 / 2);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => ParticipateAsync());

        Assert.Equal(AnswerFault.Assignment, refused.Fault);
        Assert.Contains("it reported 250 records", refused.Message, StringComparison.Ordinal);
    }

    // Every life that ends with an assignment ends with its word.
    private static MarketAssignment AssignmentOf(List<ParticipationProgress> steps)
    {
        Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
        return Assert.IsType<ParticipationAssigned>(steps[^2]).Assignment;
    }

    private Task<List<ParticipationProgress>> ParticipateAsync(ParticipationOptions? options = null) => ListAsync(
        North.ParticipateAsync(s_records, options, Limit));
}
