using Candor.Mechanism.Allocations;

namespace Candor.Mechanism.Desirable;

/// <summary>
/// Algorithm 1's input: a quality curve, a valuation, the allocation whose payments are sought, and the grid of sizes.
/// </summary>
/// <remarks>
/// In utilities, with V(s, t) = v_i(x(s, t_-i), t, t_-i): U(t) = max(V(∅, t), max over s &lt; t of U(s) + V(s, t) -
/// V(s, s)) and p^max = V(t, t) - U(t). It is the shortest path of Algorithm 1, whose graph has edges from smaller to
/// larger sizes only, so one pass in the order of t replaces the graph.
/// </remarks>
public sealed class DesirableProblem
{
    // A settlement asks for n lines and never for the kernel, whose tables would cost more than those lines.
    private readonly Lazy<ILineKernel?> _kernel;

    /// <summary>Creates the problem.</summary>
    /// <param name="curve">Q.</param>
    /// <param name="valuation">v.</param>
    /// <param name="allocation">x; "efficient" for a desirable mechanism, but any will do (docs/paper.md, D19).</param>
    /// <param name="grid">The grid.</param>
    public DesirableProblem(IQualityCurve curve, IValuation valuation, IAllocationRule allocation, TypeGrid grid)
    {
        ArgumentNullException.ThrowIfNull(curve);
        ArgumentNullException.ThrowIfNull(valuation);
        ArgumentNullException.ThrowIfNull(allocation);
        ArgumentNullException.ThrowIfNull(grid);
        Curve = curve;
        Valuation = valuation;
        Allocation = allocation;
        Grid = grid;
        LinesFollowFromTotals = ReferenceEquals(allocation, UniformAllocation.Best);
        _kernel = new Lazy<ILineKernel?>(() => GrowthLines.TryCreate(this));
    }

    /// <summary>Q.</summary>
    public IQualityCurve Curve { get; }

    /// <summary>v.</summary>
    public IValuation Valuation { get; }

    /// <summary>x.</summary>
    public IAllocationRule Allocation { get; }

    /// <summary>The grid of sizes.</summary>
    public TypeGrid Grid { get; }

    /// <summary>
    /// Whether a line depends on the others through the total of their sizes alone, as under "best to all", where
    /// everyone else uses the best quality, whoever holds how much.
    /// </summary>
    public bool LinesFollowFromTotals { get; }

    /// <summary>What solves such lines faster than one valuation at a time, for every participant alike.</summary>
    internal ILineKernel? Kernel => _kernel.Value;

    /// <summary>n.</summary>
    public int Count => Valuation.Count;

    /// <summary>Computes p^max of one participant for every size up to a step: O(K²) valuations at most.</summary>
    /// <param name="participant">i.</param>
    /// <param name="others">The profile of the others; the participant's own entry is not looked at.</param>
    /// <param name="lastStep">The largest step computed; a line is a prefix of every longer one.</param>
    /// <exception cref="NonFiniteResultException">A valuation is not a finite number.</exception>
    public PaymentLine ComputeLine(int participant, Profile others, int lastStep)
    {
        ArgumentNullException.ThrowIfNull(others);
        var line = new LineSolver(this, participant, others, lastStep);
        return line.Solve();
    }
}
