using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Growth;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Desirable;

/// <summary>
/// Algorithm 1's lines in the growth market of section 6.2 (Q(t) = t, best to all), from tables of powers.
/// </summary>
/// <remarks>
/// v is homogeneous of degree 1 + α, so a line in units of ε is scaled by ε^(1+α). A hidden size s leaves a participant
/// of size a with a ((n-1)(s+m) + a)^α while s + m is below a, and with V(s, s) from there on: the first part is a scan
/// of products, the second a running maximum, which is U(a - 1) as U does not fall on a line with m of at least 1.
/// </remarks>
internal sealed class GrowthLines : ILineKernel
{
    private readonly DesirableProblem _problem;
    private readonly GrowthPowers _powers;
    private readonly double _scale;

    private GrowthLines(DesirableProblem problem, GrowthValuation valuation)
    {
        _problem = problem;
        TypeGrid grid = problem.Grid;
        _powers = new GrowthPowers(
            valuation.Count, valuation.Rate, grid.Steps, (valuation.Count - 1) * grid.Steps);
        _scale = Math.Pow(grid.Unit, 1 + valuation.Rate);
    }

    /// <summary>The kernel for a problem that is this market; null for any other.</summary>
    /// <param name="problem">The problem.</param>
    public static GrowthLines? TryCreate(DesirableProblem problem) =>
        problem.Curve is LinearCurve
        && problem.Valuation is GrowthValuation { Count: >= 2 } valuation
        && ReferenceEquals(problem.Allocation, UniformAllocation.Best)
        && (double)valuation.Count * valuation.Count * problem.Grid.Steps <= TypeGrid.MostSteps
            ? new GrowthLines(problem, valuation)
            : null;

    /// <inheritdoc/>
    public void Solve(int others, Span<double> payments, Span<double> utilities)
    {
        // p^max is held negated, as U - V(s, s), until the line is done.
        Span<double> hidden = payments;
        for (int a = 0; a < payments.Length; a++)
        {
            double utility = _powers.Leaving(a, others);
            if (others > 0 && a > 0 && utilities[a - 1] > utility)
            {
                utility = utilities[a - 1];
            }

            if (a > others)
            {
                utility = _powers.BestHiding(a, others, hidden[..(a - others)], utility);
            }

            utilities[a] = utility;
            hidden[a] = utility - _powers.Truthful(a + others);
        }

        for (int a = 0; a < payments.Length; a++)
        {
            payments[a] = -hidden[a] * _scale;
            utilities[a] *= _scale;
            Require(a, others, _powers.Truthful(a + others) * _scale, utilities[a]);
        }
    }

    /// <inheritdoc/>
    public PaymentLine Explain(int participant, int others, int lastStep)
    {
        var payments = new double[lastStep + 1];
        var utilities = new double[lastStep + 1];
        Solve(others, payments, utilities);
        var binding = new int[lastStep + 1];
        for (int a = 0; a <= lastStep; a++)
        {
            double best = _scale * _powers.Leaving(a, others);
            binding[a] = -1;
            for (int s = 0; s < a; s++)
            {
                double hiding = s < a - others
                    ? (_scale * _powers.Hiding(a, others, s)) - payments[s]
                    : utilities[s];

                // A tie goes to leaving, then to the smallest report, whatever the last bit says.
                if (hiding > best + (1e-14 * Math.Abs(best)))
                {
                    (best, binding[a]) = (hiding, s);
                }
            }
        }

        double[] magnitudes = [.. payments.Zip(utilities, static (p, u) => Math.Abs(p) + u)];
        return new PaymentLine(participant, _problem.Grid, payments, utilities, binding, magnitudes, isExact: true);
    }

    /// <summary>
    /// Whoever has data has something, and so has everyone where anybody has: with the best for all both are positive. What
    /// overflows, or is too small for a double, is refused before a verdict rests on it.
    /// </summary>
    private void Require(int size, int others, double truthful, double utility)
    {
        bool holds = (size + others == 0 || double.IsNormal(truthful))
            && (size == 0 ? double.IsFinite(utility) : double.IsNormal(utility));
        if (!holds)
        {
            bool isTruthful = size + others > 0 && !double.IsNormal(truthful);
            throw new NonFiniteResultException(
                "valuation",
                0,
                isTruthful ? truthful : utility,
                _problem.Holding(0, size, others).ToString());
        }
    }
}
