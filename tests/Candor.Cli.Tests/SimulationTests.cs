using System.Xml.Linq;
using Candor.Cli.Simulations;
using Candor.Cli.Tests.Harness;
using Candor.Commitments.Audits;
using Candor.Simulation;
using Candor.Simulation.Setup;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class SimulationTests
{
    [Fact]
    public Task Simulate_OfOneSeedInMarketsOfVersion1_PrintsTheGoldenTable() =>
        AssertGoldenAsync("Golden/simulation.txt", "--market-version", "1");

    [Fact]
    public Task Simulate_OfOneSeed_PrintsTheGoldenTable() => AssertGoldenAsync("Golden/simulation-version-2.txt");

    private static async Task AssertGoldenAsync(string file, params string[] more)
    {
        Finished run = await CandorProcess.RunAsync(
            [
                "simulate", "--participants", "1", "--records", "100", "--audits", "100", "--trainings", "1", .. more,
            ]);
        string golden = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, file));
        Assert.Equal(golden, run.Out);
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Figure_OfAReport_IsWellFormedAndHasEveryPoint()
    {
        SimulationReport report = SimulationRun.Run(
            new SimulationSettings(1, 100, 100, new AuditPolicy(), 1) { TrainingMarkets = 0 }, new Progress<double>(), default);
        XElement svg = XElement.Parse(DetectionFigure.Draw(report));
        XNamespace names = svg.Name.Namespace;
        Assert.StartsWith("Sampled audits", svg.Element(names + "title")?.Value, StringComparison.Ordinal);
        Assert.Equal(report.Detection.Count, svg.Elements(names + "circle").Count());
        Assert.DoesNotContain(
            svg.Descendants().Attributes(),
            static attribute => attribute.Value.Contains("NaN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--participants 0", "--participants: found 0, expected 1 to 50")]
    [InlineData("--records 99", "--records: found 99, expected 100 to 100000")]
    [InlineData("--audits 9", "--audits: found 9, expected 10 to 100000")]
    [InlineData("--bad-share 0.1", "--bad-share: found 0.1, expected 0.14 to 100 percent")]
    [InlineData(
        "--security 0 --records 1",
        "--records: found 1, expected 100 to 100000; --security: found 0, expected 1 to 128 bits")]
    [InlineData("--market-version 3", "--market-version: found 3, expected 1 or 2")]
    [InlineData("--trainings 201", "--trainings: found 201, expected 0 to 200")]
    [InlineData("--figure .", "--figure: . is a folder; expected a file")]
    [InlineData(
        "--cheaters 3",
        "candor simulate: '--cheaters' is not known here; '3' is not known here; expected what "
        + "'candor simulate --help' shows")]
    public async Task Simulate_WrongOption_SaysWhatWasExpected(string options, string expected)
    {
        Finished run = await CandorProcess.RunAsync(["simulate", .. options.Split(' ')]);
        Assert.Equal(expected, run.RefusalLine());
    }
}
