using System.Globalization;

namespace Candor.Validator.Overlaps;

/// <summary>Names a comparison: the numbers of events are a market's own, so two of them say which
/// commitments.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="EarlierCommitmentEvent">The commitment that was attested first.</param>
/// <param name="LaterCommitmentEvent">The other.</param>
internal sealed record OverlapName(string Market, ulong EarlierCommitmentEvent, ulong LaterCommitmentEvent)
{
    /// <summary>What the names of all comparisons of a market begin with.</summary>
    /// <param name="market">The market's name.</param>
    /// <returns>The beginning.</returns>
    internal static string PrefixOf(string market) => $"{market}/overlaps/";

    /// <summary>Whether a stream's name is a comparison's.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it is.</returns>
    internal static bool IsOne(string name) => name.Split('/') is [_, _, "overlaps", _, _];

    /// <summary>Reads a name.</summary>
    /// <param name="name">What <see cref="ToString"/> made.</param>
    /// <returns>The name.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    internal static OverlapName Parse(string name) =>
        name.Split('/') is ["markets", var market, "overlaps", var earlier, var later]
            ? new OverlapName($"markets/{market}", Number(earlier), Number(later))
            : throw new FormatException($"'{name}' names no comparison.");

    /// <summary>The name of the comparison's stream of events.</summary>
    /// <returns>Such as <c>markets/m/overlaps/00000000000000000007/00000000000000000012</c>.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{PrefixOf(Market)}{EarlierCommitmentEvent:D20}/{LaterCommitmentEvent:D20}");

    private static ulong Number(string digits) => ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
