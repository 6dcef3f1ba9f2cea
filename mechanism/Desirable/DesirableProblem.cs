using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;
using Candor.Mechanism.Valuations;

namespace Candor.Mechanism.Desirable;

/// <summary>
/// Algorithm 1's input: a quality curve, a valuation, the allocation whose payments are sought, and the grid of sizes.
/// </summary>
/// <remarks>
/// In utilities, with V(s, t) = v_i(x(s, t_-i), t, t_-i): U(t) = max(V(∅, t), max over s &lt; t of U(s) + V(s, t) -
/// V(s, s))
/// and p^max = V(t, t) - U(t). It is the shortest path of Algorithm 1, whose graph has edges from smaller to larger
/// sizes only, so one pass in the order of t replaces the graph.
/// </remarks>
public sealed class DesirableProblem
{
    /// <summary>Creates the problem.</summary>
    /// <param name="curve">Q.</param>
    /// <param name="valuation">v.</param>
    /// <param name="allocation">x; "efficient" for a desirable mechanism, but any will do (paper-decision 19).</param>
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
    }

    /// <summary>Q.</summary>
    public IQualityCurve Curve { get; }

    /// <summary>v.</summary>
    public IValuation Valuation { get; }

    /// <summary>x.</summary>
    public IAllocationRule Allocation { get; }

    /// <summary>The grid of sizes.</summary>
    public TypeGrid Grid { get; }

    /// <summary>n.</summary>
    public int Count => Valuation.Count;

    /// <summary>Computes p^max of one participant for every size up to a step: O(K²) valuations at most.</summary>
    /// <param name="participant">i.</param>
    /// <param name="others">The profile of the others; the participant's own entry is not looked at.</param>
    /// <param name="lastStep">The largest step computed; a line is a prefix of every longer one.</param>
    /// <exception cref="NonFiniteResultException">A valuation is no finite number.</exception>
    public PaymentLine ComputeLine(int participant, Profile others, int lastStep)
    {
        ArgumentNullException.ThrowIfNull(others);
        var line = new LineSolver(this, participant, others, lastStep);
        return line.Solve();
    }
}
