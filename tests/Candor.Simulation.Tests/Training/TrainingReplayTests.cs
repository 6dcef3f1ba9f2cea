using System.Collections.Immutable;
using Candor.Client.Transcripts;
using Candor.Market;
using Candor.Market.Contributions;
using Candor.Market.Events;
using Candor.Market.Settlement;
using Candor.Market.Signing;
using Candor.Market.Training;
using Candor.Simulation.Training;
using Candor.Simulation.Training.Cheaters;
using Candor.Wire.Commands;

namespace Candor.Simulation.Tests.Training;

/// <summary>What a platform can do with its log key to the log of a market that trains, each refused for its own
/// reason by whoever runs the log again.</summary>
[Collection(TrainingTestGroup.Name)]
[Trait("Category", "Slow")]
public sealed class TrainingReplayTests(TrainingBasesFixture fixture)
{
    private const int Cheater = 1;

    [Fact]
    public void Read_OfLogsWithEveryEntry_Holds()
    {
        ImmutableList<MarketEvent>[] logs = [Honest(), Disputed(), Judged(), Silent(), Complained(), Log(AlteredPoints.Complaint)];

        Assert.All(logs, static log => Assert.Null(TrainingLog.Read(log, out _)));
        Type[] entries = [.. logs.SelectMany(static log => log).Select(static next => next.GetType()).Distinct()];
        Assert.All(
            new[]
            {
                typeof(MaskKeyAccepted), typeof(TrainingOpened), typeof(TrainingStepOpened), typeof(StatisticsCommitted),
                typeof(StatisticsChecked), typeof(ContributionAccepted), typeof(ContributionChecked), typeof(PairOpened),
                typeof(ContributionUnmasked), typeof(PointsCompared), typeof(SeedsJudged), typeof(StepPassed),
                typeof(ReportFell), typeof(ModelsDelivered), typeof(TrainingClosed),
            },
            entry => Assert.Contains(entry, entries));
    }

    [Fact]
    public void Read_WhereSeedsNameAnInnocent_IsRefused()
    {
        ImmutableList<MarketEvent> log = Judged();
        int at = IndexOf<SeedsJudged>(log);
        ReadOnlyMemory<byte> seed = ((SeedsJudged)log[at]).Guilty[0].Seed;

        RefusesWith(log, at, "The seed does not name 'company-3': it is not its own, or gives the point that it signed.", Guilty("company-3", seed));
        RefusesWith(log, at, "who is no member, somebody twice or nobody", new SeedsJudged(default, []));
        RefusesWith(log, at, "who is no member, somebody twice or nobody", Guilty("nobody", seed));
        RefusesWith(log, at, "who is no member, somebody twice or nobody", new SeedsJudged(
            default, [new GuiltySeed("company-1", seed), new GuiltySeed("company-1", seed)]));
        Inserted(log, IndexOf<PointsCompared>(log), "Seeds are judged in step Compare; expected Sum.", Guilty("company-1", seed));
    }

    [Fact]
    public void Read_WhereAStepPassesBeforeItsDeadline_IsRefused()
    {
        ImmutableList<MarketEvent> log = Silent();
        int at = IndexOf<StepPassed>(log);

        Refused(log.SetItem(at, log[at] with { Time = log[at].Time.AddTicks(-1) }), at, "The step Mask is over at ");
        Inserted(log, IndexOf<PointsCompared>(log), "it has no deadline", new StepPassed(default));
    }

    [Fact]
    public void Read_WhereFallsAreNotThoseThatFollow_IsRefused()
    {
        ImmutableList<MarketEvent> log = Silent();
        int at = IndexOf<ReportFell>(log);
        var fell = (ReportFell)log[at];
        Assert.Equal(("company-1", FallCause.Silent), (fell.Participant, fell.Cause));

        Refused(
            log.RemoveAt(at),
            at,
            "found TrainingStepOpened (Mask of epoch 2), expected ReportFell ('company-1' by Silent) as its signed message says it.");
        RefusesWith(log, at, "found ReportFell ('company-1' by MasksFail), expected ReportFell ('company-1' by Silent)", fell with { Cause = FallCause.MasksFail });
        RefusesWith(log, at, "found ReportFell ('company-2' by Silent), expected ReportFell ('company-1' by Silent)", fell with { Participant = "company-2" });
        Refused(
            log.SetItem(at, fell with { Time = fell.Time.AddSeconds(1) }),
            at,
            $"of {fell.Time:O} and not {fell.Time.AddSeconds(1):O}");
        Inserted(
            log,
            at + 1,
            "found ReportFell ('company-2' by Silent), expected TrainingStepOpened (Mask of epoch 2)",
            fell with { Participant = "company-2" });
        Inserted(log, at + 2, "ReportFell follows from nothing here.", fell with { Participant = "company-2" });
    }

