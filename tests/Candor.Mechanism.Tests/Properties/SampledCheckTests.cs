using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Tests.Properties;

public class SampledCheckTests
{
    [Fact]
    public void Run_TruthfulMarket_FindsNoRegretAndDoesNotSayHolds()
    {
        MarketMechanism market = Markets.Linear(new double[,] { { 1, -0.5, 0.2 }, { 0.4, 1, -1 }, { -0.3, 0, 0.6 } });
        (Verdict compatible, Verdict rational) = SampledCheck.Run(market, 3, 4000, new System.Random(5));
        Assert.True(compatible.Holds, compatible.ToString());
        Assert.True(rational.Holds, rational.ToString());
        Assert.Equal(4000, compatible.Looked + rational.Looked);
        Assert.StartsWith("incentiveCompatible was not refuted", compatible.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NegativeOwnEffect_FindsTheRegretAndItsPlace()
    {
        MarketMechanism market = Markets.Linear(new double[,] { { -0.5, 0 }, { 1, 1 } });
        (Verdict compatible, _) = SampledCheck.Run(market, 1, 4000, new System.Random(5));
        Assert.False(compatible.Holds);

        // Hiding everything at (1, 1) gains 0.231, and no deviation on [0, 1] gains more.
        Markets.Near(-0.5 * Math.Tanh(0.5), compatible.Margin);
        Assert.StartsWith("participant 0, of true size 1 at (1, ", compatible.Witness, StringComparison.Ordinal);
        Assert.EndsWith("for not reporting 0", compatible.Witness, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NothingToSample_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        static () => SampledCheck.Run(Markets.Linear(new double[,] { { 1 } }), 1, 0, new System.Random(1)));
}
