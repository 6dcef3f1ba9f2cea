using System.Globalization;
using Candor.Cli.Output;
using Candor.V1;
using Normalization = Candor.V1.RecordColumn.Types.Text.Types.Normalization;

namespace Candor.Cli.Tests.Output;

public sealed class MarketViewTests
{
    [Fact]
    public void Write_NormalisedColumns_AreNamedByWhatIsDoneToThem()
    {
        string[] texts = TextsOf(
            Column("id", null),
            Column("ward", new Normalization { Nfc = true, CaseFold = true }),
            Column("city", new Normalization { CollapseSpaces = true }),
            Column("na\u202eme", new Normalization { Nfc = true, CaseFold = true }),
            new RecordColumn { Name = "age", Integer = new RecordColumn.Types.Integer() });
        Assert.Equal(
            [
                "  texts         ward, na␣me: Normalisation Form C, case folded (Unicode 15.0.0)",
                "  texts         city: single spaces (Unicode 15.0.0)",
            ],
            texts);
    }

    // A thousand columns may be normalised, and the line stays one.
    [Theory]
    [InlineData(5, "  texts         t1, t2, t3, t4, t5: Normalisation Form C (")]
    [InlineData(6, "  texts         6 columns: Normalisation Form C (")]
    public void Write_ManyColumns_AreCounted(int count, string start)
    {
        string line = Assert.Single(TextsOf(
            [.. Enumerable.Range(1, count).Select(static n => Column($"t{n}", new Normalization { Nfc = true }))]));
        Assert.StartsWith(start, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NoNormalisation_SaysNothingOfTexts() => Assert.Empty(TextsOf(Column("id", null)));

    [Fact]
    public void Write_RecordsThatTrainingSays_HaveTheirNormalisation()
    {
        var training = new V1.Training { Target = "b", Records = new RecordFormat() };
        training.Records.Columns.Add(Column("id", new Normalization { Nfc = true }));

        Assert.StartsWith(
            "  texts         id: Normalisation Form C (",
            Assert.Single(LinesOf("texts", rules => (rules.Validation, rules.Training) = (null, training))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 0, "  training      one model of 'b' from 2 columns; at least 3 have to contribute, each step within 60 s")]
    [InlineData(128, 5, 10, "  training      one model of 'b' from 2 columns and 128 ramps; at least 5 have to contribute, each step within 10 s")]
    public void Write_MarketThatTrains_SaysWhat(uint ramps, uint contributors, uint seconds, string line)
    {
        var training = new V1.Training
        {
            Target = "b",
            Map = new FeatureMap { Ramps = ramps },
            MinContributors = contributors,
            AnswerSeconds = seconds,
        };
        training.Features.AddRange(["a", "c"]);

        Assert.Equal(line, Assert.Single(LinesOf("training", rules => rules.Training = training)));
    }

    private static RecordColumn Column(string name, Normalization? normalization) => new()
    {
        Name = name,
        Text = new RecordColumn.Types.Text { Normalization = normalization },
    };

    private static string[] TextsOf(params RecordColumn[] columns) =>
        LinesOf("texts", rules => rules.Validation.Records.Columns.AddRange(columns));

    private static string[] LinesOf(string name, Action<MarketDefinition> change)
    {
        var rules = new MarketDefinition
        {
            Version = 3,
            DisplayName = "Two rivals",
            Currency = "EUR",
            Operator = new Operator { Id = "operator" },
            Quality = new QualityCurve(),
            Valuation = new Valuation(),
            Validation = new V1.Validation { Records = new RecordFormat() },
        };
        change(rules);
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        MarketView.Write(
            new V1.Market { Name = "markets/m", Definition = rules }, Screen.Of(output, TextWriter.Null), isJson: false);
        return [.. output.ToString().Split('\n').Where(line => line.StartsWith($"  {name} ", StringComparison.Ordinal))];
    }
}
