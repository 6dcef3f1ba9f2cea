namespace Candor.Training.Models;

/// <summary>How a model does on the rows of one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Rows">The rows that are of it.</param>
/// <param name="Hits">How many of them were predicted so.</param>
public sealed record ClassRate(string Name, long Rows, long Hits)
{
    /// <summary>The part that was predicted so; null where there is no such row.</summary>
    public double? Rate => Rows > 0 ? Hits / (double)Rows : null;
}
