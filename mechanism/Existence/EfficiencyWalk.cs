using Candor.Mechanism.Desirable;
using Candor.Mechanism.Properties;

namespace Candor.Mechanism.Existence;

/// <summary>Decides the allocation's efficiency at every profile of the cubes it is given, unless that is
/// proven.</summary>
internal sealed class EfficiencyWalk
{
    private readonly DesirableProblem _problem;

    /// <summary>Looks for a proof first.</summary>
    /// <param name="problem">The problem.</param>
    public EfficiencyWalk(DesirableProblem problem)
    {
        _problem = problem;
        IsNeeded = Prove(problem) is null;
        Found = IsNeeded ? EfficiencyFinding.Nothing : EfficiencyFinding.Proven;
    }

    /// <summary>Whether profiles have to be looked at.</summary>
    public bool IsNeeded { get; }

    /// <summary>What was found so far.</summary>
    public EfficiencyFinding Found { get; private set; }

    /// <summary>Why the allocation is efficient at every truthful profile; null where that is not known
    /// beforehand.</summary>
    /// <param name="problem">The problem.</param>
    public static string? Prove(DesirableProblem problem) => EfficiencyProof.Find(
        problem.Curve, problem.Valuation, problem.Allocation, problem.Count * problem.Grid.Max);

    /// <summary>Looks at every profile of a cube.</summary>
    /// <param name="cube">The cube.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="progress">Told each profile.</param>
    public void Look(ProfileCube cube, ParallelOptions options, LoopProgress progress)
    {
        progress.Begin(cube.Cells);
        ParallelLoop.Run(
            cube.Cells,
            options,
            () => new Worker(_problem),
            (worker, cell) =>
            {
                worker.Look(cube.Steps(cell));
                progress.Done();
            },
            worker => Found = Found.With(worker.Found));
    }

    private sealed class Worker(DesirableProblem problem)
    {
        private readonly ProfileEfficiency _efficiency =
            new(problem.Curve, problem.Valuation, problem.Allocation);

        public EfficiencyFinding Found { get; private set; } = EfficiencyFinding.Nothing;

        public void Look(int[] steps)
        {
            EfficiencyAt at = _efficiency.Look(problem.ProfileAt(steps));
            Evidence evidence = at.IsExact ? Evidence.ExhaustiveOnGrid : Evidence.Sampled;
            Found = Found.With(new EfficiencyFinding(!at.Fails, at.Margin, [.. steps], evidence));
        }
    }
}
