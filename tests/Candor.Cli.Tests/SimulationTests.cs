using System.Xml.Linq;
using Candor.Cli.Output;
using Candor.Cli.Simulation;
using Candor.Cli.Simulation.Cheaters;
using Candor.Cli.Tests.Harness;
using Candor.Commitments.Audits;
using Candor.Market.Definitions;

namespace Candor.Cli.Tests;

public sealed class SimulationTests
{
    private static readonly SimulationSettings s_small = new(1, 100, 100, new AuditPolicy(), 1);
    private static readonly Lazy<SimulationReport> s_report = new(() => Run(s_small));

    /// <summary>Policy on comparisons, kind, where and why.</summary>
    public static TheoryData<string, string, string, string> Caught => new()
    {
        { "None", "repeated-records", "tags", "TAG_REPEATED" },
        { "None", "inflated-size", "tags", "DATASET_SIZE_MISMATCH" },
        { "None", "two-sizes", "audit", "DATASET_PROOF_INVALID" },
        { "None", "invalid-records", "openings", "INVALID_RECORD" },
        { "None", "covered-records", "openings", "NOT_THE_TAGS_RECORDS" },
        { "None", "changed-tags", "tags", "DATASET_ROOT_MISMATCH" },
        { "None", "swapped-record-key", "openings", "NOT_THE_TAGS_RECORDS" },
        { "None", "borrowed-name", "commitment", "KEY_NOT_ON_RECORD" },
        { "None", "forged-signature", "commitment", "SIGNATURE_INVALID" },
        { "None", "forged-attestation", "attestation", "KEY_NOT_ON_RECORD" },
        { "None", "forged-validator", "attestation", "SIGNATURE_INVALID" },
        { "None", "copied-commitment", "commitment", "OPENING_PROOF_INVALID" },
        { "None", "replayed-openings", "openings", "NOT_UNDER_ROOT" },
        { "None", "replayed-attestation", "attestation", "DEFINITION_MISMATCH" },
        { "None", "switched-commitment", "attestation", "VERDICT_MISMATCH" },
        { "None", "replayed-report", "report", "RANGE_PROOF_INVALID" },
        { "None", "report-above", "report", "RANGE_PROOF_INVALID" },
        { "None", "unvalidated-report", "report", "VALIDATION_REQUIRED" },
        { "None", "silent-tags", "tags", "NO_RESPONSE" },
        { "None", "silent-openings", "openings", "NO_RESPONSE" },
        { "None", "silent-report", "settlement", "OUT" },
        { "RefuseLater", "copied-records", "comparison", "COMMITMENT_REFUSED" },
        { "RefuseLater", "false-double-tags", "comparison", "DOUBLE_TAGS_INVALID" },
        { "RefuseLater", "silent-comparison", "comparison", "NO_OVERLAP_ANSWER" },
        { "CreditEarlier", "copied-records", "report", "RANGE_PROOF_INVALID" },
    };

    /// <summary>What the protocol does not catch.</summary>
    public static TheoryData<string> Limits => ["copied-records", "fabricated-records"];

