using System.Collections.Immutable;

namespace Candor.Mechanism.Desirable;

/// <summary>
/// Algorithm 1's decision: does a mechanism exist that is truthful, individually rational and weakly budget-balanced
/// with this allocation, which is desirable where the allocation is efficient (Theorem 5)?
/// </summary>
/// <remarks>
/// The profiles are visited in cubes of at most <see cref="MostCells"/> profiles. For each cube every line through it
/// is solved once and its payments added up, so memory is that of one cube, whatever the grid; where lines follow from
/// the others' total, those of equal totals are solved once. The result is the same for any number of threads and of
/// parts: lines of one participant touch different profiles, and participants are added in order.
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
    /// <exception cref="NonFiniteResultException">A valuation is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static ExistenceVerdict Run(
        DesirableProblem problem, ExhaustiveOptions? options = null, CancellationToken cancellationToken = default) =>
        Merge(problem, [RunShard(problem, ExistenceShard.Whole, options, cancellationToken)]);

    /// <summary>Looks at one part of the profiles.</summary>
    /// <param name="problem">The curve, the valuation, the allocation and the grid.</param>
    /// <param name="shard">Which part; every profile is in exactly one.</param>
    /// <param name="options">Limits, threads and progress; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="GridTooLargeException">The part has more profiles than the options allow.</exception>
    /// <exception cref="NonFiniteResultException">A valuation is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static ExistencePart RunShard(
        DesirableProblem problem,
        ExistenceShard shard,
        ExhaustiveOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(shard);
        options ??= new ExhaustiveOptions();
        options.RequireProfiles(problem.Count, problem.Grid, shard.Count);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads,
            CancellationToken = cancellationToken,
        };
        var walk = new CubeWalk(problem.Count, problem.Grid.Steps, MostCells, shard.Count);
        ImmutableArray<long> cubes = walk.CubesOf(shard);
        var worst = new WorstProfileSoFar();
        double looked = 0;
        var progress = new LoopProgress(options.Progress, (long)cubes.Length * problem.Count);
        for (int k = 0; k < cubes.Length; k++)
        {
            ProfileCube at = walk.Cube(cubes[k]);
            double[] sums = new double[at.Cells];
            double[] scales = new double[at.Cells];
            LineTables? tables = null;
            for (int i = 0; i < problem.Count; i++)
            {
                if (!problem.LinesFollowFromTotals)
                {
                    AddLines(problem, at, i, (sums, scales), parallel, progress);
                    continue;
                }

                if (tables?.Serves(at, i) != true)
                {
                    tables = new LineTables(problem, at, i, parallel, progress);
                }
                else
                {
                    progress.Begin(1);
                    progress.Done();
                }

                AddTables(problem.Count, at, i, tables, (sums, scales));
            }

            worst.Take(at, sums, scales);
            looked += at.Cells;
        }

        return new ExistencePart(shard, looked, worst.Holds, worst.Sum, [.. worst.Steps]);
    }

    /// <summary>Puts the parts of a check together and explains the worst profile.</summary>
    /// <param name="problem">The problem that every part was computed for.</param>
    /// <param name="parts">Each part once, in any order.</param>
    /// <exception cref="ArgumentException">A part is missing, repeated, or of another number of parts.</exception>
    public static ExistenceVerdict Merge(DesirableProblem problem, IReadOnlyList<ExistencePart> parts)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(parts);
        string[] expected = [.. Enumerable.Range(1, parts.Count).Select(index => $"{index}/{parts.Count}")];
        string[] found = [.. parts.OrderBy(static part => part.Shard.Index).Select(static part => $"{part.Shard}")];
        if (parts.Count == 0 || !expected.SequenceEqual(found))
        {
            throw new ArgumentException(
                $"Found the parts {string.Join(", ", found)}; expected each part of one check once.", nameof(parts));
        }

        ExistencePart worst = parts
            .Where(static part => !part.WorstSteps.IsEmpty)
            .OrderBy(static part => part.WorstSum)
            .ThenBy(static part => part.WorstSteps, InRosterOrder)
            .First();
        Profile profile = At(problem.Grid, worst.WorstSteps);
        return new ExistenceVerdict(
            parts.All(static part => part.Holds),
            profile,
            worst.WorstSum,
            [.. worst.WorstSteps.Select((step, i) => Explain(problem, i, worst.WorstSteps, step))],
            parts.Sum(static part => part.Profiles));
    }

    private static Comparer<ImmutableArray<int>> InRosterOrder { get; } = Comparer<ImmutableArray<int>>.Create(
        static (a, b) => a.Zip(b, static (x, y) => x.CompareTo(y)).FirstOrDefault(static order => order != 0));

    private static PaymentLine Explain(DesirableProblem problem, int participant, ImmutableArray<int> steps,
        int step) =>
        problem.Kernel is { } kernel
            ? kernel.Explain(participant, steps.Sum() - step, step)
            : problem.ComputeLine(participant, At(problem.Grid, steps), step);

    private static void AddLines(
        DesirableProblem problem,
        ProfileCube cube,
        int participant,
        (double[] Sums, double[] Scales) cells,
        ParallelOptions options,
        LoopProgress progress)
    {
        (double[] sums, double[] scales) = cells;
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

            progress.Done();
        }

        progress.Begin(cube.Cells / (to - from));
        ParallelLoop.Run(cube.Cells / (to - from), options, static () => 0, (_, other) => Add(other), static _ => { });
    }

    private static void AddTables(
        int count, ProfileCube cube, int participant, LineTables tables, (double[] Sums, double[] Scales) cells)
    {
        (double[] sums, double[] scales) = cells;
        long width = cube.High(participant) - cube.Low(participant);
        long stride = cube.Stride(participant);
        var steps = new int[count];
        for (long other = 0; other < cube.Cells / width; other++)
        {
            cube.StepsBeside(participant, other, steps, out long cell);
            int total = 0;
            for (int j = 0; j < count; j++)
            {
                total += j == participant ? 0 : steps[j];
            }

            ReadOnlySpan<double> payments = tables.Payments(total);
            ReadOnlySpan<double> magnitudes = tables.Scales(total);
            for (int t = 0; t < payments.Length; t++)
            {
                long index = cell + (t * stride);
                sums[index] += payments[t];
                scales[index] = Math.Max(scales[index], magnitudes[t]);
            }
        }
    }

    private static Profile At(TypeGrid grid, IReadOnlyList<int> steps) =>
        Profile.AllIn([.. steps.Select(grid.SizeAt)]);

    /// <summary>The worst profile so far.</summary>
    private sealed class WorstProfileSoFar
    {
        public double Sum { get; private set; } = double.PositiveInfinity;

        public bool Holds { get; private set; } = true;

        public int[] Steps { get; private set; } = [];

        public void Take(ProfileCube cube, double[] sums, double[] scales)
        {
            int least = 0;
            for (int cell = 0; cell < sums.Length; cell++)
            {
                Holds &= sums[cell] >= -Tolerance * scales[cell];
                least = sums[cell] < sums[least] ? cell : least;
            }

            // Within a cube the first cell comes first in the roster's order too; between cubes it has to be looked at,
            // so that the parts of a check find what the whole does.
            int[] steps = cube.Steps(least);
            if (sums[least] < Sum || (sums[least] == Sum && InRosterOrder.Compare([.. steps], [.. Steps]) < 0))
            {
                (Sum, Steps) = (sums[least], steps);
            }
        }
    }
}
