namespace Candor.Mechanism.Properties;

/// <summary>
/// One participant's reports on a grid, each settled with the others truthful, and what each outcome is worth to it at
/// any true size.
/// </summary>
internal sealed class SettledLine
{
    private readonly MarketMechanism _mechanism;
    private readonly int _participant;
    private readonly Outcome[] _outcomes;
    private readonly double[][] _used;
    private readonly double[] _own;
    private readonly double[] _q;

    /// <summary>Settles every report and leaving.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="participant">i.</param>
    /// <param name="others">The others' true sizes, which they report.</param>
    public SettledLine(MarketMechanism mechanism, TypeGrid grid, int participant, Profile others)
    {
        _mechanism = mechanism;
        _participant = participant;
        Others = others;
        _q = new double[mechanism.Count];
        _outcomes = new Outcome[grid.Steps + 2];
        _used = new double[_outcomes.Length][];
        _own = new double[grid.Steps + 1];
        for (int s = 0; s < _outcomes.Length; s++)
        {
            double? report = s <= grid.Steps ? grid.SizeAt(s) : null;
            _outcomes[s] = mechanism.Settle(others.With(participant, report));
            _used[s] = Used(_outcomes[s]);
            IsExact &= _outcomes[s].Certainty == AllocationCertainty.Exact;
            if (report is double size)
            {
                _own[s] = mechanism.Curve.Evaluate(size);
            }
        }
    }

    /// <summary>The others' sizes.</summary>
    public Profile Others { get; }

    /// <summary>How many sizes there are, from 0 to D.</summary>
    public int Sizes => _own.Length;

    /// <summary>Whether every allocation was exact.</summary>
    public bool IsExact { get; } = true;

    /// <summary>The outcome of a report.</summary>
    /// <param name="report">The report's step.</param>
    public Outcome Outcome(int report) => _outcomes[report];

    /// <summary>p_i at a report.</summary>
    /// <param name="report">The report's step.</param>
    public double Payment(int report) => _outcomes[report].Payments[_participant];

    /// <summary>V(∅, t): what leaving is worth at a true size.</summary>
    /// <param name="size">t's step.</param>
    public double Outside(int size) => Value(_own.Length, size);

    /// <summary>V(s, t) = v_i(x(s, t_-i), t, t_-i).</summary>
    /// <param name="report">s's step.</param>
    /// <param name="size">t's step.</param>
    public double Value(int report, int size)
    {
        Outcome outcome = _outcomes[report];
        _used[report].CopyTo(_q, 0);
        _q[_participant] = Math.Max(_own[size], outcome.AllocatedQualities[_participant]);
        double value = _mechanism.Valuation.Evaluate(_participant, _q);
        return double.IsFinite(value)
            ? value
            : throw new NonFiniteResultException("valuation", _participant, value, outcome.Reports.ToString());
    }

    private double[] Used(Outcome outcome)
    {
        var used = new double[_mechanism.Count];
        for (int j = 0; j < used.Length; j++)
        {
            used[j] = Math.Max(outcome.AllocatedQualities[j], _mechanism.Curve.Evaluate(Others.Sizes[j]));
        }

        return used;
    }
}
