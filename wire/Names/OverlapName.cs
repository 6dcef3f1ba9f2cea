using System.Diagnostics.CodeAnalysis;

namespace Candor.Wire.Names;

/// <summary>Names an overlap check: the numbers of events are a market's own, so two of them say which
/// commitments.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="EarlierCommitmentEvent">The commitment that was attested first.</param>
/// <param name="LaterCommitmentEvent">The other.</param>
public sealed record OverlapName(string Market, ulong EarlierCommitmentEvent, ulong LaterCommitmentEvent)
{
    /// <summary>The rule in words.</summary>
    public const string Expected = "markets/{market}/overlaps/{earlier}/{later}, each event's number in 20 digits";

    /// <summary>What the names of all overlap checks of a market begin with.</summary>
    /// <param name="market">The market's name.</param>
    /// <returns>The beginning.</returns>
    public static string PrefixOf(string market) => $"{market}/overlaps/";

    /// <summary>Reads a name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Its parts.</param>
    /// <returns>Whether it follows the rule.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out OverlapName? name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = text.Split('/') is [var markets, var market, "overlaps", var first, var second]
            && MarketName.IsValid($"{markets}/{market}")
            && EventNumber.TryParse(first, out ulong earlier)
            && EventNumber.TryParse(second, out ulong later)
                ? new OverlapName(MarketName.Of(market), earlier, later)
                : null;
        return name is not null;
    }

    /// <summary>Reads a name that was made here.</summary>
    /// <param name="text">What <see cref="ToString"/> made.</param>
    /// <returns>The name.</returns>
    /// <exception cref="FormatException">It is not such a name.</exception>
    public static OverlapName Parse(string text) => TryParse(text, out OverlapName? name)
        ? name
        : throw new FormatException($"'{text}' does not name an overlap check; expected {Expected}.");

    /// <summary>The name as it is written, which is that of the check's stream of events.</summary>
    /// <returns>Such as <c>markets/m/overlaps/00000000000000000007/00000000000000000012</c>.</returns>
    public override string ToString() => PrefixOf(Market)
        + $"{EventNumber.Format(EarlierCommitmentEvent)}/{EventNumber.Format(LaterCommitmentEvent)}";
}
