namespace Candor.Commitments.Projections;

/// <summary>How closely statistics are held to the audited records.</summary>
/// <remarks>Setting a member to a value outside its range throws <see cref="ArgumentOutOfRangeException"/>.</remarks>
public sealed record ProjectionPolicy
{
    /// <summary>The most projections of a block.</summary>
    public const int MaximumPerBlock = 32;

    /// <summary>The largest <see cref="ZThousandths"/>: a thousand standard errors.</summary>
    public const int MaximumZThousandths = 1_000_000;

    /// <summary>Projections of each of the two blocks: a multiple of 2, from 2 to 32; 32 by default.</summary>
    public int PerBlock
    {
        get;
        init => field = value is >= 2 and <= MaximumPerBlock && value % 2 == 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(PerBlock), value, $"A block has an even number of projections, 2 to {MaximumPerBlock}.");
    } = MaximumPerBlock;

    /// <summary>z in thousandths, the standard errors that honest statistics may be off: 1 to 1,000,000; 5,500 by default.</summary>
    public int ZThousandths
    {
        get;
        init => field = value is >= 1 and <= MaximumZThousandths
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(ZThousandths), value, $"z is 1 to {MaximumZThousandths} thousandths.");
    } = 5_500;

    /// <summary>All projections, of both blocks.</summary>
    public int Rows => 2 * PerBlock;
}
