using System.Collections.Immutable;
using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Existence;

/// <summary>
/// Definition 7 on a grid: does a mechanism exist that is truthful, individually rational and weakly budget-balanced with
/// this allocation (Algorithm 1, Theorem 5), and is the allocation efficient?
/// </summary>
/// <remarks>
/// The profiles are visited in cubes of at most <see cref="MostCells"/> profiles. For each cube every line through it
/// is solved once and its payments added up, so memory is that of one cube, whatever the grid; where lines follow from
/// the others' total, those of equal totals are solved once. The result is the same for any number of threads and of
/// parts: lines of one participant touch different profiles, and participants are added in order. Efficiency is decided
/// at each profile too, unless the allocation has it by its own proof.
/// </remarks>
public static class ExistenceCheck
{
    /// <summary>The most profiles held at a time.</summary>
    public const int MostCells = 1 << 20;

    /// <summary>Decides existence over every profile of the grid.</summary>
    /// <param name="problem">The curve, the valuation, the allocation and the grid.</param>
    /// <param name="options">Limits, threads and progress; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="NonFiniteResultException">A result overflows, underflows or is no number.</exception>
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
    /// <exception cref="NonFiniteResultException">A result overflows, underflows or is no number.</exception>
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
        var efficiency = new EfficiencyWalk(problem);
        bool isExact = true;
        double looked = 0;
        var progress = new LoopProgress(
            options.Progress, (long)cubes.Length * (problem.Count + (efficiency.IsNeeded ? 1 : 0)));
        for (int k = 0; k < cubes.Length; k++)
        {
            ProfileCube at = walk.Cube(cubes[k]);
            CubeSums cells = AddPayments(problem, at, parallel, progress);
            isExact &= cells.IsExact;
            worst.Take(problem, at, cells);
            if (efficiency.IsNeeded)
            {
                efficiency.Look(at, parallel, progress);
            }

            looked += at.Cells;
        }

        Evidence evidence = isExact ? Evidence.ExhaustiveOnGrid : Evidence.Sampled;
        return new ExistencePart(
            shard, looked, worst.Holds, worst.Sum, [.. worst.Steps], evidence, efficiency.Found);
    }

    /// <summary>Puts the parts of a check together and explains the worst profile.</summary>
    /// <param name="problem">The problem that every part was computed for.</param>
    /// <param name="parts">Each part once, in any order.</param>
    /// <exception cref="ArgumentException">A part is missing, repeated, or of another number of parts.</exception>
    public static ExistenceVerdict Merge(DesirableProblem problem, IReadOnlyList<ExistencePart> parts)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(parts);
        ExistenceShard.RequireAll([.. parts.Select(static part => part.Shard)], nameof(parts));
        ExistencePart worst = parts
            .Where(static part => !part.WorstSteps.IsEmpty)
            .OrderBy(static part => part.Holds)
            .ThenBy(static part => part.WorstSum)
            .ThenBy(static part => part.WorstSteps, Comparer<ImmutableArray<int>>.Create(RosterOrder.Compare))
            .First();
        Verdict efficiency = Judge(problem, parts.Select(static part => part.Efficiency), parts.Sum(Profiles));
        Evidence payments = parts.Max(static part => part.Evidence);
        bool? exist = !parts.All(static part => part.Holds) ? false : payments == Evidence.Sampled ? null : true;
        return new ExistenceVerdict(
            exist,
            efficiency,
            payments > efficiency.Evidence ? payments : efficiency.Evidence,
            problem.ProfileAt(worst.WorstSteps.AsSpan()),
            worst.WorstSum,
            [.. worst.WorstSteps.Select((step, i) => Explain(problem, i, worst.WorstSteps, step))],
            parts.Sum(Profiles));
    }

    private static double Profiles(ExistencePart part) => part.Profiles;

    /// <summary>What the parts found about efficiency as a verdict, its witness put into words anew.</summary>
    private static Verdict Judge(DesirableProblem problem, IEnumerable<EfficiencyFinding> parts, double profiles)
    {
        EfficiencyFinding found = parts.Aggregate(static (one, other) => one.With(other));
        string witness = EfficiencyWalk.Prove(problem) ?? string.Empty;
        if (!found.Steps.IsEmpty)
        {
            Profile profile = problem.ProfileAt(found.Steps.AsSpan());
            witness = new ProfileEfficiency(problem.Curve, problem.Valuation, problem.Allocation)
                .Look(profile).Describe(profile);
        }

        long looked = found.Evidence == Evidence.Proven ? 0 : (long)profiles;
        return new Verdict("efficient", found.Holds, found.Margin, witness, found.Evidence, looked);
    }

    private static PaymentLine Explain(
        DesirableProblem problem, int participant, ImmutableArray<int> steps, int step) =>
        problem.Kernel is { } kernel
            ? kernel.Explain(participant, steps.Sum() - step, step)
            : problem.ComputeLine(participant, problem.ProfileAt(steps.AsSpan()), step);

    private static CubeSums AddPayments(
        DesirableProblem problem, ProfileCube cube, ParallelOptions options, LoopProgress progress)
    {
        var cells = new CubeSums(cube.Cells);
        LineTables? tables = null;
        for (int i = 0; i < problem.Count; i++)
        {
            if (!problem.LinesFollowFromTotals)
            {
                AddLines(problem, cube, i, cells, options, progress);
                continue;
            }

            if (tables?.Serves(cube, i) != true)
            {
                tables = new LineTables(problem, cube, i, options, progress);
            }
            else
            {
                progress.Begin(1);
                progress.Done();
            }

            AddTables(problem.Count, cube, i, tables, cells);
        }

        return cells;
    }

    private static void AddLines(
        DesirableProblem problem,
        ProfileCube cube,
        int participant,
        CubeSums cells,
        ParallelOptions options,
        LoopProgress progress)
    {
        int from = cube.Low(participant);
        int to = cube.High(participant);
        void Add(long other)
        {
            int[] steps = cube.StepsBeside(participant, other, out long cell);
            PaymentLine line = problem.JudgeLine(participant, problem.ProfileAt(steps), to - 1);
            for (int t = from; t < to; t++)
            {
                long index = cell + ((t - from) * cube.Stride(participant));
                cells.Sums[index] += line.Payments[t];
                cells.Magnitudes[index] += line.Magnitudes[t];
            }

            if (!line.IsExact)
            {
                cells.MarkApproximate();
            }

            progress.Done();
        }

        progress.Begin(cube.Cells / (to - from));
        ParallelLoop.Run(cube.Cells / (to - from), options, static () => 0, (_, other) => Add(other), static _ => { });
    }

    private static void AddTables(
        int count, ProfileCube cube, int participant, LineTables tables, CubeSums cells)
    {
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
                cells.Sums[index] += payments[t];
                cells.Magnitudes[index] += magnitudes[t];
            }
        }
    }
}
