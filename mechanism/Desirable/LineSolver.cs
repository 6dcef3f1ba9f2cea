using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Desirable;

/// <summary>One line of Algorithm 1, solved in the order of the participant's size.</summary>
internal sealed class LineSolver
{
    private readonly DesirableProblem _problem;
    private readonly int _participant;
    private readonly Profile _others;
    private readonly int _last;
    private readonly bool _isVerdict;
    private readonly double[] _own;
    private readonly double[] _qualities;
    private readonly double[] _allocated;
    private readonly double[] _truthful;
    private readonly double[] _magnitudes;
    private bool _isExact = true;

    /// <summary>Prepares the line: one allocation a report, and one for leaving.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="participant">i.</param>
    /// <param name="others">The others' profile.</param>
    /// <param name="lastStep">The largest step.</param>
    /// <param name="isVerdict">
    /// Whether the line decides a claim, so that values too small for a double are refused. A settlement keeps them: what
    /// rounds to 0 there is paid as 0.
    /// </param>
    public LineSolver(DesirableProblem problem, int participant, Profile others, int lastStep, bool isVerdict)
    {
        _problem = problem;
        _participant = participant;
        _others = others;
        _last = lastStep;
        _isVerdict = isVerdict;
        _own = new double[lastStep + 1];
        _allocated = new double[lastStep + 1];
        _truthful = new double[lastStep + 1];
        _magnitudes = new double[lastStep + 1];

        // Row s holds what everyone else uses when i reports step s; the last row what they use when i is out.
        _qualities = new double[(lastStep + 2) * problem.Count];
        for (int s = 0; s <= lastStep; s++)
        {
            double size = problem.Grid.SizeAt(s);
            _own[s] = problem.RememberedCurve.Evaluate(size);
            _allocated[s] = UseAllocation(others.With(participant, size), Row(s));
            _truthful[s] = Value(s, Math.Max(_allocated[s], _own[s]));
            _magnitudes[s] = problem.Valuation.Magnitude(participant, Row(s));
        }

        UseAllocation(others.With(participant, null), Row(lastStep + 1));
    }

    /// <summary>Solves the line.</summary>
    public PaymentLine Solve()
    {
        var payments = new double[_last + 1];
        var utilities = new double[_last + 1];
        var binding = new int[_last + 1];
        for (int t = 0; t <= _last; t++)
        {
            double quality = _own[t];
            double best = Value(_last + 1, quality);
            _magnitudes[t] += _problem.Valuation.Magnitude(_participant, Row(_last + 1));
            int from = -1;
            for (int s = 0; s < t; s++)
            {
                // While i's own model is no better than the one allocated for s, V(s, t) does not depend on t.
                double hiding = (quality <= _allocated[s] ? _truthful[s] : Value(s, quality)) - payments[s];
                if (hiding > best)
                {
                    (best, from) = (hiding, s);
                }
            }

            utilities[t] = best;
            payments[t] = RequireFinite("payment", _truthful[t] - best, t);
            binding[t] = from;
        }

        return new PaymentLine(
            _participant, _problem.Grid, payments, utilities, binding, _magnitudes, _isExact);
    }

    private Span<double> Row(int row) => _qualities.AsSpan(row * _problem.Count, _problem.Count);

    /// <summary>Fills in what everyone uses under a profile; returns what i is allocated.</summary>
    private double UseAllocation(Profile reports, Span<double> used)
    {
        var own = new double[_problem.Count];
        for (int j = 0; j < own.Length; j++)
        {
            own[j] = _problem.RememberedCurve.Evaluate(reports.Sizes[j]);
        }

        double best = _problem.RememberedCurve.Evaluate(reports.Total);
        if (_isVerdict && !double.IsFinite(best))
        {
            throw new NonFiniteResultException("best quality", null, best, reports.ToString());
        }

        _isExact &= _problem.Allocation.Allocate(new AllocationProblem(reports, best, own), used)
            == AllocationCertainty.Exact;
        double allocated = used[_participant];
        for (int j = 0; j < own.Length; j++)
        {
            used[j] = Math.Max(used[j], own[j]);
        }

        return allocated;
    }

    /// <summary>v_i when the others use a row's qualities and i uses this one.</summary>
    private double Value(int row, double quality)
    {
        Span<double> q = Row(row);
        q[_participant] = quality;
        double value = _problem.Valuation.Evaluate(_participant, q);
        if (double.IsNormal(value))
        {
            return value;
        }

        // A growing market's value is a power by a quality: it is 0 where the quality is, and elsewhere only by underflow.
        if (_isVerdict && double.IsFinite(value) && quality > 0 && _problem.Valuation is GrowthValuation)
        {
            throw new NonFiniteResultException("valuation", _participant, value, Describe(row));
        }

        return RequireFinite("valuation", value, row);
    }

    private double RequireFinite(string quantity, double value, int row) => double.IsFinite(value)
        ? value
        : throw new NonFiniteResultException(quantity, _participant, value, Describe(row));

    private string Describe(int row) =>
        _others.With(_participant, row > _last ? null : _problem.Grid.SizeAt(row)).ToString();
}
