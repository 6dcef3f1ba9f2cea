using Candor.Client.Tests.Server;
using Candor.Market.Training;
using Grpc.Core;

namespace Candor.Client.Tests.Contributions;

/// <summary>What passes by itself is tried again for as long as the step is on; what came of it is then told.</summary>
public sealed class PassingRefusalTests : TrainingTestBase
{
    [Theory]
    [InlineData(StatusCode.ResourceExhausted, "OVERLOADED")]
    [InlineData(StatusCode.FailedPrecondition, "AUDIT_DEADLINE_PASSED")]
    [InlineData(StatusCode.Unavailable, "STREAM_SILENT")]
    public async Task Participate_RefusedForMoreOftenThanACallIsTried_GoesOn(StatusCode status, string reason)
    {
        Server.Faults.FailBefore(
            "UploadContribution", [.. Enumerable.Range(0, 30).Select(_ => Failures.Of(status, reason, "Try again later."))]);

        List<ParticipationProgress>[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));

        Assert.All(all, steps => Assert.Equal(48, steps.OfType<ParticipationDelivered>().Single().Model!.Records));
    }

    [Fact]
    public async Task Participate_RefusedUntilTheStepIsOver_TellsTheFallAndErasesWhatIsSecret()
    {
        int waiting = 3;
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.Faults.Change = request => request is V1.SubmitContributionRequest sent
            && sent.Participant.EndsWith("/ash", StringComparison.Ordinal)
            && sent.Envelope.PayloadType == Wire.Signing.PayloadType.Of<V1.CommitStatisticsPayload>()
                ? throw Failures.Of(StatusCode.ResourceExhausted, "OVERLOADED", "Try again later.")
                : request;
        Task<List<ParticipationProgress>>[] all =
        [
            .. Enumerable.Range(0, 4).Select(i => RunAsync(i, told: step =>
            {
                if (step is ParticipationContributed { Step: TrainingStep.Commit } && Interlocked.Decrement(ref waiting) == 0)
                {
                    committed.SetResult();
                }
            })),
        ];

        await committed.Task.WaitAsync(Limit);
        Server.Time.Advance(TimeSpan.FromSeconds(61));
        await Task.WhenAll(all);
        List<ParticipationProgress> refused = await all[0];

        ParticipationFell fell = Assert.Single(refused.OfType<ParticipationFell>());
        Assert.Equal(FallCause.Silent, fell.Cause);
        Assert.Contains("did not answer a step in time", fell.Message, StringComparison.Ordinal);
        Assert.IsType<ParticipationTranscriptVerified>(refused[^1]);
        Assert.Contains(
            "\"state\": \"\"", await File.ReadAllTextAsync(OptionsOf(0).ReceiptPath + ".training", Limit), StringComparison.Ordinal);
    }
}
