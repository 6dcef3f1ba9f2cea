using Candor.Market.Training;

namespace Candor.Client.Tests.Contributions;

/// <summary>Which records a market has had, so that no other gets them unless asked: those of which a mask has left, whatever
/// became of the market.</summary>
public sealed class ContributedDatasetsTests : TrainingTestBase
{
    [Fact]
    public async Task Participate_MarketCancelledBeforeAnyMask_ReleasesTheRecords()
    {
        await RunToAsync<ParticipationReported>(0);
        await CancelAsync();

        Assert.Single((await RunAsync(0)).OfType<ParticipationCancelled>());

        await RequireReleasedAsync();
        string kept = await File.ReadAllTextAsync(OptionsOf(0).ReceiptPath + ".training", Limit);
        Assert.Contains("\"state\": \"\"", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Participate_MarketCancelledAfterItsMaskHasLeft_KeepsTheRecords()
    {
        Task<List<ParticipationProgress>>[] others = [.. Enumerable.Range(1, 3).Select(i => RunAsync(i))];
        await RunToAsync<ParticipationContributed>(0, static step => step.Step == TrainingStep.Mask);
        await CancelAsync();
        await Task.WhenAll(others);

        Assert.Single((await RunAsync(0)).OfType<ParticipationCancelled>());

        await RequireKeptAsync();
    }

    [Fact]
    public async Task Participate_MarketVoidedBeforeAnyMask_ReleasesTheRecords()
    {
        await RunToAsync<ParticipationReported>(2);
        await RunToAsync<ParticipationReported>(3);
        using var committed = new CountdownEvent(2);
        Task<List<ParticipationProgress>>[] two =
        [
            .. Enumerable.Range(0, 2).Select(i => RunAsync(i, told: step =>
            {
                if (step is ParticipationContributed { Step: TrainingStep.Commit })
                {
                    committed.Signal();
                }
            })),
        ];
        committed.Wait(Limit);
        Server.Time.Advance(TimeSpan.FromSeconds(61));
        List<ParticipationProgress>[] ended = await Task.WhenAll(two);

        Assert.Equal(
            TrainingEnd.NotTrainable,
            ended[0].OfType<ParticipationAssigned>().Single().Assignment.Training);
        await RequireReleasedAsync();
    }

    private Task RequireReleasedAsync() => AskSecondAsync();

    private async Task RequireKeptAsync()
    {
        CandorException refused = await Assert.ThrowsAsync<CandorException>(AskSecondAsync);
        Assert.Equal("CONTRIBUTED_BEFORE", refused.Reason);
    }

    // A second market gets the same records from the same member, in a process of its own.
    private async Task AskSecondAsync()
    {
        await CreateAsync("second");
        await foreach (ParticipationProgress step in Member(0, "second").ParticipateAsync(
            FileOf(0), OptionsOf(0) with { ReceiptPath = Folder["second.receipt"] }, Limit))
        {
            if (step is ParticipationContributed { Step: TrainingStep.Keys })
            {
                return;
            }
        }

        Assert.Fail("The mask key was not given.");
    }

    private async Task RunToAsync<T>(int index, Predicate<T>? isLast = null)
        where T : ParticipationProgress
    {
        await foreach (ParticipationProgress step in Member(index).ParticipateAsync(FileOf(index), OptionsOf(index), Limit))
        {
            if (step is T reached && isLast?.Invoke(reached) != false)
            {
                return;
            }
        }
    }
}
