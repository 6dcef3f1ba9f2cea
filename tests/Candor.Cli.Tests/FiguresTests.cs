using System.Xml.Linq;
using Candor.Cli.Figures;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class FiguresTests
{
    [Fact]
    public async Task Figures_SameSeed_GivesTheSameFilesAndAnotherSeedOthers()
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, string seed) in new[] { ("a", "5"), ("b", "5"), ("c", "6") })
        {
            Finished run = await CandorProcess.RunAsync(
                "figures", "--out", folder.File(name), "--seed", seed, "--samples", "4", "--last-rate", "-0.7");
            Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        }

        foreach (
            string file in new[] { "figure-1.csv", "figure-2.csv", "figure-3.csv", "figure-1.svg", "figure-3.svg" })
        {
            string first = await File.ReadAllTextAsync(Path.Combine(folder.File("a"), file));
            Assert.Equal(first, await File.ReadAllTextAsync(Path.Combine(folder.File("b"), file)));
            bool isSeeded = !file.StartsWith("figure-3", StringComparison.Ordinal);
            Assert.Equal(isSeeded, first != await File.ReadAllTextAsync(Path.Combine(folder.File("c"), file)));
        }
    }

    [Fact]
    public async Task Figures_OfTheRepository_AreWhatTheCommandDraws()
    {
        using var folder = new TemporaryFolder();
        Finished run = await CandorProcess.RunAsync("figures", "--out", folder.Path);
        Assert.Equal(0, run.ExitCode);
        foreach (string file in new[] { "figure-1.csv", "figure-2.csv", "figure-3.csv" })
        {
            string kept = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs/figures", file));
            Assert.Equal(kept, await File.ReadAllTextAsync(folder.File(file)));
        }
    }

    [Fact]
    public async Task Figures_Pictures_AreWellFormedAndDescribed()
    {
        using var folder = new TemporaryFolder();
        await CandorProcess.RunAsync("figures", "--out", folder.Path, "--samples", "2", "--last-rate", "-0.7");
        foreach (string file in new[] { "figure-1.svg", "figure-2.svg", "figure-3.svg" })
        {
            XElement svg = XElement.Parse(await File.ReadAllTextAsync(folder.File(file)));
            Assert.StartsWith("Figure ", svg.Element(svg.Name.Namespace + "title")?.Value, StringComparison.Ordinal);
            Assert.DoesNotContain(
                svg.Descendants().Attributes(), static attribute =>
                    attribute.Value.Contains("NaN", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Figures_FigureThree_IsTheGoldenTable()
    {
        string csv = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs/figures/figure-3.csv"));
        string[] lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(170, lines.Length);
        foreach (string golden in new[] { "-1.000,1", "-0.840,2", "-0.760,5", "-0.720,15", "-0.700,38", "-0.680,215",
            "-0.670,1512", "-0.668,2974" })
        {
            Assert.Contains(golden, lines);
        }
    }

    [Fact]
    public async Task Figures_FigureOne_ShowsWhatIsTrueOfEachReading()
    {
        string csv = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs/figures/figure-1.csv"));
        ILookup<string, (double Revenue, double Welfare)> readings = csv
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Split(','))
            .Where(static row => row[1] is not ("2" or "3" or "4" or "5"))
            .ToLookup(static row => row[0], static row => (Number(row[3]), Number(row[5])));
        Assert.Equal(["positive", "participants", "literal"], readings.Select(static reading => reading.Key));
        Assert.All(readings["positive"], static p => Assert.True(p.Revenue < p.Welfare / 2));

        // docs/paper.md, D2: 82 to 89 % over many markets; 50 a point are noisy, and all points together less so.
        Assert.InRange(Share(readings["participants"]), 0.82, 0.90);
        Assert.InRange(Share(readings["literal"]), 0.93, 1.07);

        static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        static double Share(IEnumerable<(double Revenue, double Welfare)> points) =>
            points.Sum(static p => p.Revenue) / points.Sum(static p => p.Welfare);
    }

    [Fact]
    public async Task Figures_FigureTwo_HasTwoThousandMarketsAPoint()
    {
        string csv = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs/figures/figure-2.csv"));
        Assert.All(
            csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1),
            static line => Assert.Equal("2000", line.Split(',')[1]));
    }

    [Fact]
    public void Figures_Cancelled_StopWithinAPoint()
    {
        // Uncancelled, so many markets would take hours.
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => FigureOne.Create(1, 1_000_000, source.Token));
        Assert.Throws<OperationCanceledException>(() => FigureTwo.Create(1, 1_000, source.Token));
        Assert.Throws<OperationCanceledException>(() => FigureThree.Create(-0.664m, null, source.Token));
    }

    [Fact]
    public async Task Figures_WrongSamples_SaysWhatWasExpected()
    {
        Finished run = await CandorProcess.RunAsync("figures", "--out", "x", "--samples", "1");
        Assert.Equal("--samples: found 1, expected 2 to 100000", run.RefusalLine());
    }
}
