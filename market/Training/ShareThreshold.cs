namespace Candor.Market.Training;

/// <summary>How many members' shares give a member's self seed again.</summary>
public static class ShareThreshold
{
    /// <summary>The fewest members of any list: of two each would learn the other's part of the sum.</summary>
    public const int FewestMembers = 3;

    /// <summary>t = ⌊2n₀/3⌋ + 1; 2 where n₀ is 3, since with 3 one silent member would void the market.</summary>
    /// <param name="reporters">n₀, the reporters when the phase began, at least 3. Who falls later does not count.</param>
    /// <returns>t.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 3.</exception>
    public static int Of(int reporters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reporters, FewestMembers);
        return reporters == FewestMembers ? 2 : (int)(2L * reporters / 3) + 1;
    }
}
