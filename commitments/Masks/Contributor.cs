using Candor.Commitments.Statements;

namespace Candor.Commitments.Masks;

/// <summary>One contributor on a list.</summary>
/// <param name="Context">The market and the contributor, with its key on the roster.</param>
/// <param name="RosterIndex">Its place on the market's roster, from 0.</param>
/// <param name="MaskKey">K, 32 bytes, untrusted until a <see cref="ContributorList"/> has it.</param>
/// <remarks>
/// Immutable as long as the memory handed over is. Setting a member to a value outside its range throws
/// <see cref="ArgumentException"/>.
/// </remarks>
public sealed record Contributor(StatementContext Context, int RosterIndex, ReadOnlyMemory<byte> MaskKey)
{
    /// <summary>The market and the contributor.</summary>
    public StatementContext Context
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Context));
    } = Context ?? throw new ArgumentNullException(nameof(Context));

    /// <summary>Its place on the market's roster.</summary>
    public int RosterIndex
    {
        get;
        init => field = RequireIndex(value);
    } = RequireIndex(RosterIndex);

    private static int RequireIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(RosterIndex));
        return index;
    }
}
