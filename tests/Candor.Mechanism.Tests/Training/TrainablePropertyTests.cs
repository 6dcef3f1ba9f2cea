using Candor.Mechanism.Payments;

namespace Candor.Mechanism.Tests.Training;

/// <summary>
/// What can be trained as part of the allocation: nobody gains by hiding, by leaving, or by making a market that cannot
/// train. By brute force over all reports, from <see cref="MarketMechanism.Settle"/> and
/// <see cref="MarketMechanism.Evaluate"/> alone.
/// </summary>
[Trait("Category", "Slow")]
public class TrainablePropertyTests
{
    private const int MarketCount = 300;
    private const double Rounding = 1e-12;

    [Fact]
    public void Settle_RandomMarketsWithMep_NobodyGainsByAnyReport()
    {
        int pivotal = 0;
        int kept = 0;
        for (int seed = 0; seed < MarketCount; seed++)
        {
            var random = new Random(seed);
            MarketMechanism market = TrainableMarkets.Draw(random);
            double[] types = TrainableMarkets.DrawTypes(random, market.Count);
            Profile truth = Profile.AllIn(types);
            Outcome honest = market.Settle(truth);
            Evaluation told = market.Evaluate(honest, types);
            bool hasPivotal = false;
            for (int i = 0; i < market.Count; i++)
            {
                foreach (double? report in Reports(types[i]))
                {
                    Outcome other = market.Settle(truth.With(i, report));
                    double gain = market.Evaluate(other, types).Utilities[i] - told.Utilities[i];
                    Assert.True(gain <= Rounding, $"Seed {seed}: participant {i} of {truth} gains {gain:R} by {report}.");
                    hasPivotal |= honest.Training!.IsTrainable && !other.Training!.IsTrainable;
                }
            }

            pivotal += hasPivotal ? 1 : 0;
            kept += honest.Training!.IsTrainable ? 1 : 0;
        }

        // Neither is the requirement always met nor never, and somebody could void most of the markets that can train.
        Assert.InRange(kept, 80, 280);
        Assert.True(pivotal > kept / 2, $"Somebody is pivotal in {pivotal} of {kept} markets that can train.");
    }

    /// <summary>
    /// The control: where a market that cannot train is voided after payments were made for what would have been, some gain
    /// by voiding it.
    /// </summary>
    [Fact]
    public void Settle_RandomMarketsVoidedAfterwards_ManyGainByVoiding()
    {
        int members = 0;
        int gaining = 0;
        for (int seed = 0; seed < MarketCount; seed++)
        {
            var random = new Random(seed);
            MarketMechanism market = TrainableMarkets.Draw(random);
            double[] types = TrainableMarkets.DrawTypes(random, market.Count);
            Profile truth = Profile.AllIn(types);
            if (!market.Training!.Judge(truth).IsTrainable)
            {
                continue;
            }

            MarketMechanism voided = TrainableMarkets.WithoutTraining(market);
            Evaluation told = voided.Evaluate(voided.Settle(truth), types);
            for (int i = 0; i < market.Count; i++)
            {
                // A market that cannot train leaves everyone with its own model and no payment.
                Profile hidden = truth.With(i, null);
                double alone = market.Evaluate(market.Settle(hidden), types).Utilities[i];
                bool voids = !market.Training.Judge(hidden).IsTrainable;
                members++;
                gaining += voids && alone > told.Utilities[i] + Rounding ? 1 : 0;
            }
        }

        Assert.True(gaining > members / 10, $"{gaining} of {members} gain.");
    }

    [Fact]
    public void Settle_ProfilesThatCannotTrain_ChargeNobodyAndGiveNobodyAModel()
    {
        var grid = new TypeGrid(0.5, 4);
        IPaymentRule[] rules =
        [
            MaximalExploitationPayment.Instance, FreePayment.Instance, new DesirablePayment(grid), PivotalPayment.Instance,
            ShapleyPayment.Instance, new EntranceFee(),
        ];
        int looked = 0;
        for (int seed = 0; looked < 60; seed++)
        {
            var random = new Random(seed);
            MarketMechanism market = TrainableMarkets.Draw(random, payment: rules[seed % rules.Length]);
            Profile reports = Profile.AllIn(TrainableMarkets.DrawTypes(random, market.Count));
            reports = random.Next(2) == 0 ? reports : reports.With(random.Next(market.Count), null);
            Outcome outcome = market.Settle(reports);
            if (outcome.Training!.IsTrainable)
            {
                continue;
            }

            looked++;
            Assert.All(outcome.AllocatedQualities, static quality => Assert.Equal(0, quality));
            Assert.All(outcome.Payments, static payment => Assert.Equal(0, payment));
            Assert.Equal(AllocationCertainty.Exact, outcome.Certainty);
        }
    }

    /// <summary>Everything up to one's size in steps of the grid, and leaving.</summary>
    private static IEnumerable<double?> Reports(double type)
    {
        yield return null;
        for (double report = 0; report < type; report += 0.5)
        {
            yield return report;
        }
    }

    /// <summary>Charges everyone who takes part, whatever it is given.</summary>
    private sealed class EntranceFee : IPaymentRule
    {
        public void Charge(in PaymentProblem problem, Span<double> payments) => payments.Fill(1);
    }
}
