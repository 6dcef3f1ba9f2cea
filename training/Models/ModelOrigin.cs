namespace Candor.Training.Models;

/// <summary>Where a model comes from, as its file says it.</summary>
/// <param name="Market">The market's name; empty for a model of no market.</param>
/// <param name="Definition">The digest of the market's definition in hexadecimal digits; empty for a model of no
/// market.</param>
public sealed record ModelOrigin(string Market, string Definition)
{
    /// <summary>A model of no market.</summary>
    public static ModelOrigin None { get; } = new(string.Empty, string.Empty);
}