    [Theory]
    [MemberData(nameof(Caught))]
    public void Market_WithOneCheater_RefusesItWithTheReason(string overlap, string kind, string where, string why)
    {
        IReadOnlyList<KindResult> results = RunAlone(Enum.Parse<OverlapPolicy>(overlap), kind);
        Assert.Equal(["honest", kind], results.Select(static result => result.Kind));
        Assert.Equal((1, 0, true), (results[0].Tried, results[0].Caught, results[0].Kept));
        Assert.Equal((1, 1, true), (results[1].Tried, results[1].Caught, results[1].Kept));
        Assert.Equal(new FindingCount(where, why, 1), Assert.Single(results[1].Findings));
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void Market_WithACheaterBeyondItsLimits_SaysThatItIsNotCaught(string kind)
    {
        KindResult result = RunAlone(OverlapPolicy.None, kind)[1];
        Assert.Equal((0, true, "not caught: a limit"), (result.Caught, result.Kept, result.Promised));
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void Kinds_OfTheSimulation_AreAllTestedAlone()
    {
        string[] simulated =
        [
            .. Enum.GetValues<OverlapPolicy>().SelectMany(static overlap =>
                CompanyKind.CheatersOf(overlap).Select(kind => $"{overlap} {kind.Id}")),
        ];
        IEnumerable<string> tested = Caught.Cast<object[]>().Select(static row => $"{row[0]} {row[1]}")
            .Concat(Limits.Cast<object[]>().Select(static row => $"None {row[0]}"));
        Assert.Equal(simulated.Order(), tested.Order());
    }

    [Fact]
    public void Market_WhereAPromiseIsBroken_SaysSo()
    {
        var unnoticed = new CompanyKind("unnoticed", "is promised to be caught", Promise.Caught, s => new Company(s));
        var punished = new CompanyKind(
            "punished", "is promised to be accepted", Promise.Accepted, s => new Silence(s, Step.Tags));
        IReadOnlyList<KindResult> results = SimulationRun.RunMarket(
            s_small, OverlapPolicy.None, [CompanyKind.Honest, unnoticed, punished], static () => { }, default);
        Assert.Equal([true, false, false], results.Select(static result => result.Kept));
    }

    [Fact]
    public void Audits_OfInvalidRecords_AreRefusedWhereTheSampleMeetsOne()
    {
        // A 95 % interval misses once in twenty seeds; at this one none does.
        SimulationSettings settings = s_small with { Audits = 4_000, Seed = 3 };
        DetectionPoint[] points = SampledAudits.Measure(
            settings, new AuditPolicy { SecurityBits = 2 }, static () => { }, default);
        Assert.Equal([1, 2, 5, 10], points.Select(static point => point.BadRecords));
        Assert.All(points, static point =>
        {
            Assert.Equal(24ul, point.Openings);
            Assert.True(point.Holds);
            Assert.True(point.FormulaInside, $"{point.Formula} is outside {point.Low} to {point.High}");
            Assert.Equal(10, point.FullAudits);
            Assert.Equal(point.FullAuditsWithBad, point.FullAuditsCaught);
        });

        // One bad record among 100 is among 24 opened with probability 24/100.
        Assert.Equal(0.24, points[0].Formula, 12);
        Assert.InRange(points.Sum(static point => point.FullAuditsCaught), 1, 39);
    }

    [Fact]
    public void Run_OfOneSeed_IsTheSameAgainAndOfAnotherDiffers()
    {
        string first = CliJson.Write(s_report.Value);
        Assert.Equal(first, CliJson.Write(Run(s_small)));
        Assert.NotEqual(first, CliJson.Write(Run(s_small with { Seed = 2 })));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            SimulationRun.Run(s_small, new Watcher(_ => source.Cancel()), source.Token));
    }

    [Fact]
    public async Task Simulate_OfOneSeed_PrintsTheGoldenTable()
    {
        Finished run = await CandorProcess.RunAsync(
            "simulate", "--participants", "1", "--records", "100", "--audits", "100");
        string golden = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden/simulation.txt"));
        Assert.Equal(golden, run.Out);
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Figure_OfAReport_IsWellFormedAndHasEveryPoint()
    {
        XElement svg = XElement.Parse(DetectionFigure.Draw(s_report.Value));
        XNamespace names = svg.Name.Namespace;
        Assert.StartsWith("Sampled audits", svg.Element(names + "title")?.Value, StringComparison.Ordinal);
        Assert.Equal(s_report.Value.Detection.Count, svg.Elements(names + "circle").Count());
        Assert.DoesNotContain(
            svg.Descendants().Attributes(),
            static attribute => attribute.Value.Contains("NaN", StringComparison.Ordinal));
    }

    // R: binom.test(8, 10), binom.test(0, 10), binom.test(5, 10), binom.test(10, 10).
    [Theory]
    [InlineData(8, 10, 0.4439045, 0.9747893)]
    [InlineData(0, 10, 0, 0.3084971)]
    [InlineData(5, 10, 0.187086, 0.812914)]
    [InlineData(10, 10, 0.6915029, 1)]
    public void Interval_OfARate_IsClopperAndPearsons(int hits, int trials, double low, double high)
    {
        var interval = ConfidenceInterval.Of(hits, trials, 0.05);
        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
        Assert.True(interval.Contains((low + high) / 2));
        Assert.False(interval.Contains(low - 0.001));
    }

    [Fact]
    public void Random_OfSeedAndLabel_IsItsOwnSequence()
    {
        byte[] whole = new byte[100];
        new SimulationRandom(1, "a").GetBytes(whole);
        byte[] parts = new byte[100];
        var random = new SimulationRandom(1, "a");
        random.GetBytes(parts.AsSpan(0, 7));
        random.GetBytes(parts.AsSpan(7, 40));
        random.GetBytes(parts.AsSpan(47));
        Assert.Equal(whole, parts);
        Assert.NotEqual(whole[..32], new SimulationRandom(1, "b").NextNonce());
        Assert.NotEqual(whole[..32], new SimulationRandom(2, "a").NextNonce());
        Assert.Equal(
            new SimulationRandom(1, "a").NextSigningKey().PublicKey,
            new SimulationRandom(1, "a").NextSigningKey().PublicKey);
    }

    [Theory]
    [InlineData("--participants 0", "--participants: found 0, expected 1 to 50")]
    [InlineData("--records 99", "--records: found 99, expected 100 to 100000")]
    [InlineData("--audits 9", "--audits: found 9, expected 10 to 100000")]
    [InlineData("--bad-share 0.1", "--bad-share: found 0.1, expected 0.14 to 100 percent")]
    [InlineData(
        "--security 0 --records 1",
        "--records: found 1, expected 100 to 100000; --security: found 0, expected 1 to 128 bits")]
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

    private static IReadOnlyList<KindResult> RunAlone(OverlapPolicy overlap, string kind) => SimulationRun.RunMarket(
        s_small,
        overlap,
        [CompanyKind.Honest, CompanyKind.CheatersOf(overlap).Single(one => one.Id == kind)],
        static () => { },
        default);

    private static SimulationReport Run(SimulationSettings settings) =>
        SimulationRun.Run(settings, new Watcher(static _ => { }), default);

    private sealed class Watcher(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
