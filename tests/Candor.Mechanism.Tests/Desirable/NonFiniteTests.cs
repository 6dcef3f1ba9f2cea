using Candor.Mechanism.Allocations;
using Candor.Mechanism.Comparison;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Desirable;

/// <summary>What a double cannot hold is refused by name, and never becomes a verdict.</summary>
public class NonFiniteTests
{
    [Theory]
    [InlineData(300, 1, 12)]
    [InlineData(-3, 1e-300, 3)]
    [InlineData(3, 1e80, 3)]
    public void Run_GrowthThatOverflows_IsRefused(double rate, double unit, int steps)
    {
        var error = Assert.Throws<NonFiniteResultException>(() => ExistenceCheck.Run(Growth(rate, unit, steps)));
        Assert.Equal("valuation", error.Quantity);
        Assert.False(double.IsFinite(error.Value));
        Assert.Contains("a finite number was expected", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 1e-100, 3)]
    [InlineData(-300, 1, 12)]
    [InlineData(0.5, 1e-210, 2)]
    public void Run_GrowthThatUnderflows_IsRefused(double rate, double unit, int steps)
    {
        // Everything rounds to 0 or to a few bits, and 0 ≥ 0 would be called a mechanism.
        var error = Assert.Throws<NonFiniteResultException>(() => ExistenceCheck.Run(Growth(rate, unit, steps)));
        Assert.False(double.IsNormal(error.Value));
        Assert.Contains("is too small for a double", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 1e-100)]
    [InlineData(3, 1e100)]
    public void Run_GrowthOutsideTheKernel_IsRefusedAlike(double rate, double unit)
    {
        // The saturating curve has no kernel; its qualities are as small or large as the sizes.
        var problem = new DesirableProblem(
            new SaturatingCurve(1e90 * unit, 1e90, 1),
            new GrowthValuation(2, rate),
            UniformAllocation.Best,
            new TypeGrid(unit, 2));
        Assert.Throws<NonFiniteResultException>(() => ExistenceCheck.Run(problem));
    }

    [Fact]
    public void Run_SumsThatOverflow_AreRefused()
    {
        // Each payment fits into a double, and their sum does not.
        var valuation = new DelegateValuation(3, static (i, q) => q[0] + q[1] + q[2] > 0 ? 1e308 * q[i] : 0);
        var problem = new DesirableProblem(
            new SigmoidCurve(), valuation, UniformAllocation.Best, new TypeGrid(20, 1));
        var error = Assert.Throws<NonFiniteResultException>(() => ExistenceCheck.Run(problem));
        Assert.Equal("sum of the payments", error.Quantity);
    }

    [Fact]
    public void ComputeLine_PaymentThatOverflows_IsRefused()
    {
        var valuation = new DelegateValuation(1, static (_, q) => q[0] > 0.7 ? 1e308 : -1e308);
        var problem = new DesirableProblem(
            new StepCurve(), valuation, UniformAllocation.Best, new TypeGrid(1, 1));
        Assert.NotNull(problem.ComputeLine(0, Profile.AllIn(0), 1));
        var rival = new DelegateValuation(2, static (i, q) => i == 1 ? 0 : q[1] > 0 ? 1e308 : -1e308);
        var two = new DesirableProblem(new StepCurve(), rival, UniformAllocation.Best, new TypeGrid(1, 1));
        var error = Assert.Throws<NonFiniteResultException>(() => two.ComputeLine(0, Profile.AllIn(0, 0), 1));
        Assert.Equal(("payment", 0), (error.Quantity, error.Participant));
    }

    [Fact]
    public void DesirablePayment_ValuesTooSmall_AreStillSettled()
    {
        // What rounds to 0 is paid as 0: markets that hold such numbers settle as they always did.
        DesirableProblem problem = Growth(3, 1e-100, 3);
        var market = new MarketMechanism(
            problem.Curve, problem.Valuation, problem.Allocation, new DesirablePayment(problem.Grid));
        Assert.All(market.Settle(Profile.AllIn(1e-100, 2e-100)).Payments, static payment => Assert.Equal(0, payment));
    }

    [Fact]
    public void Shapley_QualityThatIsNoNumber_IsRefused()
    {
        // Equal shares were charged where the value of a coalition was not a number.
        var valuation = new DelegateValuation(2, static (i, q) => q[i]);
        var market = new MarketMechanism(
            new GapCurve(), valuation, UniformAllocation.Best, ShapleyPayment.Instance);
        var error = Assert.Throws<NonFiniteResultException>(() => market.Settle(Profile.AllIn(1, 2)));
        Assert.Equal("own quality", error.Quantity);
    }

    [Fact]
    public void Compare_GainThatOverflows_IsRefused()
    {
        var valuation = new DelegateValuation(2, static (i, q) => q[i] > 1.5 ? 1e308 : -1e308);
        var market = new MarketMechanism(
            new LinearCurve(), valuation, UniformAllocation.Best, FreePayment.Instance);
        var error = Assert.Throws<NonFiniteResultException>(
            () => MechanismComparison.Run(market, [1, 1], Profile.AllIn(1, 1), null));
        Assert.False(double.IsFinite(error.Value));
    }

    private static DesirableProblem Growth(double rate, double unit, int steps) =>
        new(new LinearCurve(), new GrowthValuation(2, rate), UniformAllocation.Best, new TypeGrid(unit, steps));

    /// <summary>0 without data, 1 with any.</summary>
    private sealed class StepCurve : IQualityCurve
    {
        public double Evaluate(double size) => size > 0 ? 1 : 0;
    }

    /// <summary>No number at a size of 1, and the size elsewhere.</summary>
    private sealed class GapCurve : IQualityCurve
    {
        public double Evaluate(double size) => size == 1 ? double.NaN : size;
    }
}
