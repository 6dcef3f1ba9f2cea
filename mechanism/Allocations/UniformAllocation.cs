namespace Candor.Mechanism.Allocations;

/// <summary>The same answer for everyone who takes part: the best quality (Theorem 4), or no model at all.</summary>
public sealed class UniformAllocation : IBestOrNothingAllocation
{
    private readonly double _margin;

    private UniformAllocation(double margin) => _margin = margin;

    /// <summary>B for everyone who takes part.</summary>
    public static UniformAllocation Best { get; } = new(double.PositiveInfinity);

    /// <summary>No model for anyone.</summary>
    public static UniformAllocation None { get; } = new(double.NegativeInfinity);

    /// <inheritdoc/>
    public AllocationCertainty Allocate(in AllocationProblem problem, Span<double> allocated)
    {
        DescribeServed(problem.Reports).Allocate(problem, allocated);
        return AllocationCertainty.Exact;
    }

    /// <inheritdoc/>
    public ServedParticipants DescribeServed(Profile reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        var margins = new double[reports.Count];
        Array.Fill(margins, _margin);
        return new ServedParticipants(margins, new double[reports.Count], ExcludesLeaver: false);
    }
}
