using Candor.Mechanism.Allocations;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Properties;

/// <summary>
/// The truthful profile of least revenue under maximal exploitation payments with linear externalities, without visiting
/// every profile.
/// </summary>
/// <remarks>
/// Let the rule serve the set S when all take part and S_i when i is out, whatever the sizes. With T = Σ t_j nobody's own
/// data is more than what the others have in all, so max(Q(T - t_i), Q(t_j)) = Q(T - t_i) for j ≠ i, and revenue is
/// Σ_i f_i(t_i, T) with f_i = c_i (i ∈ S ? Q(T) : Q(t_i)) - α_ii Q(t_i) - b_i Q(T - t_i) - d_i Q(t_i), where c_i is i's
/// column sum, b_i = Σ_{j≠i, j∈S_i} α_ij and d_i = Σ_{k≠i, i∉S_k} α_ki. For each T one dynamic programme over the
/// participants finds the least sum: O(n · nK · K) steps for all T together times K.
/// </remarks>
internal sealed class LeastRevenue
{
    private readonly int _count;
    private readonly int _steps;
    private readonly double[] _quality;
    private readonly bool[] _served;
    private readonly double[] _columns;
    private readonly double[] _ofOwn;
    private readonly double[] _ofOthers;

    private LeastRevenue(MarketMechanism mechanism, LinearExternalities valuation, TypeGrid grid, ServedParticipants all)
    {
        _count = mechanism.Count;
        _steps = grid.Steps;
        _quality = new double[(_count * _steps) + 1];
        for (int k = 0; k < _quality.Length; k++)
        {
            _quality[k] = mechanism.Curve.Evaluate(k * grid.Unit);
        }

        _served = [.. Enumerable.Range(0, _count).Select(all.Serves)];
        _columns = valuation.ColumnSums.ToArray();
        _ofOwn = new double[_count];
        _ofOthers = new double[_count];
        for (int i = 0; i < _count; i++)
        {
            _ofOwn[i] += valuation[i, i];
            for (int j = 0; j < _count; j++)
            {
                double left = all.Margins.Span[j] - (all.ExcludesLeaver ? valuation[i, j] : 0);
                bool isServed = left >= -all.Tolerances.Span[j];
                if (i != j)
                {
                    (isServed ? ref _ofOthers[i] : ref _ofOwn[j]) += valuation[i, j];
                }
            }
        }
    }

    /// <summary>How many steps <see cref="Find"/> takes.</summary>
    public double Cost => 0.5 * _count * _quality.Length * _quality.Length * (_steps + 1.0);

    /// <summary>Prepares the search where it applies.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <returns>The search; null where the revenue has another form.</returns>
    public static LeastRevenue? TryCreate(MarketMechanism mechanism, TypeGrid grid)
    {
        bool hasForm = mechanism.Payment is MaximalExploitationPayment
            && mechanism.Count * (double)grid.Steps < 1e6
            && mechanism.Curve.DecidesAssumption1;
        if (!hasForm
            || mechanism.Valuation is not LinearExternalities valuation
            || mechanism.Allocation is not IBestOrNothingAllocation allocation)
        {
            return null;
        }

        Profile truth = Profile.AllIn(new double[mechanism.Count]);
        return new LeastRevenue(mechanism, valuation, grid, allocation.DescribeServed(truth));
    }

    /// <summary>Finds the profile.</summary>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="progress">Told a turn a total.</param>
    /// <returns>The steps of a profile of least revenue, the smallest total first.</returns>
    public int[] Find(ParallelOptions options, LoopProgress progress)
    {
        var best = new Best();
        progress.Begin(_quality.Length);
        ParallelLoop.Run(
            _quality.Length,
            options,
            static () => new Best(),
            (found, total) =>
            {
                (double revenue, int[] steps) = Solve((int)total);
                found.Take(revenue, (int)total, steps);
                progress.Done();
            },
            found => best.Take(found.Revenue, found.Total, found.Steps));
        return best.Steps;
    }

    private (double Revenue, int[] Steps) Solve(int total)
    {
        // least[i][r]: the least sum of the first i participants' terms when they hold r steps between them.
        var least = new double[_count + 1][];
        for (int i = 0; i <= _count; i++)
        {
            least[i] = new double[total + 1];
            Array.Fill(least[i], double.PositiveInfinity);
        }

        least[0][0] = 0;
        for (int i = 0; i < _count; i++)
        {
            for (int k = 0; k <= Math.Min(_steps, total); k++)
            {
                double term = Term(i, k, total);
                for (int r = k; r <= Math.Min(total, ((i + 1) * _steps)); r++)
                {
                    least[i + 1][r] = Math.Min(least[i + 1][r], least[i][r - k] + term);
                }
            }
        }

        var steps = new int[_count];
        int rest = total;
        for (int i = _count - 1; i >= 0; i--)
        {
            int k = Enumerable.Range(0, Math.Min(_steps, rest) + 1)
                .First(step => least[i][rest - step] + Term(i, step, total) == least[i + 1][rest]);

            steps[i] = k;
            rest -= k;
        }

        return (least[_count][total], steps);
    }

    private double Term(int participant, int step, int total)
    {
        double own = _quality[step];
        double used = _served[participant] ? _quality[total] : own;
        return (_columns[participant] * used)
            - (_ofOwn[participant] * own)
            - (_ofOthers[participant] * _quality[total - step]);
    }

    /// <summary>The least revenue so far.</summary>
    private sealed class Best
    {
        public double Revenue { get; private set; } = double.PositiveInfinity;

        public int Total { get; private set; } = int.MaxValue;

        public int[] Steps { get; private set; } = [];

        public void Take(double revenue, int total, int[] steps)
        {
            if (revenue < Revenue || (revenue == Revenue && total < Total))
            {
                (Revenue, Total, Steps) = (revenue, total, steps);
            }
        }
    }
}
