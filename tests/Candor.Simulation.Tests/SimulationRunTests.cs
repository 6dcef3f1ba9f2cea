using System.Text.Json;
using Candor.Commitments.Audits;
using Candor.Market.Definitions;
using Candor.Simulation.Cheaters;
using Candor.Simulation.Participants;
using Candor.Simulation.Setup;

namespace Candor.Simulation.Tests;

[Trait("Category", "Slow")]
public sealed class SimulationRunTests
{
    private static readonly SimulationSettings s_small = new(1, 100, 100, new AuditPolicy(), 1) { TrainingMarkets = 1 };
    private static readonly Lazy<SimulationReport> s_report = new(() => Run(s_small));

    /// <summary>Policy on overlap, kind, where and why.</summary>
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
        { "None", "replayed-message", "commitment", "REQUEST_ID_REUSED" },
        { "None", "moved-message", "commitment", "PREDECESSOR_MISMATCH" },
        { "None", "high-s", "commitment", "SIGNATURE_NOT_LOW_S" },
        { "None", "second-encoding", "commitment", "PAYLOAD_NOT_CANONICAL" },
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
                CheaterKinds.Of(overlap, version: 2).Select(kind => $"{overlap} {kind.Id}")),
        ];
        IEnumerable<string> tested = Caught.Cast<object[]>().Select(static row => $"{row[0]} {row[1]}")
            .Concat(Limits.Cast<object[]>().Select(static row => $"None {row[0]}"));
        Assert.Equal(simulated.Order(), tested.Order());
    }

    [Fact]
    public void Market_WhereAPromiseIsBroken_SaysSo()
    {
        var unnoticed = new ParticipantKind(
            "unnoticed", "is promised to be caught", Promise.Caught, s => new SimulatedParticipant(s));
        var punished = new ParticipantKind(
            "punished", "is promised to be accepted", Promise.Accepted, s => new Silence(s, ProtocolStep.Tags));
        IReadOnlyList<KindResult> results = SimulationRun.RunMarket(
            s_small, OverlapPolicy.None, [ParticipantKind.Honest, unnoticed, punished], static () => { }, default);
        Assert.Equal([true, false, false], results.Select(static result => result.Kept));
    }

    [Fact]
    public void Run_OfOneSeed_IsTheSameAgainAndOfAnotherDiffers()
    {
        string first = JsonSerializer.Serialize(s_report.Value);
        Assert.Equal(first, JsonSerializer.Serialize(Run(s_small)));
        Assert.NotEqual(first, JsonSerializer.Serialize(Run(s_small with { Seed = 2 })));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            SimulationRun.Run(s_small, new Watcher(_ => source.Cancel()), source.Token));
    }

    private static IReadOnlyList<KindResult> RunAlone(OverlapPolicy overlap, string kind) => SimulationRun.RunMarket(
        s_small,
        overlap,
        [ParticipantKind.Honest, CheaterKinds.Of(overlap, version: 2).Single(one => one.Id == kind)],
        static () => { },
        default);

    private static SimulationReport Run(SimulationSettings settings) =>
        SimulationRun.Run(settings, new Watcher(static _ => { }), default);

    private sealed class Watcher(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