    [Fact]
    public void Read_WhereTheComparisonNamesWhomNothingNames_IsRefused()
    {
        ImmutableList<MarketEvent> log = Honest();
        int at = IndexOf<PointsCompared>(log);

        RefusesWith(log, at, "names 'nobody', who is no member", Compared(new NamedMember("nobody", FallCause.MasksFail)));
        RefusesWith(log, at, "names 'company-2' by Silent, which no comparison finds", Compared(new NamedMember("company-2", FallCause.Silent)));
        RefusesWith(log, at, "names 'company-2' by a share; no complaint that holds", Compared(new NamedMember("company-2", FallCause.ShareNamed)));
        RefusesWith(log, at, "names somebody twice", Compared(
            new NamedMember("company-2", FallCause.MasksFail), new NamedMember("company-2", FallCause.MasksFail)));
        Inserted(log, IndexOf<ContributionUnmasked>(log), "Points are compared in step Unmask; expected Compare.", Compared());

        // A complaint that opens nothing names nobody.
        ImmutableList<MarketEvent> voided = Log(AlteredPoints.VoidComplaint);
        RefusesWith(
            voided, IndexOf<PointsCompared>(voided), "names 'company-1' by a share; no complaint that holds", Compared(new NamedMember("company-1", FallCause.ShareNamed)));
        ImmutableList<MarketEvent> complained = Complained();
        RefusesWith(
            complained,
            IndexOf<PointsCompared>(complained),
            "found ReportFell ('company-1' by ShareNamed), expected ReportFell ('company-1' by MasksFail)",
            Compared(new NamedMember("company-1", FallCause.MasksFail)),
            follows: 1);
    }

    [Fact]
    public void Read_WhereTheComparisonHidesADifferenceOrInventsOne_IsRefused()
    {
        ImmutableList<MarketEvent> log = Disputed();
        int at = IndexOf<PointsCompared>(log);
        ImmutableArray<DisputedPair> pairs = ((PointsCompared)log[at]).Disputed;
        Assert.Equal([new DisputedPair(1, 2), new DisputedPair(1, 3)], pairs.AsEnumerable());

        string differing = "the signed points differ between 'company-1' and 'company-2', 'company-1' and 'company-3'.";
        RefusesWith(log, at, $"differ between none; {differing}", Differing());
        RefusesWith(log, at, $"differ between 'company-1' and 'company-2'; {differing}", Differing(pairs[0]));
        RefusesWith(log, at, $"differ between 'company-1' and 'company-3', 'company-1' and 'company-2'; {differing}", Differing(pairs[1], pairs[0]));
        RefusesWith(log, at, $"differ between 'company-2' and 'company-1', 'company-1' and 'company-3'; {differing}", Differing(new DisputedPair(2, 1), pairs[1]));
        RefusesWith(log, at, $"'company-3' and place 9; {differing}", Differing(pairs[0], pairs[1], new DisputedPair(3, 9)));

        // Both ends of a pair without a dispute would fall as silent.
        ImmutableList<MarketEvent> honest = Honest();
        RefusesWith(
            honest,
            IndexOf<PointsCompared>(honest),
            "differ between 'company-0' and 'company-3'; the signed points differ between none.",
            Differing(new DisputedPair(0, 3)));
    }

    [Fact]
    public void Read_WhereTheOutcomeIsAnother_IsRefused()
    {
        ImmutableList<MarketEvent> log = Honest();
        int at = log.Count - 1;
        var settled = (MarketSettled)log[at];
        MarketOutcome outcome = settled.Outcome;

        RefusesOutcome(log, "The settlement assigns 'company-2'", settled with
        {
            Outcome = outcome with
            {
                Assignments = outcome.Assignments.SetItem(
                    2, outcome.Assignments[2] with { PaymentMicros = outcome.Assignments[2].PaymentMicros + 1 }),
            },
        });
        RefusesOutcome(
            log,
            "says that the training ended as 'SharesMissing'; it ended as 'Summed'",
            settled with { Outcome = outcome with { Training = TrainingEnd.SharesMissing } });
        RefusesOutcome(
            log, "The settlement has the best quality", settled with { Outcome = outcome with { BestQuality = outcome.BestQuality / 2 } });
        RefusesOutcome(log, "another time, message or digest of the reports", settled with { ReportsDigest = new byte[32] });
        RefusesOutcome(log, "The settlement (Operator, 5 assignments)", settled with { Cause = SettlementCause.Operator });
        TranscriptFault missing = Assert.IsType<TranscriptFault>(TrainingLog.Read(log.RemoveAt(at), out _));
        Assert.Equal((TranscriptCheck.Outcome, null), (missing.Check, missing.Index));
        RefusesWith(
            log, at - 1, "found TrainingClosed (SharesMissing), expected TrainingClosed (Summed)", new TrainingClosed(default, TrainingEnd.SharesMissing));
    }

