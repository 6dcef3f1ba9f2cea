using Candor.Simulation.LyingPlatforms;
using Candor.Simulation.Setup;
using Candor.V1;

namespace Candor.Simulation.Tests.LyingPlatforms;

[Trait("Category", "Slow")]
public sealed class LyingPlatformRunTests
{
    private static readonly SimulationSettings s_small = new(1, 100, 100, new Commitments.Audits.AuditPolicy(), 1);

    /// <summary>The lie, the step at which the SDK stops, and the fault that it names.</summary>
    public static TheoryData<string, string, string> Noticed => new()
    {
        { "forged-debit", "report", "TRANSCRIPT_INVALID" },
        { "other-market", "join", "MALFORMED" },
        { "second-sample", "audit", "CHALLENGE" },
        { "told-refusal", "join", "PHASE" },
        { "told-cancelled", "settlement", "PHASE" },
        { "rolled-back", "verification", "LOG_ROLLED_BACK" },
        { "forked", "verification", "LOG_FORKED" },
        { "other-payment", "verification", "ASSIGNMENT" },
        { "other-report", "settlement", "ASSIGNMENT" },
        { "other-mask-key", "settlement", "TRANSCRIPT_INVALID" },
        { "forged-verdict", "settlement", "TRANSCRIPT_INVALID" },
        { "other-epoch", "settlement", "TRANSCRIPT_INVALID" },
        { "false-silence", "settlement", "TRANSCRIPT_INVALID" },
        { "other-dispute", "settlement", "TRANSCRIPT_INVALID" },
        { "other-model", "verification", "MODEL" },
        { "model-held-back", "verification", "MODEL" },
    };

    /// <summary>Lies on which nothing rests.</summary>
    public static TheoryData<string> WithoutEffect => ["told-debit"];

    [Theory]
    [MemberData(nameof(Noticed))]
    public async Task Lie_ToTheRealSdk_IsNoticedWithTheFault(string kind, string where, string why)
    {
        KindResult result = await TellAsync(KindOf(kind));

        Assert.Equal((1, 1, true, "caught"), (result.Tried, result.Caught, result.Kept, result.Promised));
        Assert.Equal(new FindingCount(where, why, 1), Assert.Single(result.Findings));
    }

    [Theory]
    [MemberData(nameof(WithoutEffect))]
    public async Task Lie_OnWhichNothingRests_ChangesNothing(string kind)
    {
        KindResult result = await TellAsync(KindOf(kind));

        Assert.Equal((0, true, SimulationRun.NoEffect), (result.Caught, result.Kept, result.Promised));
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void Kinds_OfLies_AreAllTestedAlone()
    {
        IEnumerable<string> tested = Noticed.Cast<object[]>().Concat(WithoutEffect.Cast<object[]>())
            .Select(static row => (string)row[0]);

        Assert.Equal(LieKinds.All.Select(static kind => kind.Id).Order(), tested.Order());
    }

    [Fact]
    public async Task Lie_ThatIsPromisedToBeNoticedAndIsNot_BreaksThePromise()
    {
        KindResult result = await TellAsync(new LieKind("unnoticed", "tells the truth", static _ => { }));

        Assert.Equal((0, false), (result.Caught, result.Kept));
    }

    [Fact]
    public async Task Lie_ThatIsPromisedToChangeNothingAndDoes_BreaksThePromise()
    {
        LieKind payment = KindOf("other-payment");

        KindResult result = await TellAsync(payment with { Id = "punished", ChangesNothing = true });

        Assert.Equal((1, false), (result.Caught, result.Kept));
    }

    [Fact]
    public async Task SecondSample_Refused_HasOpenedNothing()
    {
        LieKind kind = KindOf("second-sample");
        MarketSetup setup = LyingPlatformRun.SetupOf(s_small, kind, default);
        await using LyingServer server = await LyingServer.StartAsync(setup, default);
        await using LyingMarket market = await LyingMarket.CreateAsync(server, setup);
        await kind.Before!(market);

        // The first process opened its sample; the network took it. The second one opens nothing else.
        Assert.Contains(market.Lies.Requests, static request => request is SubmitOpeningsRequest);
        market.Lies.Requests.Clear();
        kind.Tell(market);
        await market.TakePartAsync();

        Assert.Contains(market.Lies.Requests, static request => request is OpenAuditRequest or GetAuditRequest);
        Assert.DoesNotContain(market.Lies.Requests, static request => request is SubmitOpeningsRequest);
    }

    [Fact]
    public async Task Run_OfVersion1_TellsNoLies()
    {
        SimulationReport report = await SimulationRun.RunAsync(
            s_small with { Version = 1 }, new Progress<double>(), default);

        Assert.Empty(report.Platforms);
        Assert.DoesNotContain(report.Kinds, static kind => kind.Kind == "high-s");
        Assert.True(report.Holds);
    }

    [Fact]
    public async Task Run_OfAllLies_KeepsEveryPromiseAndSaysHowFarItIs()
    {
        int told = 0;

        IReadOnlyList<ToldLie> results = await LyingPlatformRun.RunAsync(s_small, () => told++, default);

        Assert.Equal(LieKinds.All.Select(static kind => kind.Id), results.Select(static result => result.Kind.Id));
        Assert.All(results, static result => Assert.True(result.IsKept));
        Assert.Equal(results.Count, told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Report_WithABrokenPromiseAboutALie_DoesNotHold(bool isKept)
    {
        var report = new SimulationReport(string.Empty, 1, 100, 50_000, 40, 96, [], [], [], [], Holds: true);

        SimulationReport whole = SimulationRun.With(report, [new ToldLie(LieKinds.All[1], null, isKept)]);

        Assert.Equal(isKept, whole.Holds);
        Assert.Equal(isKept, Assert.Single(whole.Platforms).Kept);
    }

    private static LieKind KindOf(string id) => LieKinds.All.Single(kind => kind.Id == id);

    private static async Task<KindResult> TellAsync(LieKind kind)
    {
        MarketSetup setup = LyingPlatformRun.SetupOf(s_small, kind, default);
        await using LyingServer server = await LyingServer.StartAsync(setup, default);
        return SimulationRun.ResultOf(await LyingPlatformRun.TellAsync(server, kind, setup));
    }
}
