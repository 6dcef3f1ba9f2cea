using Candor.Client.Tests.Server;
using Candor.Market.Training;
using Candor.Training.Onnx;

namespace Candor.Client.Tests.Contributions;

public sealed class TrainingParticipationTests : TrainingTestBase
{
    private static readonly TrainingStep[] s_steps =
        [TrainingStep.Keys, TrainingStep.Commit, TrainingStep.Mask, TrainingStep.Check, TrainingStep.Unmask];

    [Fact]
    public async Task TagDataset_MarketThatTrainsWithoutValidation_CountsByItsRules()
    {
        string path = Folder.Write(
            "north.csv", "id,age,weight,visits,ward,outcome\na,40,70,1,a,ill\na,40,70,1,a,ill\nb,140,70,1,a,ill\n");

        Dataset dataset = await Member(0).TagDatasetAsync(path, cancellationToken: Limit);

        Assert.Equal((1u, 1L, 1L), (dataset.Records, dataset.BrokenRows, dataset.RepeatedRows));
        Assert.True(dataset.Root.IsEmpty);
    }

    [Fact]
    public async Task Participate_FourMembers_EachAnswersEveryStepAndHoldsTheModelThatIsInTheTranscript()
    {
        List<ParticipationProgress>[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));

        var files = new List<byte[]>();
        foreach ((List<ParticipationProgress> steps, int i) in all.Select((steps, i) => (steps, i)))
        {
            ParticipationContributed[] contributed = [.. steps.OfType<ParticipationContributed>()];
            Assert.Equal(s_steps, contributed.Select(step => step.Step));
            Assert.All(contributed, step => Assert.True(step.BytesSent > 0));
            Assert.All(contributed[1..], step => Assert.NotNull(step.Deadline));
            MarketAssignment assignment = steps.OfType<ParticipationAssigned>().Single().Assignment;
            Assert.Equal((12u, TrainingEnd.Summed), (assignment.ReportedRecords, assignment.Training));
            ParticipationDelivered delivered = steps.OfType<ParticipationDelivered>().Single();
            Assert.Equal(assignment.AllocatedQuality > 0, delivered.Model is not null);
            Assert.Equal(48, delivered.Model!.Records);
            Assert.Equal(12, delivered.Own!.Records);
            files.Add(delivered.Model.File.ToArray());
            Assert.Equal(delivered.Model.File.ToArray(), await File.ReadAllBytesAsync(OptionsOf(i).ModelPath!));
            Assert.Equal(delivered.Own.File.ToArray(), await File.ReadAllBytesAsync(OptionsOf(i).OwnModelPath!));
            ModelFile.Read(delivered.Model.File.Span, out var origin);
            Assert.Equal($"markets/{MarketId}", origin.Market);
            Assert.IsType<ParticipationTranscriptVerified>(steps[^1]);
        }

        Assert.All(files, file => Assert.Equal(files[0], file));
        ReceivedModel? again = await Member(1).GetModelAsync(Limit);
        Assert.Equal(files[0], again!.File.ToArray());
    }

    [Fact]
    public async Task Participate_RestartedAfterEachStep_GoesOnWithTheSameKeyAndEndsWithTheModel()
    {
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];
        var contributed = new List<TrainingStep>();
        ParticipationDelivered? delivered = null;
        int runs = 0;
        for (bool ended = false; !ended; runs++)
        {
            ended = true;
            int told = 0;
            await foreach (ParticipationProgress step in Member(0).ParticipateAsync(FileOf(0), OptionsOf(0), Limit))
            {
                delivered = step as ParticipationDelivered ?? delivered;
                if (step is ParticipationContributed answered)
                {
                    contributed.Add(answered.Step);
                    ended = false;
                    break;
                }

                told++;
            }

            Assert.True(runs < 20, $"{runs} runs, of which the last told {told} steps");
        }

        Assert.Equal(s_steps, contributed);
        Assert.Equal(48, delivered!.Model!.Records);
        await Task.WhenAll(others);
        Assert.All(others, other => Assert.Empty(other.Result.OfType<ParticipationFell>()));
    }

    [Fact]
    public async Task Participate_AnswersLostOnTheWay_SendsTheSameMessagesAgain()
    {
        Server.Faults.FailAfter("SubmitContribution", [.. Enumerable.Range(0, 8).Select(_ => Failures.Unavailable())]);

        List<ParticipationProgress>[] all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RunAsync(i)));

        Assert.All(all, steps => Assert.Equal(s_steps, steps.OfType<ParticipationContributed>().Select(step => step.Step)));
        var byRequest = Server.Faults.RequestsOf<V1.SubmitContributionRequest>()
            .GroupBy(request => request.Envelope.Payload.ToBase64());
        Assert.Equal(20, byRequest.Count());
        Assert.All(byRequest, sent => Assert.Single(sent.Select(request => request.Envelope).Distinct()));
    }
}
