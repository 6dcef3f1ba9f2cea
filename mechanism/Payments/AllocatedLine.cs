namespace Candor.Mechanism.Payments;

/// <summary>
/// One participant's reports on a grid, each allocated with the others truthful, and what each is worth to it at any true
/// size.
/// </summary>
internal sealed class AllocatedLine
{
    private readonly int _stride;
    private readonly double[] _used;
    private readonly double[] _allocated;
    private readonly double[] _own;

    /// <summary>Allocates every report and leaving.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="participant">i.</param>
    /// <param name="others">The others' true sizes, which they report.</param>
    public AllocatedLine(MarketMechanism mechanism, TypeGrid grid, int participant, Profile others)
    {
        Mechanism = mechanism;
        Grid = grid;
        Participant = participant;
        Others = others;
        _stride = mechanism.Count;
        _own = new double[grid.Steps + 1];
        _used = new double[(grid.Steps + 2) * _stride];
        _allocated = new double[grid.Steps + 2];
        var own = new double[_stride];
        for (int j = 0; j < own.Length; j++)
        {
            own[j] = mechanism.Curve.Evaluate(others.Sizes[j]);
        }

        for (int s = 0; s <= grid.Steps; s++)
        {
            _own[s] = mechanism.Curve.Evaluate(grid.SizeAt(s));
            Allocate(s, grid.SizeAt(s), own, _own[s]);
        }

        Allocate(grid.Steps + 1, null, own, mechanism.Curve.Evaluate(0));
    }

    /// <summary>The mechanism.</summary>
    public MarketMechanism Mechanism { get; }

    /// <summary>The grid.</summary>
    public TypeGrid Grid { get; }

    /// <summary>i.</summary>
    public int Participant { get; }

    /// <summary>The others' sizes.</summary>
    public Profile Others { get; }

    /// <summary>How many sizes there are, from 0 to D.</summary>
    public int Sizes => _own.Length;

    /// <summary>Whether every allocation was exact.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>V(∅, t): what leaving is worth at a true size.</summary>
    /// <param name="size">t's step.</param>
    public double Outside(int size) => Value(_own.Length, size);

    /// <summary>V(s, t) = v_i(x(s, t_-i), t, t_-i).</summary>
    /// <param name="report">s's step.</param>
    /// <param name="size">t's step.</param>
    public double Value(int report, int size)
    {
        double value = Mechanism.Valuation.Evaluate(Participant, Row(report, size));
        if (double.IsFinite(value))
        {
            return value;
        }

        double? reported = report < _own.Length ? Grid.SizeAt(report) : null;
        string profile = Others.With(Participant, reported).ToString();
        throw new NonFiniteResultException("valuation", Participant, value, profile);
    }

    /// <summary>
    /// The size of the largest terms on the line. Those of i's own quality are largest at one end of what it can use.
    /// </summary>
    public double LargestTerms()
    {
        double largest = 0;
        for (int s = 0; s <= _own.Length; s++)
        {
            largest = Math.Max(largest, Terms(s, Math.Min(s, _own.Length - 1)));
            largest = Math.Max(largest, Terms(s, _own.Length - 1));
        }

        return largest;
    }

    private double Terms(int report, int size) =>
        Mechanism.Valuation.Magnitude(Participant, Row(report, size));

    /// <summary>What everyone uses at a report when i's true size is t. The memory is the line's own.</summary>
    private Span<double> Row(int report, int size)
    {
        Span<double> q = _used.AsSpan(report * _stride, _stride);
        q[Participant] = Math.Max(_own[size], _allocated[report]);
        return q;
    }

    private void Allocate(int row, double? report, double[] own, double ownQuality)
    {
        Profile reports = Others.With(Participant, report);
        own[Participant] = ownQuality;
        double best = Mechanism.Curve.Evaluate(reports.Total);
        Span<double> used = _used.AsSpan(row * _stride, _stride);
        AllocationCertainty certainty =
            Mechanism.Allocation.Allocate(new AllocationProblem(reports, best, own), used);
        IsExact &= certainty == AllocationCertainty.Exact;
        _allocated[row] = used[Participant];
        for (int j = 0; j < own.Length; j++)
        {
            used[j] = Math.Max(used[j], own[j]);
        }
    }
}
