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

    /// <summary>
    /// How large the terms are that v_i(q) is the sum of: the sum of their magnitudes, or a bound on it. Rounding errs by
    /// some 1e-16 of this and not of v_i, whose terms may cancel; every sign test measures by it (docs/paper.md, D22).
    /// </summary>
    /// <param name="participant">i, from 0.</param>
    /// <param name="qualities">q, one used quality a participant.</param>
    /// <returns>At least |v_i(q)|; |v_i(q)| itself where a valuation does not know its terms.</returns>
    double Magnitude(int participant, ReadOnlySpan<double> qualities) => Math.Abs(Evaluate(participant, qualities));

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
