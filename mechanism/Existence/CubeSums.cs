namespace Candor.Mechanism.Existence;

/// <summary>What is added up over the participants at each profile of a cube.</summary>
/// <param name="cells">How many profiles the cube has.</param>
internal sealed class CubeSums(long cells)
{
    /// <summary>Σ_i p_i^max.</summary>
    public double[] Sums { get; } = new double[cells];

    /// <summary>The sum of the magnitudes of the terms behind it.</summary>
    public double[] Magnitudes { get; } = new double[cells];

    /// <summary>Whether every allocation behind the payments is what its rule promises.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Takes an allocation that was searched into account; from any thread.</summary>
    public void MarkApproximate() => IsExact = false;
}
