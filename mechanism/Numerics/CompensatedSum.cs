namespace Candor.Mechanism.Numerics;

/// <summary>A running sum that carries its own rounding error (Neumaier's variant of Kahan's summation).</summary>
/// <remarks>A mutable value: keep it in a local or a field, and do not copy it between additions.</remarks>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    /// <summary>The sum so far. Once a partial sum overflows it is not finite and stays so.</summary>
    public readonly double Value => double.IsFinite(_sum) ? _sum + _lost : _sum;

    /// <summary>Adds one term.</summary>
    public void Add(double term)
    {
        double next = _sum + term;

        // The smaller of the two operands is the one whose low digits were rounded away.
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? (_sum - next) + term : (term - next) + _sum;
        _sum = next;
    }
}
