namespace Candor.Mechanism.Valuations;

/// <summary>v_i(q) as a function: a user's own valuation.</summary>
/// <param name="participant">i, from 0.</param>
/// <param name="qualities">q, one used quality a participant.</param>
public delegate double ValuationFunction(int participant, ReadOnlySpan<double> qualities);

/// <summary>
/// A user's own valuation through a delegate. A market can settle it with any payments under "best" and "none"; what is
/// efficient for it, nobody has declared.
/// </summary>
public sealed class DelegateValuation : IValuation
{
    private readonly ValuationFunction _value;

    /// <summary>Creates the valuation.</summary>
    /// <param name="count">n, at least 1.</param>
    /// <param name="value">v, free of side effects and safe to call from several threads.</param>
    public DelegateValuation(int count, ValuationFunction value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentNullException.ThrowIfNull(value);
        Count = count;
        _value = value;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public double Evaluate(int participant, ReadOnlySpan<double> qualities) => _value(participant, qualities);
}
