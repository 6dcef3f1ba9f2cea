namespace Candor.Mechanism;

/// <summary>
/// What a payment rule may look at: the mechanism, the reports and what was allocated; never true types.
/// </summary>
public readonly ref struct PaymentProblem
{
    /// <summary>Q.</summary>
    public required IQualityCurve Curve { get; init; }

    /// <summary>v.</summary>
    public required IValuation Valuation { get; init; }

    /// <summary>x as a rule, for allocations that were not made.</summary>
    public required IAllocationRule Allocation { get; init; }

    /// <summary>The reports.</summary>
    public required Profile Reports { get; init; }

    /// <summary>B = Q(Σ reports).</summary>
    public required double BestQuality { get; init; }

    /// <summary>Q(report_j) for each participant; Q(0) for who is out.</summary>
    public required ReadOnlySpan<double> OwnQualities { get; init; }

    /// <summary>x(reports), one a participant.</summary>
    public required ReadOnlySpan<double> Allocated { get; init; }
}
