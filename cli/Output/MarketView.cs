using System.Globalization;
using Candor.Market.Records.Normalization;
using Candor.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Cli.Output;

/// <summary>Markets, for people and as JSON.</summary>
internal static class MarketView
{
    // A thousand columns may be normalised, and this is a line.
    private const int MostNames = 5;

    private static readonly JsonFormatter s_indented = new(JsonFormatter.Settings.Default.WithIndentation());

    /// <summary>Shows a market.</summary>
    /// <param name="market">The market.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="isJson">Whether as JSON.</param>
    internal static void Write(V1.Market market, Screen screen, bool isJson)
    {
        if (isJson)
        {
            screen.WriteLine(s_indented.Format(market));
            return;
        }

        MarketDefinition rules = market.Definition;
        screen.WriteLine($"{market.Name}  {Shown(rules.DisplayName)}", Tone.Strong);
        WriteFact(screen, "phase", WordOf(market.Phase));
        WriteFact(screen, "created", TimeOf(market.CreateTime));
        if (rules.CommitmentDeadline is not null)
        {
            WriteFact(screen, "commit until", TimeOf(rules.CommitmentDeadline));
        }

        WriteFact(screen, "report until", TimeOf(rules.ReportDeadline));
        WriteFact(screen, "data size", $"{rules.RecordsPerUnit} records are one unit");
        WriteFact(
            screen,
            "mechanism",
            $"{WordOf(rules.Quality.KindCase)} quality curve, {WordOf(rules.Valuation.KindCase)} valuation, "
            + $"{WordOf(rules.Allocation)} allocation, {WordOf(rules.Payment)} payment in {Shown(rules.Currency)}");
        if (rules.PaymentUnit > 1)
        {
            string unit = CurrencyDecimals.Show(rules.PaymentUnit / 1_000_000m, Shown(rules.Currency));
            WriteFact(screen, "payments", $"multiples of {unit}, rounded down");
        }

        WriteFact(screen, "validation", DescribeValidation(rules.Validation));
        foreach (var alike in ((rules.Validation?.Records ?? rules.Training?.Records)?.Columns ?? []).Where(static c => c.Text?.Normalization is not null)
            .GroupBy(static column => NormalizationOf(column.Text.Normalization)))
        {
            WriteFact(screen, "texts", $"{NamesOf([.. alike])}: {alike.Key}");
        }

        if (rules.Training is { } training)
        {
            WriteFact(screen, "training", DescribeTraining(training));
        }

        WriteFact(screen, "operator", Shown(rules.Operator.Id));
        WriteFact(
            screen,
            "rules",
            $"{Convert.ToHexStringLower(market.DefinitionDigest.Span)} (SHA-256 of what the operator signed)");
        screen.WriteLine();
        var table = new TextTable(
            new TextTable.Column("participant", IsNumber: false),
            new TextTable.Column("company", IsNumber: false),
            new TextTable.Column("phase", IsNumber: false));
        foreach ((Participant participant, ParticipantStatus status) in rules.Roster.Zip(market.Participants))
        {
            table.Add(Shown(participant.Id), Shown(participant.DisplayName), WordOf(status.Phase));
        }

        screen.WriteTable(table);
    }

    /// <summary>Shows a list of markets.</summary>
    /// <param name="markets">The markets.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="isJson">Whether as JSON.</param>
    internal static void Write(IReadOnlyList<MarketSummary> markets, Screen screen, bool isJson)
    {
        if (isJson)
        {
            screen.WriteLine(s_indented.Format(new ListMarketsResponse { Markets = { markets } }));
            return;
        }

        if (markets.Count == 0)
        {
            screen.Progress("The server has no markets; 'candor market create --help' shows how to make one.");
            return;
        }

        var table = new TextTable(
            new TextTable.Column("market", IsNumber: false),
            new TextTable.Column("title", IsNumber: false),
            new TextTable.Column("phase", IsNumber: false),
            new TextTable.Column("reported"),
            new TextTable.Column("report until", IsNumber: false));
        foreach (MarketSummary market in markets)
        {
            table.Add(
                market.Name,
                Shown(market.DisplayName),
                WordOf(market.Phase),
                $"{market.ReportCount}/{market.ParticipantCount}",
                TimeOf(market.ReportDeadline));
        }

        screen.WriteTable(table);
    }

    private static string DescribeValidation(V1.Validation? validation) => validation is null
        ? "none: committed sizes are taken on trust"
        : $"records of {validation.Records.Columns.Count} columns, audited by "
            + string.Join(", ", validation.Validators.Select(static one => Shown(one.Id)))
            + validation.Overlap switch
            {
                OverlapPolicy.RefuseLater => "; who brings records attested earlier is refused",
                OverlapPolicy.CreditEarlier => "; shared records are credited to who was attested earlier",
                _ => string.Empty,
            };

    private static string DescribeTraining(V1.Training training) =>
        $"one model of '{Shown(training.Target)}' from {training.Features.Count} columns"
        + (training.Map?.Ramps is > 0 and var ramps ? $" and {ramps} ramps" : string.Empty)
        + $"; at least {Math.Max(3, training.MinContributors)} have to contribute, each step within "
        + $"{(training.AnswerSeconds == 0 ? 60 : training.AnswerSeconds)} s";

    private static TextNormalization NormalizationOf(RecordColumn.Types.Text.Types.Normalization asked) => new()
    {
        Nfc = asked.Nfc,
        CaseFold = asked.CaseFold,
        CollapseSpaces = asked.CollapseSpaces,
    };

    private static string NamesOf(RecordColumn[] columns) => columns.Length > MostNames
        ? $"{columns.Length} columns"
        : string.Join(", ", columns.Select(static column => Shown(column.Name)));

    private static void WriteFact(Screen screen, string name, string value) =>
        screen.WriteLine($"  {name,-12}  {value}");

    // "BestOrNothing" as people write it.
    private static string WordOf<T>(T value)
        where T : struct, System.Enum => string.Concat(value.ToString().Select(static (c, i) =>
            (i > 0 && char.IsUpper(c) ? " " : string.Empty) + char.ToLowerInvariant(c)));

    // Names come from other people, and control characters could rewrite a terminal.
    private static string Shown(string text) => Errors.ErrorFilter.OneLine(text);

    /// <summary>A time as people read it, in UTC.</summary>
    internal static string TimeOf(Timestamp? time) => time is null
        ? "unknown"
        : time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
