using System.Buffers.Binary;
using Candor.Client.Contributions;
using Candor.Client.Internal;
using Candor.Market.Training;
using Google.Protobuf;

namespace Candor.Client.Tests.Contributions;

public sealed class AuditedTrainingTests : TrainingTestBase
{
    private static readonly TrainingStep[] s_steps =
    [
        TrainingStep.Keys, TrainingStep.Commit, TrainingStep.Nearness, TrainingStep.Mask, TrainingStep.Check,
        TrainingStep.Unmask,
    ];

    protected override bool IsAudited => true;

    [Fact]
    public async Task Participate_AuditedMembers_ProveToBeNearAndHoldTheModel()
    {
        List<ParticipationProgress>[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));

        Assert.All(all, steps => Assert.Equal(s_steps, steps.OfType<ParticipationContributed>().Select(step => step.Step)));
        Assert.All(all, steps => Assert.Equal(48, steps.OfType<ParticipationDelivered>().Single().Model!.Records));
        string kept = await File.ReadAllTextAsync(OptionsOf(0).ReceiptPath + TrainingJson.Suffix, Limit);
        Assert.Contains("\"verdict\": \"", kept, StringComparison.Ordinal);
        Assert.Contains("\"state\": \"\"", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participate_RestartedAfterEachStepOfAnAuditedMarket_GoesOn()
    {
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];
        var contributed = new List<TrainingStep>();
        ParticipationDelivered? delivered = null;
        for (bool ended = false; !ended;)
        {
            ended = true;
            await foreach (ParticipationProgress step in Member(0).ParticipateAsync(FileOf(0), OptionsOf(0), Limit))
            {
                delivered = step as ParticipationDelivered ?? delivered;
                if (step is ParticipationContributed answered)
                {
                    contributed.Add(answered.Step);
                    ended = false;
                    break;
                }
            }
        }

        Assert.Equal(s_steps, contributed);
        Assert.Equal(48, delivered!.Model!.Records);
        await Task.WhenAll(others);
    }

    [Fact]
    public async Task Participate_SilentTowardsTheValidator_FallsForWantOfAVerdictAndTheOthersTrain()
    {
        int waiting = 3;
        var near = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<List<ParticipationProgress>>[] others =
        [
            .. Enumerable.Range(1, 3).Select(i => RunAsync(i, told: step =>
            {
                if (step is ParticipationContributed { Step: TrainingStep.Nearness } && Interlocked.Decrement(ref waiting) == 0)
                {
                    near.SetResult();
                }
            })),
        ];
        await foreach (ParticipationProgress step in Member(0).ParticipateAsync(FileOf(0), OptionsOf(0), Limit))
        {
            if (step is ParticipationContributed { Step: TrainingStep.Commit })
            {
                break;
            }
        }

        await near.Task.WaitAsync(Limit);
        Server.Time.Advance(TimeSpan.FromSeconds(61));
        await Task.WhenAll(others);

        List<ParticipationProgress> mine = await RunAsync(0);
        Assert.Equal(FallCause.NoVerdict, Assert.Single(mine.OfType<ParticipationFell>()).Cause);
        Assert.All(others, other => Assert.Equal(36, other.Result.OfType<ParticipationDelivered>().Single().Model!.Records));
    }

    [Fact]
    public async Task Participate_ProjectionsOfAnotherSeed_AreNotAnswered()
    {
        LieAsValidator(static asked => asked.Seed = ByteString.CopyFrom(new byte[32]));

        ContributionRefusedException refused = await FirstRefusalAsync();

        Assert.Equal(GuardReason.ProjectionsForeign, refused.Cause);
        Assert.Contains("The seed of the projections is not that of the digest", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Evidence);
        Assert.DoesNotContain(Server.Faults.Requests, request => request.Method == "ProveNearness");
    }

    [Fact]
    public async Task Participate_NarrowIntervals_AreNotAnswered()
    {
        LieAsValidator(static asked => asked.Bounds = Narrowed(asked.Bounds));

        ContributionRefusedException refused = await FirstRefusalAsync();

        Assert.Equal(GuardReason.IntervalsNarrow, refused.Cause);
        Assert.Contains("expected at least twice that allowance", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participate_QuestionOfSomebodyElse_IsNotTheValidators()
    {
        using SigningKey other = SigningKey.Create();
        Server.Faults.Tamper = answer =>
        {
            if (answer is V1.OpenProjectionsResponse opened)
            {
                opened.Projections = other.SignMessage(V1.ProjectionsPayload.Parser.ParseFrom(opened.Projections.Payload));
            }
        };

        Task<List<ParticipationProgress>> first = await Task.WhenAny(Enumerable.Range(0, 4).Select(i => RunAsync(i)));
        UnverifiedAnswerException refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => first);

        Assert.Equal(AnswerFault.Signature, refused.Fault);
        Assert.Contains("The question of validator 'auditor'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participate_ProjectionsThatAreNotNamedAtTheAudit_OpenNoRecord()
    {
        Server.Faults.Tamper = static answer =>
        {
            V1.Audit? audit = answer switch
            {
                V1.OpenAuditResponse opened => opened.Audit,
                V1.SubmitTagsResponse tags => tags.Audit,
                V1.GetAuditResponse got => got.Audit,
                _ => null,
            };
            audit?.ProjectionsDigest = ByteString.Empty;
        };

        UnverifiedAnswerException refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => RunAsync(0));

        Assert.Equal(AnswerFault.Challenge, refused.Fault);
        Assert.Contains("without naming its projections", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Faults.Requests, request => request.Method == "SubmitOpenings");
    }

    // Signed by the validator's own key: what is wrong with it is what it asks.
    private void LieAsValidator(Action<V1.ProjectionsPayload> change) => Server.Faults.Tamper = answer =>
    {
        if (answer is V1.OpenProjectionsResponse opened)
        {
            using SigningKey key = SigningKey.Load(Server.ValidatorKeyPath);
            V1.ProjectionsPayload asked = V1.ProjectionsPayload.Parser.ParseFrom(opened.Projections.Payload);
            change(asked);
            opened.Projections = key.SignMessage(asked);
        }
    };

    private async Task<ContributionRefusedException> FirstRefusalAsync()
    {
        Task<List<ParticipationProgress>> first = await Task.WhenAny(Enumerable.Range(0, 4).Select(i => RunAsync(i)));
        return await Assert.ThrowsAsync<ContributionRefusedException>(() => first);
    }

    // The first interval becomes its own lower end and the next integer.
    private static ByteString Narrowed(ByteString bounds)
    {
        byte[] changed = bounds.ToByteArray();
        Int128 low = BinaryPrimitives.ReadInt128LittleEndian(changed);
        BinaryPrimitives.WriteInt128LittleEndian(changed.AsSpan(16), low + 1);
        return ByteString.CopyFrom(changed);
    }
}
