using Candor.Mechanism.Allocations;
using Candor.Mechanism.Curves;

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
        RememberedCurve = curve as MemoizedCurve ?? new MemoizedCurve(curve);
        Valuation = valuation;
        Allocation = allocation;
        Grid = grid;
        LinesFollowFromTotals = ReferenceEquals(allocation, UniformAllocation.Best);
        _kernel = new Lazy<ILineKernel?>(() => GrowthLines.TryCreate(this));
    }

    /// <summary>Q.</summary>
    public IQualityCurve Curve { get; }

    /// <summary>Q for many lines: it remembers its qualities.</summary>
    internal MemoizedCurve RememberedCurve { get; }

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

    /// <summary>The profile in which everyone takes part and holds these steps of the grid.</summary>
    /// <param name="steps">One step a participant.</param>
    internal Profile ProfileAt(ReadOnlySpan<int> steps)
    {
        var sizes = new double[steps.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Grid.SizeAt(steps[i]);
        }

        return Profile.AllIn(sizes);
    }

    /// <summary>A profile in which the others hold a total between them; where lines follow from totals, which of them
    /// holds it does not matter.</summary>
    /// <param name="participant">i.</param>
    /// <param name="step">What i holds, in steps.</param>
    /// <param name="total">What the others hold together, in steps.</param>
    internal Profile Holding(int participant, int step, int total)
    {
        var steps = new int[Count];
        for (int j = 0; j < steps.Length; j++)
        {
            steps[j] = j == participant ? step : Math.Min(total, Grid.Steps);
            total -= j == participant ? 0 : steps[j];
        }

        return ProfileAt(steps);
    }

    /// <summary>Computes p^max of one participant for every size up to a step: O(K²) valuations at most.</summary>
    /// <param name="participant">i.</param>
    /// <param name="others">The profile of the others; the participant's own entry is not looked at.</param>
    /// <param name="lastStep">The largest step computed; a line is a prefix of every longer one.</param>
    /// <exception cref="NonFiniteResultException">A valuation is not a finite number.</exception>
    public PaymentLine ComputeLine(int participant, Profile others, int lastStep)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new LineSolver(this, participant, others, lastStep, isVerdict: false).Solve();
    }

    /// <summary>The same line for a verdict: values too small for a double are refused too.</summary>
    /// <param name="participant">i.</param>
    /// <param name="others">The profile of the others.</param>
    /// <param name="lastStep">The largest step computed.</param>
    /// <exception cref="NonFiniteResultException">A valuation overflows, underflows or is no number.</exception>
    internal PaymentLine JudgeLine(int participant, Profile others, int lastStep) =>
        new LineSolver(this, participant, others, lastStep, isVerdict: true).Solve();
}
