using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

/// <summary><c>candor curve fit</c> on real data and on tables that cannot be learnt from.</summary>
[Trait("Category", "Slow")]
public sealed class CurveTests : IDisposable
{
    private const string Diabetes = "samples/data/diabetes.csv";

    private static readonly JsonDocumentOptions s_comments = new() { CommentHandling = JsonCommentHandling.Skip };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fit_RealData_SaysWhichCurveExtrapolatesBest()
    {
        string picture = _folder.File("curve.svg");
        Finished run = await CandorProcess.RunAsync(
            "curve", "fit", Diabetes, "--target", "progression", "--repeats", "4", "--svg", picture);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            "442 rows; 'progression' (a number) from 10 features, p = 11; each model measured on 88 rows that it did not see\n",
            run.Out,
            StringComparison.Ordinal);
        Assert.Contains(" extrapolates best: fitted to the 7 smaller sizes, it misses the 3 larger ones by 0.", run.Out, StringComparison.Ordinal);
        Assert.Contains("does not fit", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("<svg ", await File.ReadAllTextAsync(picture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_AsJson_HasSizesFamiliesAndTheBest()
    {
        Finished run = await CandorProcess.RunAsync(
            "curve", "fit", Diabetes, "--target", "progression", "--repeats", "4", "--ramps", "8", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement root = json.RootElement;

        Assert.Equal(19, root.GetProperty("dimension").GetInt32());
        Assert.Equal(10, root.GetProperty("sizes").GetArrayLength());
        Assert.Equal(4, root.GetProperty("families").GetArrayLength());
        JsonElement first = root.GetProperty("families")[0];
        Assert.Equal(
            first.GetProperty("fits").GetBoolean() ? first.GetProperty("kind").GetString() : null,
            root.GetProperty("best").GetString());
        JsonElement sigmoid = root.GetProperty("families").EnumerateArray()
            .Single(family => family.GetProperty("kind").GetString() == "sigmoid");
        Assert.False(sigmoid.GetProperty("fits").GetBoolean());
        Assert.True(sigmoid.GetProperty("parameters").GetProperty("recordsPerUnit").GetDouble() > 0);
    }

    [Fact]
    public async Task Fit_IntoADocument_ReplacesItsCurveAndNothingElse()
    {
        const string Before = "{\n  // Kept.\n  \"recordsPerUnit\": 100,\n  \"quality\": ";
        const string After = ", // and this\n  \"currency\": \"EUR\",\n}\n";
        string document = _folder.Write("market.json", $"{Before}{{ \"sigmoid\": {{}} }}{After}");
        Finished inUnits = await CandorProcess.RunAsync(
            "curve", "fit", Diabetes, "--target", "progression", "--repeats", "4", "--into", document);
        Finished inRecords = await CandorProcess.RunAsync(
            "curve", "fit", Diabetes, "--target", "progression", "--repeats", "4", "--json");

        Assert.Equal(0, inUnits.ExitCode);
        Assert.StartsWith(Before, inUnits.Out, StringComparison.Ordinal);
        Assert.EndsWith(After, inUnits.Out, StringComparison.Ordinal);
        using JsonDocument curve = JsonDocument.Parse(inUnits.Out[Before.Length..^After.Length]);
        using JsonDocument fitted = JsonDocument.Parse(inRecords.Out);
        JsonElement best = fitted.RootElement.GetProperty("families")[0];
        Assert.Equal(best.GetProperty("kind").GetString(), curve.RootElement.GetProperty("kind").GetString());
        Assert.Equal(
            best.GetProperty("parameters").GetProperty("ceiling").GetDouble(),
            curve.RootElement.GetProperty("ceiling").GetDouble());
    }

    [Theory]
    [InlineData("digits", "", "samples/data/digits.csv --no-header --target 65 --as class --from 60 --repeats 40")]
    [InlineData("diabetes", "", "samples/data/diabetes.csv --target progression --from 40 --repeats 100")]
    [InlineData("demo", "samples/data/breast_cancer.csv", "- --no-header --target 31 --as class --from 40 --repeats 100")]
    public async Task Fit_ByTheCommandInASample_GivesItsCurve(string sample, string withoutFirstLine, string args)
    {
        string path = $"samples/{sample}/curve.json";
        string document = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, path));
        Assert.Contains($"candor curve fit {args} --into {path}\n", document, StringComparison.Ordinal);

        // What the shell's tail does in the comment.
        string[] lines = withoutFirstLine.Length > 0
            ? await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, withoutFirstLine))
            : [];
        string rest = _folder.Write("rest.csv", string.Join('\n', lines.Skip(1)));
        Finished run = await CandorProcess.RunAsync(
            ["curve", "fit", .. args.Split(' ').Select(word => word == "-" ? rest : word), "--into", path]);

        Assert.Equal(0, run.ExitCode);
        using JsonDocument written = JsonDocument.Parse(document, s_comments);
        using JsonDocument fitted = JsonDocument.Parse(run.Out, s_comments);
        JsonElement expected = written.RootElement.GetProperty("quality");
        foreach (JsonProperty member in fitted.RootElement.GetProperty("quality").EnumerateObject())
        {
            // Another machine's logarithm may differ in the last bit, and the search for the best curve with it.
            if (member.Value.ValueKind == JsonValueKind.Number)
            {
                Assert.Equal(1, member.Value.GetDouble() / expected.GetProperty(member.Name).GetDouble(), 1e-4);
            }
            else
            {
                Assert.Equal(expected.GetProperty(member.Name).GetString(), member.Value.GetString());
            }
        }
    }

