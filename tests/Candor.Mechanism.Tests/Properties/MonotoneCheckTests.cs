using Candor.Mechanism.Properties;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Properties;

public class MonotoneCheckTests
{
    [Fact]
    public void Linear_OneNegativeExternality_IsTheWitnessOfCompetition()
    {
        var valuation = new DenseExternalities(new double[,] { { 1, -0.3 }, { 0.2, 0.8 } });
        Verdict competition = Check(valuation, MonotoneClaim.NonCompetitive);
        Assert.False(competition.Holds);
        Markets.Near(-0.3, competition.Margin);
        Assert.Equal(Evidence.Proven, competition.Evidence);
        Assert.Equal(
            "as the quality of participant 1 rises from 0 to 1 at (0, 1), "
            + "the valuation of participant 0 goes from 0 to -0.3",
            competition.Witness);
        Assert.True(Check(valuation, MonotoneClaim.GrowingMarket).Holds);
        Assert.True(Check(valuation, MonotoneClaim.OwnType).Holds);
    }

    [Fact]
    public void Linear_NegativeColumn_ShrinksTheMarket()
    {
        var valuation = new SparseExternalities(2, [new(0, 0, 0.5), new(1, 0, -0.75)]);
        Verdict verdict = Check(valuation, MonotoneClaim.GrowingMarket);
        Assert.False(verdict.Holds);
        Markets.Near(-0.25, verdict.Margin);
        Assert.Contains("the market's size goes from 0 to -0.25", verdict.Witness, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, true, true, true)]
    [InlineData(0.0, true, true, true)]
    [InlineData(-0.5, true, true, false)]
    [InlineData(-1.0, true, true, false)]
    [InlineData(-1.2, false, false, false)]
    public void Growth_Rates_MeetWhatSection62Says(double rate, bool ownType, bool growing, bool nonCompetitive)
    {
        var valuation = new GrowthValuation(3, rate);
        Assert.Equal(ownType, Check(valuation, MonotoneClaim.OwnType).Holds);
        Assert.Equal(growing, Check(valuation, MonotoneClaim.GrowingMarket).Holds);
        Assert.Equal(nonCompetitive, Check(valuation, MonotoneClaim.NonCompetitive).Holds);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(-0.5)]
    [InlineData(-1.2)]
    public void Sampled_TheSameValuationAsADelegate_AgreesAndClaimsLess(double rate)
    {
        var known = new GrowthValuation(3, rate);
        var unknown = new DelegateValuation(3, (i, q) => known.Evaluate(i, q));
        foreach (MonotoneClaim claim in Enum.GetValues<MonotoneClaim>())
        {
            Verdict sampled = Check(unknown, claim);
            Assert.Equal(Check(known, claim).Holds, sampled.Holds);
            Assert.Equal(Evidence.Sampled, sampled.Evidence);
            Assert.Equal(5000, sampled.Looked);
            Assert.DoesNotContain(" holds", sampled.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Separable_CurveThatDipsInside_IsFoundAtItsPiece()
    {
        PiecewiseLinear up = new([new(0, 0), new(1, 1)]);
        PiecewiseLinear dip = new([new(0, 0), new(0.2, 0.5), new(0.3, 0.4), new(1, 2)]);
        var valuation = new SeparableValuation([up, up], [[null, dip], [null, null]]);
        Verdict verdict = Check(valuation, MonotoneClaim.NonCompetitive);
        Assert.False(verdict.Holds);
        Assert.Contains("participant 1 rises from 0.2 to 0.3", verdict.Witness, StringComparison.Ordinal);
        Assert.True(Check(valuation, MonotoneClaim.GrowingMarket).Holds);
    }

    private static Verdict Check(IValuation valuation, MonotoneClaim claim) =>
        MonotoneCheck.Check(valuation, claim, 1, 5000, new System.Random(1));
}
