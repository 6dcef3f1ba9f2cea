using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Training;

/// <summary>Markets that train, drawn from a seed: three to five participants, of whom some are pivotal.</summary>
internal static class TrainableMarkets
{
    public static MarketMechanism Draw(Random random, int most = 5, IPaymentRule? payment = null)
    {
        int n = random.Next(3, most + 1);
        IValuation valuation = random.Next(3) == 0
            ? DrawSeparable(random, n)
            : new DenseExternalities(Markets.DrawAlpha(random, n));
        AllocationKind kind = random.Next(3) == 0 ? AllocationKind.Best : AllocationKind.BestOrNothing;
        OptOutRule optOut = random.Next(2) == 0 ? OptOutRule.Everyone : OptOutRule.Participants;
        var market = new MarketMechanism(
            new SigmoidCurve(),
            valuation,
            AllocationRules.Create(kind, valuation, optOut),
            payment ?? MaximalExploitationPayment.Instance);

        // Sizes are halves of up to 2, so that 2 records make a unit.
        return market.WithTraining(new TrainingRequirement(random.Next(3, n + 1), random.Next(1, (4 * n) - 6), 2));
    }

    /// <summary>Sizes of the grid {0, 1/2, …, 2}.</summary>
    public static double[] DrawTypes(Random random, int n) =>
        [.. Enumerable.Range(0, n).Select(_ => random.Next(5) / 2.0)];

    public static MarketMechanism WithoutTraining(MarketMechanism market) => new(
        market.Curve, market.Valuation, ((TrainableAllocation)market.Allocation).Rule, market.Payment);

    private static SeparableValuation DrawSeparable(Random random, int n) => new(
        [.. Enumerable.Range(0, n).Select(_ => Pieces(random, 1))],
        [
            .. Enumerable.Range(0, n).Select(i => (IReadOnlyList<PiecewiseLinear?>)
            [
                .. Enumerable.Range(0, n).Select(j => i == j || random.Next(4) == 0 ? null : Pieces(random, -1)),
            ]),
        ]);

    private static PiecewiseLinear Pieces(Random random, int least) => least > 0
        ? new PiecewiseLinear([new(0, 0), new(0.5, random.NextDouble()), new(1, 1 + random.NextDouble())])
        : new PiecewiseLinear(
            [new(0, 0), new(0.5, (2 * random.NextDouble()) - 1.2), new(1, (2 * random.NextDouble()) - 1.2)]);
}