    [Fact]
    public void Read_WhereTheModelIsOfOtherRecordsOrQuality_IsRefused()
    {
        ImmutableList<MarketEvent> log = Honest();
        int at = IndexOf<ModelsDelivered>(log);
        DeliveredModel model = ((ModelsDelivered)log[at]).Model;

        RefusesWith(
            log, at, "The model is of 499 records; those who contribute have reported 500.", new ModelsDelivered(default, model with { Records = 499 }));
        RefusesWith(
            log,
            at,
            "The constant model has the quality 0.5; it explains nothing, which is 0.",
            new ModelsDelivered(default, model with { IsConstant = true, MeasuredQuality = 0.5 }));
        RefusesWith(
            log,
            at,
            "expected at most 1",
            new ModelsDelivered(default, model with { MeasuredQuality = 1.5 }),
            check: TranscriptCheck.Encoding);
        Refused(log.RemoveAt(at), at, "TrainingClosed follows from nothing here.");
        Inserted(
            log, IndexOf<ContributionUnmasked>(log), "is not in step Sum of epoch 1", new ModelsDelivered(default, model));

        // The fallen are not in it.
        ImmutableList<MarketEvent> silent = Silent();
        RefusesWith(
            silent,
            IndexOf<ModelsDelivered>(silent),
            "those who contribute have reported 400",
            new ModelsDelivered(default, model));
    }

    [Fact]
    public void Read_OfEntriesInAnotherOrder_IsRefused()
    {
        ImmutableList<MarketEvent> log = Silent();
        int fell = IndexOf<ReportFell>(log);
        Refused(Swapped(log, fell, fell + 1), fell, "found TrainingStepOpened (Mask of epoch 2), expected ReportFell");

        // The last commitment ends its step: whatever comes before it is early, and it is late after that.
        int last = log.FindLastIndex(static next => next is StatisticsCommitted);
        Refused(Swapped(log, last, last + 1), last, "TrainingStepOpened follows from nothing here.");
        int first = IndexOf<ContributionAccepted>(log);
        ImmutableList<MarketEvent> early = log.RemoveAt(first).Insert(last, log[first] with { Time = log[last].Time });
        Refused(early, last, "The message is of step Mask in epoch 1; expected Commit in epoch 0.");
    }

    [Fact]
    public void Read_OfAMessageOfAFinishedStep_IsRefused()
    {
        TrainingMarket market = fixture.Bases.Masking.Fork(Cheater, TrainingConduct.Honest);
        StatisticsCommitted first = market.Platform.Log.OfType<StatisticsCommitted>().First(next => next.Participant == "company-1");

        // Signed by a member that works with the platform: the same again, under another request id.
        MarketEvent again = Signed(market, Cheater, new StatisticsClaim(
            "company-1", market.State.DefinitionDigest, "", default, market.Training.First!.Digest, first.Digest, first.CountOpening));
        Refused(market.Platform.Log.Add(again), market.Platform.Log.Count, "Place 1 has answered this step otherwise");

        TrainingMarket silent = fixture.Bases.Reported.Fork(Cheater, new SilentMember(TrainingStep.Commit));
        silent.Run(TrainingStep.Nearness);
        MarketEvent late = Signed(silent, Cheater, new StatisticsClaim(
            "company-1", silent.State.DefinitionDigest, "", default, silent.Training.First!.Digest, first.Digest, first.CountOpening));
        Refused(silent.Platform.Log.Add(late), silent.Platform.Log.Count, "Step Commit of epoch 0 is over; expected Nearness in epoch 0.");
    }

    [Fact]
    public void Read_OfAnotherList_IsRefused()
    {
        TrainingMarket market = fixture.Bases.Reported.Fork(Cheater, TrainingConduct.Honest);
        StatisticsCommitted first = fixture.Bases.Masking.Platform.Log.OfType<StatisticsCommitted>().First();

        MarketEvent other = Signed(market, Cheater, new StatisticsClaim(
            "company-1", market.State.DefinitionDigest, "", default, new byte[32], first.Digest, first.CountOpening));

        Refused(market.Platform.Log.Add(other), market.Platform.Log.Count, $"The message names the list '{new string('0', 64)}'");
    }

