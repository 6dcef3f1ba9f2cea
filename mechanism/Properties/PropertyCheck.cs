using Candor.Mechanism.Desirable;

namespace Candor.Mechanism.Properties;

/// <summary>
/// Checks a mechanism's properties at every truthful profile of {0, ε, …, D}^n and every deviation on the grid.
/// </summary>
/// <remarks>
/// Every deviation is looked at on its line: one participant's reports, the others truthful. Memory is that of one line
/// a thread. The verdicts do not depend on the number of threads.
/// </remarks>
public static class PropertyCheck
{
    /// <summary>Checks all properties.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="options">Limits, threads and progress; the defaults when left out.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="GridTooLargeException">The grid has more profiles than the options allow.</exception>
    /// <exception cref="MechanismException">The mechanism cannot settle some profile.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public static PropertyReport Run(
        MarketMechanism mechanism,
        TypeGrid grid,
        ExhaustiveOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(grid);
        options ??= new ExhaustiveOptions();
        options.RequireProfiles(mechanism.Count, grid);
        var all = new ProfileCube(new int[mechanism.Count], [.. Enumerable.Repeat(grid.Steps + 1, mechanism.Count)]);
        long lines = all.Cells / (grid.Steps + 1);
        var result = new LineChecker(mechanism, grid, all);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads,
            CancellationToken = cancellationToken,
        };
        var progress = new LoopProgress(options.Progress, mechanism.Count);
        for (int i = 0; i < mechanism.Count; i++)
        {
            int participant = i;
            progress.Begin(lines);
            ParallelLoop.Run(
                lines,
                parallel,
                () => new LineChecker(mechanism, grid, all),
                (checker, line) =>
                {
                    checker.Check(participant, line);
                    progress.Done();
                },
                result.Merge);
        }

        return result.ToReport();
    }
}
