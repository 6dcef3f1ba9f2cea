namespace Candor.Commitments.SecretSharing;

/// <summary>How many shares open a secret.</summary>
public static class SharingThreshold
{
    /// <summary>The fewest contributors among whom a secret is shared.</summary>
    public const int MinimumContributors = 3;

    /// <summary>
    /// t = ⌊2n/3⌋ + 1: any two sets of t contributors have more than a third of all in common, so that nobody has two
    /// different lists opened unless more than a third cheat. With three contributors it is 2, so that one may fall.
    /// </summary>
    /// <param name="contributors">n, the contributors when training began; at least 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 3.</exception>
    public static int Of(int contributors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contributors, MinimumContributors);
        return contributors == MinimumContributors ? 2 : (int)(2L * contributors / 3) + 1;
    }
}
