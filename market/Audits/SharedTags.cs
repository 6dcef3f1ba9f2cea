namespace Candor.Market.Audits;

/// <summary>Finds the records that two datasets share: k_i·k_j·H2G(r) is the same from both sides.</summary>
public static class SharedTags
{
    /// <summary>The positions of the tags whose records the other side has too.</summary>
    /// <param name="mine">One's own tags times the other's key, checked, in the order of one's tags.</param>
    /// <param name="others">The other's tags times one's own key, checked.</param>
    /// <returns>Positions, rising; none where the datasets do not overlap.</returns>
    public static IReadOnlyList<ulong> Find(ReadOnlySpan<byte> mine, ReadOnlySpan<byte> others)
    {
        var block = new SharedTagBlock(0, mine);
        block.Meet(others);
        return block.Shared();
    }
}