    [Fact]
    public void Read_OfAMaskKeyThatAnotherHas_IsRefused()
    {
        ImmutableList<MarketEvent> log = Honest();
        int at = log.FindIndex(static next => next is MaskKeyAccepted { Participant: "company-1" });
        var first = (MaskKeyAccepted)log[IndexOf<MaskKeyAccepted>(log)];
        TrainingMember member = fixture.Bases.Reported.Members[Cheater];
        ImmutableList<MarketEvent> before = log.GetRange(0, at);
        Assert.Null(TrainingLog.Read(before, out MarketState state));

        SignedEnvelope envelope = member.Sign(
            state, new MaskKeyClaim("company-1", state.DefinitionDigest, "", default, first.MaskKey, first.Proof));
        Assert.True(ContributionCommands.TryRead(state, envelope, out ContributionClaim? claim, out _, out _));

        Refused(
            before.Add(new MaskKeyAccepted(log[at].Time, "company-1", first.MaskKey, first.Proof, envelope, claim.RequestId)),
            at,
            "Place 0 has this mask key; expected one of its own of place 1.");
    }

    [Fact]
    public void Read_WhereReportsCloseWithoutACause_IsRefused()
    {
        ImmutableList<MarketEvent> log = Honest();
        int at = IndexOf<TrainingOpened>(log);
        int report = IndexOf<ReportAccepted>(log);

        Inserted(log, report + 1, "before its deadline", new TrainingOpened(default, SettlementCause.Deadline, null));
        Inserted(
            log,
            report + 1,
            "closes its reports (AllReported) although nothing here causes it",
            new TrainingOpened(default, SettlementCause.AllReported, null));
        Inserted(
            log,
            report + 1,
            "closes its reports (Operator) although nothing here causes it",
            new TrainingOpened(default, SettlementCause.Operator, null));
        Refused(log.RemoveAt(at), at, "found TrainingStepOpened (Commit of epoch 0), expected TrainingOpened");
        Inserted(log, at + 2, "although they are closed", new TrainingOpened(default, SettlementCause.Deadline, null));
    }

    private static SeedsJudged Guilty(string participant, ReadOnlyMemory<byte> seed) =>
        new(default, [new GuiltySeed(participant, seed)]);

    private static PointsCompared Compared(params ImmutableArray<NamedMember> named) => new(default, named, []);

    private static PointsCompared Differing(params ImmutableArray<DisputedPair> pairs) => new(default, [], pairs);

    private static int IndexOf<T>(ImmutableList<MarketEvent> log) => log.FindIndex(static next => next is T);

    private static ImmutableList<MarketEvent> Swapped(ImmutableList<MarketEvent> log, int first, int second) =>
        log.SetItem(first, log[second]).SetItem(second, log[first]);

    // In the place of an entry, at its time.
    private static void RefusesWith(
        ImmutableList<MarketEvent> log,
        int at,
        string words,
        MarketEvent other,
        TranscriptCheck check = TranscriptCheck.Rules,
        int follows = 0) => Refused(log.SetItem(at, other with { Time = log[at].Time }), at + follows, words, check);

    private static void RefusesOutcome(ImmutableList<MarketEvent> log, string words, MarketSettled other) =>
        RefusesWith(log, log.Count - 1, words, other, TranscriptCheck.Outcome);

    // Before an entry, at its time.
    private static void Inserted(ImmutableList<MarketEvent> log, int at, string words, MarketEvent other) =>
        Refused(log.Insert(at, other with { Time = log[at].Time }), at, words);

    private static void Refused(
        ImmutableList<MarketEvent> log, int at, string words, TranscriptCheck check = TranscriptCheck.Rules)
    {
        TranscriptFault fault = Assert.IsType<TranscriptFault>(TrainingLog.Read(log, out _));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Equal((check, (ulong)at), (fault.Check, fault.Index!.Value));
    }

    private static StatisticsCommitted Signed(TrainingMarket market, int place, StatisticsClaim says)
    {
        SignedEnvelope envelope = market.Members[place].Sign(market.State, says);
        Assert.True(ContributionCommands.TryRead(market.State, envelope, out ContributionClaim? claim, out _, out _));
        return new StatisticsCommitted(
            market.Platform.Now, claim.Participant, says.StatisticsDigest, says.CountOpening, envelope, claim.RequestId);
    }

    private ImmutableList<MarketEvent> Honest() => Log(TrainingConduct.Honest);

    private ImmutableList<MarketEvent> Disputed() => Log(AlteredPoints.Pair);

    private ImmutableList<MarketEvent> Judged() => Log(new OtherSelf());

    private ImmutableList<MarketEvent> Silent() => Log(new SilentMember(TrainingStep.Mask));

    private ImmutableList<MarketEvent> Complained() => Log(AlteredMasks.Share);

    private ImmutableList<MarketEvent> Log(TrainingConduct conduct)
    {
        TrainingMarket market = fixture.Bases.Masking.Fork(Cheater, conduct);
        market.Run();
        return market.Platform.Log;
    }
}
