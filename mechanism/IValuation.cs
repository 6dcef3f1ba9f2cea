namespace Candor.Mechanism;

/// <summary>
/// v: what a profile of used qualities is worth to each participant (Definition 2, as v_i(q_1, …, q_n)).
/// </summary>
/// <remarks>Implementations are immutable and safe to share between threads.</remarks>
public interface IValuation
{
    /// <summary>How many participants the valuation is for (n).</summary>
    int Count { get; }

    /// <summary>v_i(q) for one participant.</summary>
    /// <param name="participant">i, from 0.</param>
    /// <param name="qualities">q, one used quality a participant.</param>
    double Evaluate(int participant, ReadOnlySpan<double> qualities);

    /// <summary>v_i(q) for every participant.</summary>
    /// <param name="qualities">q, one used quality a participant.</param>
    /// <param name="values">Receives v_1, …, v_n; may not overlap <paramref name="qualities"/>.</param>
    void EvaluateAll(ReadOnlySpan<double> qualities, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Evaluate(i, qualities);
        }
    }
}
