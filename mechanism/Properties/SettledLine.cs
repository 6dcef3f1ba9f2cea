using Candor.Mechanism.Payments;

namespace Candor.Mechanism.Properties;

/// <summary>
/// One participant's reports on a grid, each settled with the others truthful, and what each outcome is worth to it at
/// any true size.
/// </summary>
internal sealed class SettledLine
{
    private readonly AllocatedLine _line;
    private readonly double[] _payments;

    /// <summary>Settles every report for the participant.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="participant">i.</param>
    /// <param name="others">The others' true sizes, which they report.</param>
    public SettledLine(MarketMechanism mechanism, TypeGrid grid, int participant, Profile others)
    {
        _line = new AllocatedLine(mechanism, grid, participant, others);
        _payments = new double[_line.Sizes];
        if (mechanism.Payment is not ILinePayment rule || !rule.TryChargeLine(_line, _payments))
        {
            for (int s = 0; s < _payments.Length; s++)
            {
                _payments[s] = mechanism.Settle(others.With(participant, grid.SizeAt(s))).Payments[participant];
            }
        }

        Scale = _line.LargestTerms();
        for (int s = 0; s < _payments.Length; s++)
        {
            Scale = double.IsFinite(_payments[s])
                ? Math.Max(Scale, Math.Abs(_payments[s]))
                : throw new NonFiniteResultException(
                    "payment", participant, _payments[s], others.With(participant, grid.SizeAt(s)).ToString());
        }
    }

    /// <summary>The others' sizes.</summary>
    public Profile Others => _line.Others;

    /// <summary>How many sizes there are, from 0 to D.</summary>
    public int Sizes => _line.Sizes;

    /// <summary>Whether every allocation was exact.</summary>
    public bool IsExact => _line.IsExact;

    /// <summary>The size of the largest terms of valuations and payments on the line (docs/paper.md, D22).</summary>
    public double Scale { get; }

    /// <summary>p_i at a report.</summary>
    /// <param name="report">The report's step.</param>
    public double Payment(int report) => _payments[report];

    /// <summary>V(∅, t): what leaving is worth at a true size.</summary>
    /// <param name="size">t's step.</param>
    public double Outside(int size) => _line.Outside(size);

    /// <summary>V(s, t) = v_i(x(s, t_-i), t, t_-i).</summary>
    /// <param name="report">s's step.</param>
    /// <param name="size">t's step.</param>
    public double Value(int report, int size) => _line.Value(report, size);
}
