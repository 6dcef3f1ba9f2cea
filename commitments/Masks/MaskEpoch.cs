using Candor.Commitments.Contributions;

namespace Candor.Commitments.Masks;

/// <summary>What masks are made for: a list of contributors, the epoch's number, and the vectors' shape.</summary>
/// <param name="List">Who masks together.</param>
/// <param name="Number">The epoch: masks of different epochs have nothing in common.</param>
/// <param name="Shape">How many coordinates are masked.</param>
/// <remarks>Setting a reference to null throws <see cref="ArgumentNullException"/>.</remarks>
public sealed record MaskEpoch(ContributorList List, ulong Number, StatisticsShape Shape)
{
    /// <summary>Who masks together.</summary>
    public ContributorList List
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(List));
    } = List ?? throw new ArgumentNullException(nameof(List));

    /// <summary>How many coordinates are masked.</summary>
    public StatisticsShape Shape
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Shape));
    } = Shape ?? throw new ArgumentNullException(nameof(Shape));
}
