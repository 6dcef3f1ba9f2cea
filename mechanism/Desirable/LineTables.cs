namespace Candor.Mechanism.Desirable;

/// <summary>
/// The payments of every line through a cube when a line follows from the others' total alone: the lines of equal
/// totals are solved once.
/// </summary>
/// <remarks>
/// Under "best to all" everyone else uses Q(s + Σ t_-i), and Q(Σ t_-i) when i is out, whoever holds how much of it. So
/// V(s, t) and V(∅, t) depend on the others through their total for every valuation, and (K+1)^(n-1) lines of a
/// participant become (n-1)K + 1.
/// </remarks>
internal sealed class LineTables
{
    private readonly DesirableProblem _problem;
    private readonly double[][] _payments;
    private readonly double[][] _scales;
    private readonly int _from;
    private readonly int _to;
    private readonly int _least;

    /// <summary>Solves the lines of one participant through a cube.</summary>
    /// <param name="problem">A problem whose lines follow from totals.</param>
    /// <param name="cube">The cube.</param>
    /// <param name="participant">i.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="progress">Told each line.</param>
    public LineTables(
        DesirableProblem problem, ProfileCube cube, int participant, ParallelOptions options, LoopProgress progress)
    {
        _problem = problem;
        _from = cube.Low(participant);
        _to = cube.High(participant);
        (_least, int most) = Totals(problem.Count, cube, participant);
        _payments = new double[most - _least + 1][];
        _scales = new double[_payments.Length][];
        progress.Begin(_payments.Length);
        void SolveNext(int state, long line)
        {
            Solve(participant, (int)line);
            progress.Done();
        }

        ParallelLoop.Run(_payments.Length, options, static () => 0, SolveNext, static _ => { });
    }

    /// <summary>Whether the same table serves another participant of the cube.</summary>
    /// <param name="cube">The cube.</param>
    /// <param name="participant">The other participant.</param>
    public bool Serves(ProfileCube cube, int participant) =>
        _problem.Kernel is not null
        && cube.Low(participant) == _from
        && cube.High(participant) == _to
        && Totals(_problem.Count, cube, participant) == (_least, _least + _payments.Length - 1);

    /// <summary>p^max from the cube's first step of the participant on.</summary>
    /// <param name="total">The others' total, in steps.</param>
    public ReadOnlySpan<double> Payments(int total) => _payments[total - _least];

    /// <summary>The magnitudes of the terms behind each payment, in the same order.</summary>
    /// <param name="total">The others' total, in steps.</param>
    public ReadOnlySpan<double> Scales(int total) => _scales[total - _least];

    private static (int Least, int Most) Totals(int count, ProfileCube cube, int participant)
    {
        int least = 0;
        int most = 0;
        for (int j = 0; j < count; j++)
        {
            least += j == participant ? 0 : cube.Low(j);
            most += j == participant ? 0 : cube.High(j) - 1;
        }

        return (least, most);
    }

    private void Solve(int participant, int line)
    {
        var payments = new double[_to];
        var scales = new double[_to];
        if (_problem.Kernel is { } kernel)
        {
            // A growing market's values are products of positive numbers: nothing cancels before V - U.
            kernel.Solve(_least + line, payments, scales);
            for (int t = 0; t < _to; t++)
            {
                scales[t] += Math.Abs(payments[t]);
            }
        }
        else
        {
            PaymentLine solved = _problem.JudgeLine(participant, _problem.Holding(participant, 0, _least + line), _to - 1);
            solved.Payments.CopyTo(payments);
            for (int t = 0; t < _to; t++)
            {
                scales[t] = solved.Magnitudes[t];
            }
        }

        _payments[line] = _from == 0 ? payments : payments[_from..];
        _scales[line] = _from == 0 ? scales : scales[_from..];
    }
}
