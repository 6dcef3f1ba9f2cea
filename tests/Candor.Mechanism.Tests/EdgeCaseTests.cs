using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;

namespace Candor.Mechanism.Tests;

public class EdgeCaseTests
{
    private static readonly double[,] s_alpha = { { 1, -0.3 }, { 0.2, 0.8 } };

    [Fact]
    public void Settle_NobodyTakesPart_GivesAndChargesNothing()
    {
        MarketMechanism market = Markets.Linear(s_alpha);
        Outcome outcome = market.Settle(Profile.Of(null, null));
        Evaluation evaluation = market.Evaluate(outcome, [1, 2]);

        Assert.Equal(0, outcome.BestQuality);
        Assert.All(outcome.AllocatedQualities, static x => Assert.Equal(0, x));
        Assert.All(outcome.Payments, static p => Assert.Equal(0, p));
        double own0 = Math.Tanh(0.5);
        double own1 = Math.Tanh(1);
        Markets.Near(own0 - (0.3 * own1), evaluation.Valuations[0]);
        Markets.Near((0.2 * own0) + (0.8 * own1), evaluation.Valuations[1]);
        Assert.Equal(0, evaluation.Revenue);
    }

    [Fact]
    public void Settle_OneParticipant_PaysNothingForItsOwnQuality()
    {
        Outcome outcome = Markets.Linear(new double[,] { { 0.7 } }).Settle(Profile.AllIn(2));
        Markets.Near(Math.Tanh(1), outcome.AllocatedQualities[0]);
        Assert.Equal(0, outcome.Payments[0]);
    }

    [Fact]
    public void Settle_OneOfTwoTakesPart_TheOtherKeepsItsOwnModelAndPaysNothing()
    {
        MarketMechanism market = Markets.Linear(s_alpha);
        Outcome outcome = market.Settle(Profile.Of(1.5, null));
        Evaluation evaluation = market.Evaluate(outcome, [1.5, 1]);

        Assert.Equal(0, outcome.AllocatedQualities[1]);
        Assert.Equal(0, outcome.Payments[1]);
        Markets.Near(Math.Tanh(0.5), evaluation.UsedQualities[1]);
    }

    [Fact]
    public void Settle_ZeroReports_AreInTheMarketAndServedNothingToSell()
    {
        Outcome outcome = Markets.Linear(s_alpha).Settle(Profile.AllIn(0, 0));
        Assert.Equal(2, outcome.Reports.ParticipantsIn);
        Assert.Equal(0, outcome.BestQuality);
        Assert.All(outcome.Payments, static p => Assert.Equal(0, p));
    }

    [Fact]
    public void Settle_ZeroReport_IsServedWhileOutIsNot()
    {
        MarketMechanism market = Markets.Linear(s_alpha);
        Assert.True(market.Settle(Profile.Of(0, 1)).AllocatedQualities[0] > 0);
        Assert.Equal(0, market.Settle(Profile.Of(null, 1)).AllocatedQualities[0]);
    }

    [Fact]
    public void Settle_ColumnThatCancelsInDecimals_CountsAsATieAndIsServed()
    {
        // In doubles 0.1 + 0.7 - 0.8 is -1.1e-16: without a tolerance the first would get no model.
        double[,] alpha = { { 0.1, 0, 0 }, { 0.7, 1, 0 }, { -0.8, 0, 1 } };
        Outcome outcome = Markets.Linear(alpha).Settle(Profile.AllIn(1, 1, 1));
        Assert.Equal(outcome.BestQuality, outcome.AllocatedQualities[0]);
    }

    [Fact]
    public void Settle_NegativeColumn_GetsNoModelButItsDataCounts()
    {
        double[,] alpha = { { 0.5, 0.2 }, { -0.9, 1 } };
        Outcome outcome = Markets.Linear(alpha).Settle(Profile.AllIn(2, 1));
        Assert.Equal(0, outcome.AllocatedQualities[0]);
        Markets.Near(Math.Tanh(1.5), outcome.AllocatedQualities[1]);
    }

    [Fact]
    public void Settle_ParticipantsCounted_DropsTheRowOfWhoIsOut()
    {
        // The third hates the first's quality; once it is out and not counted, the first is served.
        double[,] alpha = { { 0.5, 0, 0 }, { 0.1, 1, 0 }, { -0.9, 0, 1 } };
        Profile reports = Profile.Of(1, 1, null);
        Outcome everyone = Markets.Linear(alpha).Settle(reports);
        Outcome counted = Markets.Linear(alpha, optOut: OptOutRule.Participants).Settle(reports);
        Assert.Equal(0, everyone.AllocatedQualities[0]);
        Assert.Equal(counted.BestQuality, counted.AllocatedQualities[0]);
    }

    [Fact]
    public void Settle_FreePayment_ChargesNobody()
    {
        Outcome outcome = Markets.Linear(s_alpha, AllocationKind.Best, PaymentKind.Free).Settle(Profile.AllIn(1, 2));
        Assert.All(outcome.Payments, static p => Assert.Equal(0, p));
    }

    [Fact]
    public void Settle_OverflowingPayment_NamesParticipantAndProfile()
    {
        double[,] alpha = { { 1e300, 1e300 }, { 0, 1 } };
        MarketMechanism market = Markets.Linear(alpha, curve: new LinearCurve());
        var error = Assert.Throws<NonFiniteResultException>(() => market.Settle(Profile.AllIn(1, 1e100)));
        Assert.Equal("payment", error.Quantity);
        Assert.Equal(0, error.Participant);
        Assert.Contains("participant 0 at profile (1, 1E+100)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settle_CurveThatGivesNoNumber_NamesTheBestQuality()
    {
        MarketMechanism market = Markets.Linear(s_alpha, curve: new NotANumber());
        var error = Assert.Throws<NonFiniteResultException>(() => market.Settle(Profile.AllIn(1, 1)));
        Assert.Equal("best quality", error.Quantity);
        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settle_WrongNumberOfReports_SaysBothNumbers()
    {
        var error = Assert.Throws<ArgumentException>(() => Markets.Linear(s_alpha).Settle(Profile.AllIn(1)));
        Assert.Contains("Found 1 participants; the valuation is for 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_BadSizes_NamesEachParticipant()
    {
        var error = Assert.Throws<ProfileException>(() => Profile.Of(1, -2, null, double.NaN));
        Assert.Equal(2, error.Faults.Length);
        Assert.Contains("participant 1: found -2", error.Faults[0], StringComparison.Ordinal);
        Assert.Contains("participant 3: found NaN", error.Faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Profile_SumOverflows_SaysSo()
    {
        var error = Assert.Throws<NonFiniteResultException>(() => Profile.AllIn(1e308, 1e308));
        Assert.Equal("sum of all reports", error.Quantity);
    }

    [Fact]
    public void Profile_ToString_WritesOutAndCutsLongProfiles()
    {
        Assert.Equal("(1, out, 2.5)", Profile.Of(1, null, 2.5).ToString());
        Assert.EndsWith(", … 12 in all)", Profile.AllIn(new double[12]).ToString(), StringComparison.Ordinal);
    }

    private sealed class NotANumber : IQualityCurve
    {
        public double Evaluate(double size) => double.NaN;
    }
}
