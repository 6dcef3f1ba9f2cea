using Candor.Market.Contributions;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Contributions;

public sealed class DamagedStateTests
{
    private readonly SeededRandom _random = new(5);

    // Nothing may leave that was made with another key: the good copy could not go on after it.
    [Theory]
    [InlineData(TrainingStep.Commit)]
    [InlineData(TrainingStep.Mask)]
    [InlineData(TrainingStep.Check)]
    [InlineData(TrainingStep.Unmask)]
    public void Next_UnderAnotherKeyThanTheLogs_RefusesBeforeAnythingIsSent(TrainingStep step)
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(step);
        ContributorState other = ContributorState.Create(ContributorState.TermsOf(market.State, 0), _random);

        var refused = Assert.IsType<RefuseStep>(ContributorClient.Next(market.State, other, null, null, _random));

        Assert.Equal(GuardReason.StateRestored, refused.Refusal.Reason);
        Assert.Contains("expected its state's", refused.Refusal.Message, StringComparison.Ordinal);
    }
}
