using System.Collections.Immutable;
using Candor.Market.Commands;
using Candor.Market.Contributions;
using Candor.Market.Tests.Support;
using Candor.Market.Training;

namespace Candor.Market.Tests.Contributions;

/// <summary>A platform that names an honest member is found out by that member itself.</summary>
public sealed class AccusationTests
{
    [Theory]
    [InlineData(FallCause.MasksFail)]
    [InlineData(FallCause.ShareNamed)]
    public void Verify_WhatAnHonestMemberIsNamedFor_Holds(FallCause cause)
    {
        var market = new TrainedMarket();
        market.ReportAll();
        market.RunTo(TrainingStep.Compare);
        MarketState epoch = market.State;

        market.Market.Accept(new ComparePointsOfEpoch(
            market.Now, new ComparedEpoch(1, ImmutableSortedDictionary<int, FallCause>.Empty.Add(0, cause), [])));

        Assert.Equal(cause, market.Training.State.Fallen[0]);
        Assert.Equal(KeptProof.Holds, ContributorClient.VerifyMasked(epoch, market.States[0], market.Sum(0)));
        Assert.Equal(KeptProof.Holds, ContributorClient.VerifyShares(epoch, market.States[0]));
    }

    [Fact]
    public void VerifyMasked_OtherPointsUnderItsKey_Fails()
    {
        var market = new TrainedMarket
        {
            Alters = static (place, turn) => place == 0 && turn.Claim is PointsClaim points
                ? turn with { Claim = points with { Points = Doubled(points.Points) } }
                : turn,
        };
        market.ReportAll();
        market.RunTo(TrainingStep.Compare);

        Assert.Equal(KeptProof.Fails, ContributorClient.VerifyMasked(market.State, market.States[0], market.Sum(0)));
    }

    [Fact]
    public void Verify_StateOfNoEpoch_CannotTell()
    {
        var market = new TrainedMarket();
        market.ReportAll();
        ContributorState before = market.States[0];
        market.RunTo(TrainingStep.Compare);

        Assert.Equal(KeptProof.OtherRecords, ContributorClient.VerifyMasked(market.State, before, market.Sum(0)));
        Assert.Equal(KeptProof.OtherRecords, ContributorClient.VerifyShares(market.State, before));
    }

    private static byte[] Doubled(ReadOnlyMemory<byte> points)
    {
        byte[] changed = points.ToArray();
        changed.AsSpan(32, 32).CopyTo(changed);
        return changed;
    }
}