    [Fact]
    public async Task Fit_APicture_NamesTheBestAndSetsOffWhatWasNotMeasured()
    {
        string picture = _folder.File("curve.svg");
        Finished run = await CandorProcess.RunAsync(
            "curve", "fit", Diabetes, "--target", "progression", "--from", "40", "--repeats", "4", "--svg", picture, "--title", "a < b");
        string svg = await File.ReadAllTextAsync(picture);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("How quality grows with records: a &lt; b</title>", svg, StringComparison.Ordinal);
        Assert.Contains("(best)</text>", svg, StringComparison.Ordinal);
        Assert.Contains(">sigmoid (does not fit)</text>", svg, StringComparison.Ordinal);
        Assert.Contains(">beyond the data</text>", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Fit_AClassOfOnePercent_IsMeasuredOnRowsThatHaveIt(int seed)
    {
        var random = new Random(5);
        string rows = string.Concat(Enumerable.Range(0, 400).Select(i =>
            $"{Number(random.NextDouble() + (i % 100 == 0 ? 0.7 : 0))},{Number(random.NextDouble())},{(i % 100 == 0 ? "pos" : "neg")}\n"));
        Finished run = await CandorProcess.RunAsync(
            "curve", "fit", _folder.Write("rare.csv", "a,b,y\n" + rows), "--target", "y", "--seed", $"{seed}", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Out);

        Assert.Equal(json.RootElement.GetProperty("best").ValueKind == JsonValueKind.Null ? 1 : 0, run.ExitCode);
        Assert.True(json.RootElement.GetProperty("redrawn").GetInt32() > 0);
        Assert.Equal(string.Empty, run.Error);
    }

    [Fact]
    public async Task Fit_ATargetThatDiffersInOneRow_IsMeasuredOrRefusedInOneLine()
    {
        string rows = string.Concat(Enumerable.Range(0, 250).Select(i => $"{i},{(i == 7 ? 1 : 0)}\n"));
        foreach (string kind in (string[])["class", "number"])
        {
            Finished run = await CandorProcess.RunAsync(
                "curve", "fit", _folder.Write($"{kind}.csv", "a,y\n" + rows), "--target", "y", "--as", kind, "--repeats", "2");

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("no curve fits: at the largest size the features explain -", run.Out, StringComparison.Ordinal);
            Assert.Contains("draws held out rows of one target alone", run.Out, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Fit_ATargetThatFollowsFromNothing_FitsNoCurve(int seed)
    {
        var random = new Random(seed);
        string data = _folder.Write("noise.csv", "a,b,y\n" + string.Concat(Enumerable.Range(0, 300).Select(_ =>
            $"{Number(random.NextDouble())},{Number(random.NextDouble())},{(random.Next(2) == 0 ? "heads" : "tails")}\n")));
        string document = _folder.Write("market.json", "{ \"quality\": { \"sigmoid\": {} } }");
        Finished shown = await CandorProcess.RunAsync("curve", "fit", data, "--target", "y");
        Finished written = await CandorProcess.RunAsync("curve", "fit", data, "--target", "y", "--into", document);

        Assert.Equal((1, 1), (shown.ExitCode, written.ExitCode));
        Assert.Contains("no curve fits: at the largest size the features explain ", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("extrapolates best", shown.Out, StringComparison.Ordinal);
        Assert.Equal(string.Empty, written.Out);
        Assert.Contains("the document stays as it is", written.RefusalLine(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_ATargetNamedByControlCharacters_DrawsAPictureThatIsXml()
    {
        string picture = _folder.File("curve.svg");
        string rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 20},{i % 7},{i % 20}\n"));
        await CandorProcess.RunAsync(
            "curve", "fit", _folder.Write("data.csv", "a,b,\u001b[31m<y>&\n" + rows), "--target", "\u001b[31m<y>&", "--repeats", "2", "--svg", picture);

        XDocument svg = XDocument.Parse(await File.ReadAllTextAsync(picture));
        Assert.Contains("\\u001b[31m<y>& in data.csv", svg.Root!.Elements().First().Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from 89: expected 2 to 88, a quarter of the 354 rows to train from", "--from", "89")]
    [InlineData("--from 1: expected 2 to 88", "--from", "1")]
    [InlineData("--title: has 0 characters; expected 1 to 60", "--title", "")]
    public async Task Fit_OptionsThatNoCurveFollows_AreRefusedInOneLine(string expected, params string[] args)
    {
        Finished run = await CandorProcess.RunAsync(["curve", "fit", Diabetes, "--target", "progression", .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("a,b\n1,2\n", "--target 'c': is no column of", "--target", "c")]
    [InlineData("a,a\n1,2\n", "the header names 'a' twice", "--target", "a")]
    [InlineData("a,b\n1,2,3\n", "line 2 has 3 cells; expected 2, as the header names", "--target", "a")]
    [InlineData("a,b\n", "holds no row; expected a dataset in CSV", "--target", "a")]
    [InlineData("a,b\n1,2\n1,3\n", "the target 'a' has one value in every row; expected two or more", "--target", "a")]
    [InlineData("a,b\n1,2\n2,2\n", "every feature has one value", "--target", "a")]
    [InlineData("a,b\n1,2\n2,3\n", "2 rows with a target are too few for a curve; expected at least 200", "--target", "a")]
    [InlineData("a,b\nx,2\ny,3\n", "the target 'a' has 'x' among its values; expected numbers", "--target", "a", "--as", "number")]
    [InlineData("a,b\n1,2\n2,3\n", "--as 'text': expected class or number", "--target", "a", "--as", "text")]
    [InlineData("a,b\n1,2\n2,3\n", "--features 'a': is the target too", "--target", "a", "--features", "a,b")]
    [InlineData("a,b\n1,2\n2,3\n", "--map-seed 'ff': is no seed; expected 64 hexadecimal digits", "--target", "a", "--map-seed", "ff")]
    [InlineData("a,b\n1,2\n2,3\n", "--repeats 1: expected 2 to 1000", "--target", "a", "--repeats", "1")]
    [InlineData("a,b\n1,2\n2,3\n", "and 5000 ramps do not make a map", "--target", "a", "--ramps", "5000")]
    public async Task Fit_WhatCannotBeFitted_IsRefusedInOneLine(string data, string expected, params string[] args)
    {
        Finished run = await CandorProcess.RunAsync(["curve", "fit", _folder.Write("data.csv", data), .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
    }
}
