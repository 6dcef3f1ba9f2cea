namespace Candor.Mechanism.Desirable;

/// <summary>
/// Algorithm 1's decision: does a mechanism exist that is truthful, individually rational and weakly budget-balanced
/// with this allocation, which is desirable where the allocation is efficient (Theorem 5)?
/// </summary>
/// <remarks>
/// The profiles are visited in cubes of at most <see cref="MostCells"/> profiles. For each cube every line through it
/// is
/// solved once and its payments added up, so memory is that of one cube, whatever the grid. The result is the same for
/// any number of threads: lines of one participant touch different profiles, and participants are added in order.
/// </remarks>
public static class ExistenceCheck
{
    /// <summary>The most profiles held at a time.</summary>
    public const int MostCells = 1 << 20;

    private const double Tolerance = 1e-9;

    /// <summary>Decides existence over every profile of the grid.</summary>
    /// <param name="problem">The curve, the valuation, the allocation and the grid.</param>
    /// <param name="options">Limits, threads and progress; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="NonFiniteResultException">A valuation is no finite number.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static ExistenceVerdict Run(
        DesirableProblem problem, ExhaustiveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        options ??= new ExhaustiveOptions();
        double profiles = options.RequireProfiles(problem.Count, problem.Grid);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads,
            CancellationToken = cancellationToken,
        };
        var walk = new CubeWalk(problem.Count, problem.Grid.Steps, MostCells);
        var worst = new Worst();
        for (long cube = 0; cube < walk.Cubes; cube++)
        {
            ProfileCube at = walk.Cube(cube);
            double[] sums = new double[at.Cells];
            double[] scales = new double[at.Cells];
            for (int i = 0; i < problem.Count; i++)
            {
                AddPayments(problem, at, i, sums, scales, parallel);
            }

            worst.Take(at, sums, scales);
            options.Progress?.Report((cube + 1.0) / walk.Cubes);
        }

        Profile profile = At(problem.Grid, worst.Steps);
        return new ExistenceVerdict(
            worst.Holds,
            profile,
            worst.Sum,
            [.. worst.Steps.Select((step, i) => problem.ComputeLine(i, profile, step))],
            profiles);
    }

    private static void AddPayments(
        DesirableProblem problem,
        ProfileCube cube,
        int participant,
        double[] sums,
        double[] scales,
        ParallelOptions options)
    {
        int from = cube.Low(participant);
        int to = cube.High(participant);
        void Add(long other)
        {
            int[] steps = cube.StepsBeside(participant, other, out long cell);
            PaymentLine line = problem.ComputeLine(participant, At(problem.Grid, steps), to - 1);
            for (int t = from; t < to; t++)
            {
                long index = cell + ((t - from) * cube.Stride(participant));
                sums[index] += line.Payments[t];
                scales[index] = Math.Max(scales[index], Math.Abs(line.Payments[t]) + Math.Abs(line.Utilities[t]));
            }
        }

        Typed.For(cube.Cells / (to - from), options, static () => 0, (_, other) => Add(other), static _ => { });
    }

    private static Profile At(TypeGrid grid, IReadOnlyList<int> steps) =>
        Profile.AllIn([.. steps.Select(grid.SizeAt)]);

    /// <summary>The worst profile so far.</summary>
    private sealed class Worst
    {
        public double Sum { get; private set; } = double.PositiveInfinity;

        public bool Holds { get; private set; } = true;

        public int[] Steps { get; private set; } = [];

        public void Take(ProfileCube cube, double[] sums, double[] scales)
        {
            for (int cell = 0; cell < sums.Length; cell++)
            {
                Holds &= sums[cell] >= -Tolerance * scales[cell];
                if (sums[cell] < Sum)
                {
                    Sum = sums[cell];
                    Steps = cube.Steps(cell);
                }
            }
        }
    }
}
