namespace Candor.Mechanism;

/// <summary>
/// What an allocation rule may look at: reports and the qualities that follow from them, never true types.
/// </summary>
public readonly ref struct AllocationProblem
{
    /// <summary>Creates the problem.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="bestQuality">B = Q(Σ reports).</param>
    /// <param name="ownQualities">Q(report_j) for each participant, Q(0) for who is out.</param>
    public AllocationProblem(Profile reports, double bestQuality, ReadOnlySpan<double> ownQualities)
    {
        Reports = reports;
        BestQuality = bestQuality;
        OwnQualities = ownQualities;
    }

    /// <summary>The reports.</summary>
    public Profile Reports { get; }

    /// <summary>B = Q(Σ reports), the most that can be allocated.</summary>
    public double BestQuality { get; }

    /// <summary>Q(report_j) for each participant.</summary>
    public ReadOnlySpan<double> OwnQualities { get; }
}
