namespace Candor.Mechanism.Desirable;

/// <summary>
/// Solves Algorithm 1's lines of a market in which a line follows from the others' total alone, the same for every
/// participant.
/// </summary>
internal interface ILineKernel
{
    /// <summary>Solves one line.</summary>
    /// <param name="others">The total of the others' sizes, in steps.</param>
    /// <param name="payments">Receives p^max, one a step from 0.</param>
    /// <param name="utilities">Receives U, of the same length.</param>
    void Solve(int others, Span<double> payments, Span<double> utilities);

    /// <summary>Solves one line and keeps which constraint binds at each size.</summary>
    /// <param name="participant">Whose line it is, for the words.</param>
    /// <param name="others">The total of the others' sizes, in steps.</param>
    /// <param name="lastStep">The largest step.</param>
    PaymentLine Explain(int participant, int others, int lastStep);
}
