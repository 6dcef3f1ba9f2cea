using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Tests.Allocations;

/// <summary>The search for a user's own valuation, against brute force.</summary>
public class SearchedAllocationTests
{
    private const int Cases = 200;

    [Fact]
    [Trait("Category", "Slow")]
    public void Allocate_RandomDelegates_NeverFallShortOfAFineGrid()
    {
        var shortfalls = new List<string>();
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new System.Random(seed);
            int n = random.Next(1, 4);
            ValuationFunction value = Draw(random, n, seed % 5);
            double[] sizes = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
            Outcome outcome = Markets.Over(new DelegateValuation(n, value)).Settle(Profile.AllIn(sizes));
            double[] own = [.. sizes.Select(new SigmoidCurve().Evaluate)];
            double[] used = [.. own.Zip(outcome.AllocatedQualities, Math.Max)];
            double reached = Welfare(value, used);
            double most = BruteForce(value, own, outcome.BestQuality, n == 3 ? 60 : 400);
            if (most > reached + (1e-9 * Math.Max(1, Math.Abs(most))))
            {
                shortfalls.Add(FormattableString.Invariant($"seed {seed}, form {seed % 5}, n = {n}: {reached} of {most}"));
            }

            Assert.Equal(
                n == 1 ? AllocationCertainty.Exact : AllocationCertainty.Approximate, outcome.Certainty);
        }

        Assert.True(shortfalls.Count == 0, $"{shortfalls.Count} of {Cases}:\n" + string.Join('\n', shortfalls));
    }

    [Fact]
    public void Allocate_ManyParticipants_StaysWithinTheBudget()
    {
        // The search values everyone once a look.
        const int Participants = 12;
        int looks = 0;
        var valuation = new DelegateValuation(
            Participants,
            (i, q) =>
            {
                looks += i == 0 ? 1 : 0;
                return Math.Sin(7 * q[i]) * Math.Cos(5 * q[(i + 1) % Participants]);
            });
        IAllocationRule rule = new SearchedEfficientAllocation(valuation, OptOutRule.Everyone);
        var own = new double[Participants];
        var allocated = new double[Participants];
        var problem = new AllocationProblem(Profile.AllIn(own), 1, own);
        Assert.Equal(AllocationCertainty.Approximate, rule.Allocate(problem, allocated));
        Assert.InRange(looks, 1000, SearchedEfficientAllocation.MostEvaluations);
        var again = new double[Participants];
        rule.Allocate(problem, again);
        Assert.Equal(allocated, again);
    }

    [Fact]
    public void BestOrNothing_OfADelegate_IsTheBestCorner()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new System.Random(seed);
            int n = random.Next(1, 5);
            ValuationFunction value = Draw(random, n, seed % 5);
            double[] sizes = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
            Outcome outcome = Markets.Over(new DelegateValuation(n, value), AllocationKind.BestOrNothing)
                .Settle(Profile.AllIn(sizes));
            double[] own = [.. sizes.Select(new SigmoidCurve().Evaluate)];
            double reached = Welfare(value, [.. own.Zip(outcome.AllocatedQualities, Math.Max)]);
            Assert.Equal(AllocationCertainty.Exact, outcome.Certainty);
            Assert.All(outcome.AllocatedQualities, x => Assert.True(x == 0 || x == outcome.BestQuality));
            Assert.True(BruteForce(value, own, outcome.BestQuality, 1) <= reached + 1e-11, $"seed {seed}");
        }
    }

    [Fact]
    public void BestOrNothing_MoreParticipantsThanCornersAreTriedFor_IsApproximate()
    {
        const int Participants = CornerAllocation.MostOpen + 1;
        var valuation = new DelegateValuation(Participants, static (i, q) => i % 2 == 0 ? q[i] : -q[i]);
        double[] sizes = [.. Enumerable.Repeat(0.1, Participants)];
        Outcome outcome = Markets.Over(valuation, AllocationKind.BestOrNothing, Candor.Mechanism.Payments.PaymentKind.Free)
            .Settle(Profile.AllIn(sizes));
        Assert.Equal(AllocationCertainty.Approximate, outcome.Certainty);
        Assert.All(
            outcome.AllocatedQualities.Select((x, i) => (x, i)),
            pair => Assert.Equal(pair.i % 2 == 0 ? outcome.BestQuality : 0, pair.x));
    }

    /// <summary>Valuations of five forms: quadratic with rivalry, waves, thresholds, shares of a market, and ridges.</summary>
    private static ValuationFunction Draw(System.Random random, int n, int form)
    {
        double[,] a = new double[n, n];
        double[,] b = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = (2 * random.NextDouble()) - 1;
                b[i, j] = (2 * random.NextDouble()) - 1;
            }
        }

        return (i, q) =>
        {
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                sum += form switch
                {
                    0 => (a[i, j] * q[j]) + (2 * b[i, j] * q[i] * q[j]),
                    1 => a[i, j] * Math.Sin((9 * q[j]) + (4 * b[i, j] * q[i])),
                    2 => q[j] > 0.3 + (0.3 * b[i, j]) ? a[i, j] * (1 - q[i]) : b[i, j] * q[j],
                    3 => a[i, j] * q[j] / (0.2 + q[i] + q[j]),
                    _ => -Math.Abs(q[i] - q[j] + (0.2 * b[i, j])) + (0.3 * a[i, j] * q[j]),
                };
            }

            return sum;
        };
    }

    private static double BruteForce(ValuationFunction value, double[] own, double best, int steps)
    {
        double most = double.NegativeInfinity;
        var q = new double[own.Length];
        var at = new int[own.Length];
        while (true)
        {
            for (int j = 0; j < q.Length; j++)
            {
                q[j] = at[j] == steps ? Math.Max(best, own[j]) : own[j] + ((best - own[j]) * at[j] / steps);
            }

            most = Math.Max(most, Welfare(value, q));
            int k = q.Length - 1;
            while (k >= 0 && at[k] == steps)
            {
                at[k--] = 0;
            }

            if (k < 0)
            {
                return most;
            }

            at[k]++;
        }
    }

    private static double Welfare(ValuationFunction value, double[] q)
    {
        double sum = 0;
        for (int i = 0; i < q.Length; i++)
        {
            sum += value(i, q);
        }

        return sum;
    }
}
