using Candor.Mechanism.Desirable;
using Candor.Mechanism.Existence;
using Candor.Mechanism.Payments;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Checks;

/// <summary>One part of a property check: what theorems decide, and a walk over the rest.</summary>
internal sealed class PropertyWalk
{
    private const double DearestProgramme = 1e12;

    private readonly MarketMechanism _mechanism;
    private readonly TypeGrid _grid;
    private readonly ExistenceShard _shard;
    private readonly ExhaustiveOptions _options;
    private readonly ParallelOptions _parallel;
    private readonly ProfileCube _profiles;
    private readonly ProvenProperties _proven;
    private readonly LeastRevenue? _leastRevenue;
    private readonly DesirableProblem? _algorithm;
    private readonly bool _walksProfiles;

    /// <summary>Plans the part.</summary>
    public PropertyWalk(
        MarketMechanism mechanism,
        TypeGrid grid,
        ExistenceShard shard,
        ExhaustiveOptions options,
        CancellationToken cancellationToken)
    {
        // The theorems ask for the curve itself; what is computed again and again may remember its qualities.
        _mechanism = RememberingMechanism.Of(mechanism);
        _grid = grid;
        _shard = shard;
        _options = options;
        _parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads,
            CancellationToken = cancellationToken,
        };
        _profiles = new ProfileCube(new int[mechanism.Count], [.. Enumerable.Repeat(grid.Steps + 1, mechanism.Count)]);
        _proven = options.UseTheorems ? ProvenProperties.Of(mechanism, grid) : ProvenProperties.None;
        if (options.UseTheorems && _proven is { Efficient: not null, WeaklyBudgetBalanced: null })
        {
            LeastRevenue? programme = LeastRevenue.TryCreate(mechanism, grid);
            _leastRevenue = programme?.Cost <= DearestProgramme ? programme : null;
            _algorithm = mechanism.Payment is DesirablePayment payment && payment.Grid == grid
                ? new DesirableProblem(mechanism.Curve, mechanism.Valuation, mechanism.Allocation, grid)
                : null;
        }

        _walksProfiles = !_proven.CoverProfiles && _leastRevenue is null && _algorithm is null;
    }

    /// <summary>Runs the part.</summary>
    /// <exception cref="GridTooLargeException">There are more profiles to look at than the options allow.</exception>
    public PropertyPart Run()
    {
        if (!_proven.CoverLines || _walksProfiles)
        {
            _options.RequireProfiles(_mechanism.Count, _grid, _shard.Count);
        }

        int loops = (_proven.CoverLines ? 0 : 1) + (_walksProfiles || _leastRevenue is not null ? 1 : 0);
        var progress = new LoopProgress(_options.Progress, Math.Max(1, loops));
        var found = new LineChecker(_mechanism, _grid, _profiles);
        if (!_proven.CoverLines)
        {
            long lines = _profiles.Cells / (_grid.Steps + 1);
            Walk(_mechanism.Count * lines, found, progress, (checker, k) =>
                checker.CheckLine((int)(k / lines), k % lines));
        }

        if (_walksProfiles)
        {
            Walk(_profiles.Cells, found, progress, static (checker, cell) => checker.CheckProfile(cell));
        }
        else if (_shard.Index == 1 && _leastRevenue is { } programme)
        {
            found.CheckProfile(programme.Find(_parallel, progress), 0);
        }

        return new PropertyPart(
            _shard,
            [
                Finding(0, found.Rational, found.Evidence, _proven.IndividuallyRational, LeavingAtNothing),
                Finding(1, found.Compatible, found.Evidence, _proven.IncentiveCompatible, HidingOneStep),
                Finding(2, found.Efficient, found.EfficiencyEvidence, _proven.Efficient, string.Empty),
                _algorithm is { } problem
                    ? BalanceOfAlgorithm1(problem)
                    : Finding(
                        3, found.Balanced, found.Evidence, _proven.WeaklyBudgetBalanced, $"at {Nothing} revenue is 0"),
            ]);
    }

    /// <summary>Samples of the whole check's work, spread evenly over it.</summary>
    public IReadOnlyList<PropertySample> Samples()
    {
        var samples = new List<PropertySample>();
        var found = new LineChecker(_mechanism, _grid, _profiles);
        long points = _grid.Steps + 1;
        double lines = Math.Pow(points, _mechanism.Count - 1);
        if (!_proven.CoverLines)
        {
            samples.Add(PropertySample.Of(_mechanism.Count * lines, k =>
                found.CheckLine((int)(k * (_mechanism.Count - 1)), (long)(k * (lines - 1)))));
        }

        if (_walksProfiles)
        {
            samples.Add(PropertySample.Of(points * lines, k => found.CheckProfile((long)(k * ((points * lines) - 1)))));
        }

        if (_algorithm is { } problem)
        {
            double different = problem.LinesFollowFromTotals ? ((_mechanism.Count - 1.0) * _grid.Steps) + 1 : lines;
            samples.Add(PropertySample.Of(_mechanism.Count * different, k => problem.ComputeLine(
                0, Profile.AllIn([.. _profiles.StepsBeside(0, (long)(k * (lines - 1)), out _).Select(_grid.SizeAt)]),
                _grid.Steps)));
        }

        return samples;
    }

    private Profile Nothing => Profile.AllIn(new double[_mechanism.Count]);

    private string LeavingAtNothing =>
        $"participant 0, of true size 0 at {Nothing}, is as well off by leaving";

    private string HidingOneStep => FormattableString.Invariant(
        $"participant 0, of true size {_grid.Unit:R} at {Nothing.With(0, _grid.Unit)}, is as well off by reporting 0");

    private void Walk(
        long count, LineChecker found, LoopProgress progress, Action<LineChecker, long> look)
    {
        // Neighbours cost alike, so every n-th turn is a fair share.
        long own = (count - _shard.Index + _shard.Count) / _shard.Count;
        progress.Begin(own);
        ParallelLoop.Run(
            own,
            _parallel,
            () => new LineChecker(_mechanism, _grid, _profiles),
            (checker, turn) =>
            {
                look(checker, (turn * _shard.Count) + _shard.Index - 1);
                progress.Done();
            },
            found.Merge);
    }

    private static PropertyFinding Finding(
        int property, LeastMargin margin, Evidence evidence, string? theorem, string place) => theorem is null
            ? margin.ToFinding(PropertyCheck.Claim(property), evidence)
            : new PropertyFinding(
                new Verdict(
                    PropertyCheck.Claim(property),
                    true,
                    0,
                    place.Length == 0 ? theorem : $"{place} ({theorem})",
                    Evidence.Proven,
                    0),
                0,
                0,
                0);

    /// <summary>Under Algorithm 1's payments the sums at all profiles are what its existence check adds up.</summary>
    private PropertyFinding BalanceOfAlgorithm1(DesirableProblem problem)
    {
        ExistencePart part = ExistenceCheck.RunShard(problem, _shard, _options, _parallel.CancellationToken);
        var found = new LineChecker(_mechanism, _grid, _profiles);
        if (!part.WorstSteps.IsEmpty)
        {
            found.CheckProfile(part.WorstSteps, _profiles.CellAt(part.WorstSteps.AsSpan()));
        }

        return found.Balanced.ToFinding(PropertyCheck.Claim(3), Evidence.ExhaustiveOnGrid);
    }
}
