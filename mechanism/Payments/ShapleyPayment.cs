using System.Numerics;
using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Payments;

/// <summary>
/// Shapley-proportional fees: everyone pays in the same share of the welfare that the market creates, and takes out in
/// proportion to what its data adds to the model.
/// </summary>
/// <remarks>
/// With m participants in, G = max(0, Σ_i v_i(x(t'), t') - Σ_i v_i(0, t')) the welfare created at the reports, and φ
/// the Shapley value (1953) of the game c(S) = Q(Σ_{j∈S} t'_j), as data valuation uses it (Ghorbani and Zou, "Data
/// Shapley", 2019), p_i = G (1/m - φ_i / Σ φ). Revenue is 0 at every report. Nothing in the formula asks who competes
/// with whom.
/// </remarks>
public sealed class ShapleyPayment : IPaymentRule
{
    /// <summary>The most participants in: the value takes 2^m qualities.</summary>
    public const int MostParticipants = 16;

    private ShapleyPayment()
    {
    }

    /// <summary>The rule.</summary>
    public static ShapleyPayment Instance { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="ProfileException">More than <see cref="MostParticipants"/> take part.</exception>
    public void Charge(in PaymentProblem problem, Span<double> payments)
    {
        payments.Clear();
        int[] members = [.. Enumerable.Range(0, problem.Reports.Count).Where(Takes(problem.Reports))];
        if (members.Length > MostParticipants)
        {
            throw new ProfileException(
                [$"found {members.Length} participants, expected at most {MostParticipants} for a Shapley value"]);
        }

        double created = Math.Max(0, Created(problem));
        double[] shares = Shares(problem, members);
        double all = Summation.Sum(shares);
        if (!double.IsFinite(all))
        {
            throw new NonFiniteResultException("sum of Shapley values", null, all, problem.Reports.ToString());
        }

        for (int k = 0; k < members.Length; k++)
        {
            double share = all > 0 ? shares[k] / all : 1.0 / members.Length;
            payments[members[k]] = created * ((1.0 / members.Length) - share);
        }
    }

    private static Func<int, bool> Takes(Profile reports) => i => reports[i] is not null;

    /// <summary>Welfare at the reports with the market's models, less welfare without a market.</summary>
    private static double Created(in PaymentProblem problem)
    {
        double[] own = problem.OwnQualities.ToArray();
        var used = new double[own.Length];
        var values = new double[own.Length];
        for (int j = 0; j < used.Length; j++)
        {
            used[j] = Math.Max(problem.Allocated[j], own[j]);
        }

        problem.Valuation.EvaluateAll(used, values);
        double with = Summation.Sum(values);
        problem.Valuation.EvaluateAll(own, values);
        return with - Summation.Sum(values);
    }

    /// <summary>φ of each member, each coalition's quality computed once.</summary>
    private static double[] Shares(in PaymentProblem problem, int[] members)
    {
        int count = members.Length;
        var quality = new double[1 << count];
        var size = new double[1 << count];
        for (int coalition = 1; coalition < quality.Length; coalition++)
        {
            int last = BitOperations.TrailingZeroCount(coalition);
            size[coalition] = size[coalition & (coalition - 1)] + problem.Reports.Sizes[members[last]];
            quality[coalition] = problem.Curve.Evaluate(size[coalition]);
        }

        // |S|! (m - |S| - 1)! / m! by the size of S, from one to the next.
        var weights = new double[Math.Max(1, count)];
        weights[0] = 1.0 / Math.Max(1, count);
        for (int k = 1; k < count; k++)
        {
            weights[k] = weights[k - 1] * k / (count - k);
        }

        var shares = new double[count];
        for (int coalition = 0; coalition < quality.Length; coalition++)
        {
            for (int k = 0; k < count; k++)
            {
                if (((coalition >> k) & 1) == 0)
                {
                    double gain = quality[coalition | (1 << k)] - quality[coalition];
                    shares[k] += weights[BitOperations.PopCount((uint)coalition)] * gain;
                }
            }
        }

        return shares;
    }
}
