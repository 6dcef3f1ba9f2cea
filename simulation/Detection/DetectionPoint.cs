namespace Candor.Simulation.Detection;

/// <summary>Detection of one share of invalid records by one size of sample.</summary>
/// <param name="SecurityBits">The audit policy's -log2 of ε.</param>
/// <param name="Openings">k, the records opened.</param>
/// <param name="BadRecords">b, the invalid records.</param>
/// <param name="BadShare">Their share of N, 0 to 1.</param>
/// <param name="Formula">1 - C(N-b, k)/C(N, k).</param>
/// <param name="SamplesDrawn">Samples that the real policy drew.</param>
/// <param name="SamplesWithBad">Those with an invalid record among them.</param>
/// <param name="Low">The 95 % interval's lower end (Clopper and Pearson).</param>
/// <param name="High">Its upper end.</param>
/// <param name="FormulaInside">Whether the formula is in it.</param>
/// <param name="FullAudits">Whole audits, with every proof verified.</param>
/// <param name="FullAuditsCaught">Those that the validator refused.</param>
/// <param name="FullAuditsWithBad">Those whose sample had an invalid record.</param>
/// <param name="Holds">Whether whole audits refuse exactly the samples with an invalid record, and the formula is not
/// beyond what luck explains.</param>
public sealed record DetectionPoint(
    int SecurityBits,
    ulong Openings,
    int BadRecords,
    double BadShare,
    double Formula,
    int SamplesDrawn,
    int SamplesWithBad,
    double Low,
    double High,
    bool FormulaInside,
    int FullAudits,
    int FullAuditsCaught,
    int FullAuditsWithBad,
    bool Holds)
{
    /// <summary>The measured rate.</summary>
    public double MeasuredRate() => (double)SamplesWithBad / SamplesDrawn;
}
