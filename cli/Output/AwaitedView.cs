using System.Globalization;
using Candor.Client;

namespace Candor.Cli.Output;

/// <summary>Answers that validators await, and the rule for them.</summary>
internal static class AwaitedView
{
    /// <summary>Shows awaited answers.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="answers">The answers, the next deadline first.</param>
    /// <param name="attendance">The market's training, which members answer too.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="isJson">Whether as JSON.</param>
    internal static void Write(
        string market,
        IReadOnlyList<AwaitedAnswer> answers,
        TrainingAttendance attendance,
        Screen screen,
        bool isJson)
    {
        if (isJson)
        {
            screen.WriteLine(CliJson.Write(new AwaitedList(market, [.. answers.Select(AwaitedLine.Of)])
            {
                Training = TrainingStepLine.Of(attendance),
            }));
            return;
        }

        TrainingStepView.Write(attendance, screen);
        if (answers.Count == 0)
        {
            screen.Progress($"No validator of {market} awaits an answer.");
            return;
        }

        var table = new TextTable(
            new TextTable.Column("participant", IsNumber: false),
            new TextTable.Column("owes", IsNumber: false),
            new TextTable.Column("until", IsNumber: false),
            new TextTable.Column("validator", IsNumber: false));
        foreach (AwaitedAnswer answer in answers)
        {
            table.Add(
                answer.ParticipantId,
                Describe(answer),
                answer.Deadline.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                answer.ValidatorId);
        }

        screen.WriteTable(table);
    }

    /// <summary>Says how long answers are awaited. Readers of JSON have it in the definition.</summary>
    /// <param name="rule">The rule; null where nothing is awaited.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="isJson">Whether the output is JSON.</param>
    internal static void WriteRule(AnswerRule? rule, Screen screen, bool isJson)
    {
        if (rule is not null && !isJson)
        {
            screen.Progress(rule.ToString());
        }
    }

    /// <summary>Warns an operator whose market leaves too little time for what it asks: who commits at the last moment is still to be
    /// audited and compared, and nobody reports before that.</summary>
    /// <param name="market">The market.</param>
    /// <param name="screen">Where to.</param>
    internal static void WarnOfShortTime(MarketInfo market, Screen screen)
    {
        if (market.AnswerRule is not { ComparesRecords: true } rule)
        {
            return;
        }

        TimeSpan left = market.Definition.ReportDeadline - market.Definition.CommitmentDeadline;
        TimeSpan needed = (2 * rule.LongestAnswerTime) + rule.AnswerTime;
        if (left < needed)
        {
            screen.Progress(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"warning: {left.TotalHours:0.#} hours from the commitment deadline to the report deadline are less than the "
                    + $"{needed.TotalHours:0.#} hours that an audit and one comparison may take; who waits for a silent one "
                    + $"may come too late to report"),
                Tone.Warning);
        }
    }

    private static string Describe(AwaitedAnswer answer) => answer.Kind switch
    {
        AwaitedAnswerKind.Tags => "the tags of its records",
        AwaitedAnswerKind.Openings => "the records of its sample",
        AwaitedAnswerKind.DoubleTags => $"the comparison with {answer.OtherId}",
        _ => "an answer that this version does not know",
    };
}

/// <summary>Awaited answers as JSON.</summary>
/// <param name="Market">The market's name.</param>
/// <param name="Answers">The answers.</param>
internal sealed record AwaitedList(string Market, IReadOnlyList<AwaitedLine> Answers)
{
    /// <summary>The step of the market's training that is on; absent where none is.</summary>
    public TrainingStepLine? Training { get; init; }
}

/// <summary>One awaited answer as JSON.</summary>
/// <param name="Participant">Whose answer.</param>
/// <param name="Kind"><c>TAGS</c>, <c>OPENINGS</c>, <c>DOUBLE_TAGS</c> or <c>UNKNOWN</c>.</param>
/// <param name="Other">With whom its records are compared.</param>
/// <param name="Validator">Who awaits it.</param>
/// <param name="AnswerDeadline">Until when it must come.</param>
internal sealed record AwaitedLine(
    string Participant, string Kind, string? Other, string Validator, DateTimeOffset AnswerDeadline)
{
    /// <summary>Reads an answer.</summary>
    internal static AwaitedLine Of(AwaitedAnswer answer) => new(
        answer.ParticipantId,
        answer.Kind switch
        {
            AwaitedAnswerKind.Tags => "TAGS",
            AwaitedAnswerKind.Openings => "OPENINGS",
            AwaitedAnswerKind.DoubleTags => "DOUBLE_TAGS",
            _ => "UNKNOWN",
        },
        answer.OtherId,
        answer.ValidatorId,
        answer.Deadline);
}
