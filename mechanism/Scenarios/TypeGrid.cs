namespace Candor.Mechanism.Scenarios;

/// <summary>The discrete type space {0, ε, 2ε, …, D} of section 6.2, zero included (paper-decision 20).</summary>
/// <param name="Unit">ε, the smallest amount of data, more than 0.</param>
/// <param name="Steps">K = D/ε, the data disparity, at least 1.</param>
public sealed record TypeGrid(double Unit, int Steps)
{
    /// <summary>The most steps a grid may have.</summary>
    public const int MostSteps = 100_000_000;

    /// <summary>D, the largest size.</summary>
    public double Max => SizeAt(Steps);

    /// <summary>The k-th size, k·ε.</summary>
    /// <param name="step">k, from 0 to <see cref="Steps"/>.</param>
    public double SizeAt(int step) => step * Unit;
}
