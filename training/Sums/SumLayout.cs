using Candor.Training.Targets;
using Candor.Training.Tasks;

namespace Candor.Training.Sums;

/// <summary>Where each coordinate of a task's statistics stands: first Σφφᵀ, the upper triangle row by row, whose first is
/// the count; then Σφy, label column by label column; and for a number Σy² at the end.</summary>
public sealed class SumLayout
{
    /// <summary>Makes the layout of a task.</summary>
    /// <param name="task">The task.</param>
    public SumLayout(LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Dimension = task.Map.Dimension;
        Heads = task.Target.Heads;
        HasSquares = task.Target is NumberTarget;
    }

    /// <summary>p, the entries of φ.</summary>
    public int Dimension { get; }

    /// <summary>The label columns.</summary>
    public int Heads { get; }

    /// <summary>Whether Σy² is the last coordinate.</summary>
    public bool HasSquares { get; }

    /// <summary>How many coordinates Σφφᵀ has: p(p + 1)/2.</summary>
    public int GramCount => Dimension * (Dimension + 1) / 2;

    /// <summary>P, the number of all coordinates.</summary>
    public int Count => GramCount + (Dimension * Heads) + (HasSquares ? 1 : 0);

    /// <summary>Where Σφᵢφⱼ stands.</summary>
    /// <param name="row">i, at most j.</param>
    /// <param name="column">j, below p.</param>
    /// <returns>Its place, from 0.</returns>
    public int Gram(int row, int column) => (row * Dimension) - (row * (row - 1) / 2) + (column - row);

    /// <summary>Where Σφⱼyₖ stands.</summary>
    /// <param name="head">k, below <see cref="Heads"/>.</param>
    /// <param name="column">j, below p.</param>
    /// <returns>Its place, from 0.</returns>
    public int Label(int head, int column) => GramCount + (head * Dimension) + column;
}
