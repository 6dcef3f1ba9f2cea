namespace Candor.Commitments.Contributions;

/// <summary>
/// How many coordinates a contributor's statistics have: the Gram block Σφφᵀ, then the label block Σφyᵀ. The first
/// coordinate of the Gram block is φ₀², which sums to the number of records times 2^30.
/// </summary>
public sealed record StatisticsShape
{
    /// <summary>The most coordinates that a vector can have: 32 MiB of commitments.</summary>
    public const int MaximumCoordinates = 1 << 20;

    /// <summary>A shape.</summary>
    /// <param name="gramCoordinates">Coordinates of the Gram block, p(p + 1)/2 for p features; at least 1.</param>
    /// <param name="labelCoordinates">Coordinates of the label block; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A block is empty, or both together have more than <see cref="MaximumCoordinates"/>.
    /// </exception>
    public StatisticsShape(int gramCoordinates, int labelCoordinates)
    {
        GramCoordinates = Require(gramCoordinates, nameof(gramCoordinates));
        LabelCoordinates = Require(labelCoordinates, nameof(labelCoordinates));
        if (gramCoordinates > MaximumCoordinates - labelCoordinates)
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelCoordinates),
                labelCoordinates,
                $"With {gramCoordinates} of the Gram block there are more than {MaximumCoordinates} coordinates.");
        }
    }

    /// <summary>Coordinates of the Gram block.</summary>
    public int GramCoordinates { get; }

    /// <summary>Coordinates of the label block.</summary>
    public int LabelCoordinates { get; }

    /// <summary>P, all coordinates.</summary>
    public int Coordinates => GramCoordinates + LabelCoordinates;

    private static int Require(int count, string name) => count is > 0 and <= MaximumCoordinates
        ? count
        : throw new ArgumentOutOfRangeException(name, count, $"A block has 1 to {MaximumCoordinates} coordinates.");
}
