using System.Globalization;
using Candor.Market.Definitions;

namespace Candor.Client;

/// <summary>How long a market's validators wait for the answers of participants, and what happens to who stays silent. Its
/// text is made to be shown where a market is created and joined. Immutable.</summary>
/// <param name="AnswerTime">How long an answer may take at least.</param>
/// <param name="LongestAnswerTime">How long the answer to one comparison may take with the most records that the market takes; the
/// same where the time does not grow. A comparison that waits for others has their time as well.</param>
/// <param name="ComparesRecords">Whether records are compared with those of others, so that an answer may be asked for until the
/// market settles, also of who has reported.</param>
/// <param name="MaxRecords">The most records that the market takes of one participant.</param>
public sealed record AnswerRule(TimeSpan AnswerTime, TimeSpan LongestAnswerTime, bool ComparesRecords, uint MaxRecords)
{
    /// <summary>The rule in sentences.</summary>
    /// <returns>Such as "Records are compared: stay online until the market settles. …"</returns>
    public override string ToString()
    {
        string atMost = LongestAnswerTime > AnswerTime
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", and for {Words(LongestAnswerTime)} where the other has {MaxRecords:#,0} records, the most that are taken")
            : string.Empty;
        return ComparesRecords
            ? $"Records are compared: stay online until the market settles. Until then another's records may come to be compared at "
                + $"any time; an answer is awaited for {Words(AnswerTime)}{atMost}. Who is silent for longer loses its commitment, "
                + "and the report with it."
            : $"Each answer to an audit is awaited for {Words(AnswerTime)}{atMost}. Who is silent for longer is refused, and has to "
                + "commit again.";
    }

    internal static AnswerRule? Of(MarketDefinition definition) => definition.Validation is { } rules
        ? new AnswerRule(
            rules.AnswerTime,
            rules.AnswerTimeFor(rules.MaxRecords),
            rules.Overlap != OverlapPolicy.None,
            rules.MaxRecords)
        : null;

    private static string Words(TimeSpan time)
    {
        (string, long)[] parts =
        [
            ("day", time.Days), ("hour", time.Hours), ("minute", time.Minutes), ("second", time.Seconds),
        ];
        return string.Join(
            " and ",
            parts.Where(static part => part.Item2 > 0).Take(2).Select(static part => string.Create(
                CultureInfo.InvariantCulture, $"{part.Item2} {part.Item1}{(part.Item2 == 1 ? string.Empty : "s")}")));
    }
}
