using System.Globalization;
using Candor.Mechanism.Desirable;

namespace Candor.Mechanism.Properties;

/// <summary>Checks Theorem 2's and Theorem 3's conditions at every line of a grid, in their discrete form.</summary>
/// <remarks>
/// <para>With V(s, t) = v_i(x(s, t_-i), t, t_-i) and steps of the grid, the integrand of (2) becomes D(k, k) = V(k, k)
/// - V(k-1, k): the left difference in the report at the type that makes it. That is the left derivative at the kink of
/// max(x, Q(t)), which a report passes as it meets its own type.</para>
/// <para>(2) is the sum over k of p(k) - p(k-1) ≤ D(k, k), truth against the next smaller report, so neighbours suffice
/// and a failure refutes truth itself (docs/paper.md, D14). (5) is D(k, k) ≤ D(k, t) for every t ≥ k, ties allowed
/// (docs/paper.md, D15). (6) is p(k) - p(k-1) ≤ D(k, k) - (V(∅, k) - V(∅, k-1)), again by neighbours. With Assumption
/// 3, (1), (5) and (6) imply truth and staying in on the grid by the paper's own proof, sums for integrals; (1) is used
/// at a report of 0 (docs/paper.md, D16).</para>
/// </remarks>
public static class ConditionCheck
{
    /// <summary>Checks all conditions.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="options">Limits, threads and progress; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="MechanismException">The mechanism cannot settle some profile.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static ConditionReport Run(
        MarketMechanism mechanism,
        TypeGrid grid,
        ExhaustiveOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(grid);
        options ??= new ExhaustiveOptions();
        options.RequireProfiles(mechanism.Count, grid);
        mechanism = RememberingMechanism.Of(mechanism);
        var all = new ProfileCube(new int[mechanism.Count], [.. Enumerable.Repeat(grid.Steps + 1, mechanism.Count)]);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads,
            CancellationToken = cancellationToken,
        };
        var result = new Findings();
        var progress = new LoopProgress(options.Progress, mechanism.Count);
        long lines = all.Cells / (grid.Steps + 1);
        for (int i = 0; i < mechanism.Count; i++)
        {
            int participant = i;
            progress.Begin(lines);
            ParallelLoop.Run(
                lines,
                parallel,
                static () => new Findings(),
                (findings, line) =>
                {
                    Profile others = Profile.AllIn([.. all.StepsBeside(participant, line, out _).Select(grid.SizeAt)]);
                    findings.Look(new SettledLine(mechanism, grid, participant, others), grid, participant, line);
                    progress.Done();
                },
                result.Merge);
        }

        return result.ToReport();
    }

    /// <summary>The least margins so far; one a thread.</summary>
    private sealed class Findings
    {
        private readonly LeastMargin _first = new();
        private readonly LeastMargin _second = new();
        private readonly LeastMargin _fifth = new();
        private readonly LeastMargin _sixth = new();
        private readonly LeastMargin _monotone = new();
        private bool _isExact = true;

        public void Look(SettledLine line, TypeGrid grid, int participant, long place)
        {
            _isExact &= line.IsExact;
            double inside = line.Value(0, 0);
            double outside = line.Outside(0);
            double charged = line.Payment(0);
            string where = Say($"participant {participant} beside {line.Others.With(participant, null)}");
            if (_first.Offer(inside - outside - charged, line.Scale, (participant, place, 0)))
            {
                _first.Describe($"{where}: with nothing it is charged {Show(charged)} and gains {Show(inside - outside)}");
            }

            for (int k = 1; k < line.Sizes; k++)
            {
                (int, long, int) at = (participant, place, k);
                double value = line.Value(k, k);
                double smaller = line.Value(k - 1, k);
                double rise = line.Payment(k) - line.Payment(k - 1);
                double worth = value - smaller;
                double allowed = worth - (line.Outside(k) - line.Outside(k - 1));
                string from = Say($"{where}, from a report of {grid.SizeAt(k - 1):R} to {grid.SizeAt(k):R}");
                if (_second.Offer(worth - rise, line.Scale, at))
                {
                    _second.Describe($"{from}: the payment rises by {Show(rise)} and the report is worth {Show(worth)}");
                }

                if (_sixth.Offer(allowed - rise, line.Scale, at))
                {
                    _sixth.Describe($"{from}: the payment rises by {Show(rise)} where {Show(allowed)} is allowed");
                }

                LookAtLargerTypes(line, grid, at, worth, from);
            }
        }

        public void Merge(Findings other)
        {
            _first.Merge(other._first);
            _second.Merge(other._second);
            _fifth.Merge(other._fifth);
            _sixth.Merge(other._sixth);
            _monotone.Merge(other._monotone);
            _isExact &= other._isExact;
        }

        public ConditionReport ToReport()
        {
            Evidence evidence = _isExact ? Evidence.ExhaustiveOnGrid : Evidence.Sampled;
            return new ConditionReport(
                _first.ToVerdict("equation1", evidence),
                _second.ToVerdict("equation2", evidence),
                _fifth.ToVerdict("equation5", evidence),
                _sixth.ToVerdict("equation6", evidence),
                _monotone.ToVerdict("assumption3", evidence));
        }

        /// <summary>(5), and Assumption 3 at the outcomes that its proof uses: those of smaller reports.</summary>
        private void LookAtLargerTypes(SettledLine line, TypeGrid grid, (int, long, int) at, double worth, string from)
        {
            int k = at.Item3;
            for (int t = k; t < line.Sizes; t++)
            {
                double smaller = line.Value(k - 1, t);
                double there = line.Value(k, t) - smaller;
                (int, long, int) place = (at.Item1, at.Item2, (k * line.Sizes) + t);
                if (_fifth.Offer(there - worth, line.Scale, place))
                {
                    _fifth.Describe(Say(
                        $"{from}: worth {Show(worth)} at that size and {Show(there)} to one of size {grid.SizeAt(t):R}"));
                }

                // A report of k - 1 by one of size t, against the same report by one a step smaller.
                double before = line.Value(k - 1, t - 1);
                if (_monotone.Offer(smaller - before, line.Scale, place))
                {
                    _monotone.Describe(Say(
                        $"{from}: with the smaller, one of size {grid.SizeAt(t):R} has {Show(smaller)} and a step less {Show(before)}"));
                }
            }

            double outside = line.Outside(k);
            double outsideBefore = line.Outside(k - 1);
            if (_monotone.Offer(outside - outsideBefore, line.Scale, (at.Item1, at.Item2, k)))
            {
                _monotone.Describe($"{from}: when out, {Show(outsideBefore)} becomes {Show(outside)}");
            }
        }

        private static string Show(double value) => (value + 0.0).ToString("G6", CultureInfo.InvariantCulture);

        private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
