using System.Text;
using System.Text.Json.Nodes;
using Candor.Commitments.Datasets;
using Candor.Commitments.Overlap;
using Candor.Commitments.Statements;
using Candor.Market.Audits;
using Candor.Market.Signing;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Audits;

public sealed class OverlapDeciderTests
{
    private static readonly DateTimeOffset s_start = AuditFixture.Start;
    private static readonly DateTimeOffset s_late = s_start.AddSeconds(AuditFixture.Answer);

    private readonly AuditFixture _fixture = Attested(records: 30, deliveredIn: 12);
    private readonly AuditState _other = OtherOf(Attested(records: 20, deliveredIn: 9).State!, "p1");

    private OverlapState Due => OverlapState.Apply(null, OverlapDecider.Open(_fixture.State!, _other, s_start, queued: 0));

    [Fact]
    public void Open_InAnyOrder_PutsWhomTheMarketAttestedFirstFirst()
    {
        OverlapDue due = OverlapDecider.Open(_fixture.State!, _other, s_start, queued: 0);
        Assert.Equal(due, OverlapDecider.Open(_other, _fixture.State!, s_start, queued: 0));
        Assert.Equal(("p1", "p0"), (due.Earlier, due.Later));
        Assert.Throws<ArgumentException>(() => OverlapDecider.Open(_other, _other, s_start, queued: 0));
        AuditFixture undelivered = Compared(records: 3).Drawn();
        undelivered.Accept(undelivered.Sample());
        Assert.Throws<ArgumentException>(() => OverlapDecider.Open(_other, undelivered.State!, s_start, queued: 0));
    }

    [Fact]
    public void Answers_OfBothSides_AreCountedOnce()
    {
        OverlapState state = Due;
        Assert.Null(OverlapDecider.Count(state, 1, 1, _fixture.Signer, s_start));
        state = Take(state, "p0");
        Assert.Equal((false, true), (state.EarlierAnswered, state.LaterAnswered));
        Refuse(state, "p0", s_start);
        Refuse(state, "p2", s_start);
        Refuse(null, "p0", s_start);
        Refuse(state, "p1", s_late);
        state = Take(state, "p1");

        OverlapCounted counted = OverlapDecider.Count(state, 3, 2, _fixture.Signer, s_start)!;
        Assert.Equal("p1 p0 3", Encoding.UTF8.GetString(counted.Verdict.Payload.Span));
        state = OverlapState.Apply(state, counted);
        Assert.Equal(OverlapPhase.Counted, state.Phase);
        Assert.Null(OverlapDecider.Count(state, 3, 2, _fixture.Signer, s_start));
        Assert.Null(OverlapDecider.End(state, _other, _fixture.State!, true, _fixture.Signer, s_late));
        state = OverlapState.Apply(state, new OverlapConcluded(s_late, true));
        Assert.True(state is { IsConcluded: true, IsTaken: true, Version: 5 });
        Assert.Throws<FormatException>(() => OverlapState.Apply(state, new OverlapConcluded(s_late, true)));
    }

    [Fact]
    public void End_AtTheDeadline_RefusesEachSilentSide()
    {
        Assert.Null(End(Due, s_late.AddTicks(-1), bothStand: true));
        Assert.Equal(["p1 NoOverlapAnswer ", "p0 NoOverlapAnswer "], PayloadsOf(End(Due, s_late, bothStand: true)!));
        Assert.Equal(["p0 NoOverlapAnswer "], PayloadsOf(End(Take(Due, "p1"), s_late, bothStand: true)!));
        Assert.Null(End(Take(Take(Due, "p1"), "p0"), s_late, bothStand: true));
    }

    [Fact]
    public void End_WhereACommitmentFell_RefusesNobody()
    {
        OverlapVoid ended = End(Due, s_start, bothStand: false)!;
        Assert.Empty(ended.Refusals);
        Assert.True(OverlapState.Apply(Due, ended) is { Phase: OverlapPhase.Void, IsConcluded: true });
    }

    [Fact]
    public void Fold_EventThatCannotFollow_IsAFormatError()
    {
        Assert.Throws<FormatException>(() => OverlapState.Fold([new OverlapConcluded(s_start, true)]));
        Assert.Throws<FormatException>(() => OverlapState.Apply(Due, new OverlapConcluded(s_start, true)));
        Assert.Throws<FormatException>(() => OverlapState.Apply(Due, new DoubleTagsTaken(s_start, "p2")));
        Assert.Throws<FormatException>(() => OverlapState.Apply(Due, new OverlapCounted(s_start, 0, 0, Nothing)));
        Assert.Null(OverlapState.Fold([]));
    }

    [Fact]
    public void DoubleTags_OfBothSides_ShareExactlyTheSharedRecords()
    {
        // Two key pairs over the same market: 10 records of the second are also the first's.
        var random = new SeededRandom(3);
        RecordKey second = RecordKey.Create(random);
        var context = new StatementContext(
            AuditFixture.Market, _fixture.Context.DefinitionDigest, "p1", _fixture.Context.ParticipantKey);
        TaggedDataset tags = DatasetTagging.Tag(
            context,
            second,
            Enumerable.Range(20, 25).Select(i => AuditFixture.Encode(i)),
            new DatasetOptions { Threads = 1 });
        byte[] mine = Multiply(_fixture.Context, _fixture.Key, "p1", tags);
        byte[] others = Multiply(context, second, "p0", _fixture.Dataset);
        IReadOnlyList<ulong> shared = SharedTags.Find(others, mine);
        Assert.Equal(
            Enumerable.Range(20, 10).Select(i => (long)i),
            shared.Select(_fixture.Dataset.RecordPosition).Order());
        Assert.Empty(SharedTags.Find([], mine));
        Assert.Empty(SharedTags.Find(mine, []));

        byte[] Multiply(StatementContext own, RecordKey key, string other, TaggedDataset dataset) =>
        [
            .. DoubleTagging.Multiply(
                new DoubleTagTerms(own, key.PublicKey, other, CommittedTags.Of(dataset)), key, random)
                .SelectMany(segment => segment.DoubleTags.ToArray()),
        ];
    }

    [Fact]
    public void IncomingDoubleTags_TagsThatAreNotTheAuditedOnes_AreOurMistake()
    {
        byte[] tags = _fixture.Tags();
        Assert.Throws<ArgumentException>(() => new IncomingDoubleTags(_other, _fixture.State!, tags.AsMemory(32)));
        var incoming = new IncomingDoubleTags(_other, _fixture.State!, tags);
        Assert.Equal(RejectionReason.DoubleTagsInvalid, incoming.Finish()?.Reason);
        Assert.Equal(RejectionReason.DoubleTagsInvalid, incoming.Add(tags, new byte[64])?.Reason);
    }

    [Fact]
    public void Open_InVersion2_NamesBothMessages()
    {
        AuditOpened earlier = _other.Opened with { MessageDigest = new byte[] { 1 } };
        AuditOpened later = _fixture.State!.Opened with { MessageDigest = new byte[] { 2 } };

        OverlapDue due = OverlapDecider.Open(
            Attested(earlier, _other), Attested(later, _fixture.State!), s_start);

        (byte[] First, byte[] Second) named = due.Earlier == earlier.Participant ? ([1], [2]) : ([2], [1]);
        Assert.Equal(named.First, due.EarlierMessageDigest!.Value.ToArray());
        Assert.Equal(named.Second, due.LaterMessageDigest!.Value.ToArray());

        static AuditState Attested(AuditOpened opened, AuditState audit) => AuditState.Fold(
        [
            opened,
            new SampleDrawn(s_start, audit.Nonce, audit.Positions),
            new AuditPassed(s_start, audit.Verdict!),
            new VerdictDelivered(s_start, audit.DeliveredEvent!.Value),
        ])!;
    }

    private static SignedEnvelope Nothing => new("t", default, "k", default);

    private static AuditFixture Compared(int records) => new(records, change: text =>
    {
        ((JsonObject)text["validation"]!)["overlap"] = "OVERLAP_POLICY_CREDIT_EARLIER";
        text["commitmentDeadline"] = "2030-01-30T12:00:00Z";
    });

    private static AuditFixture Attested(int records, ulong deliveredIn)
    {
        AuditFixture fixture = Compared(records).Drawn();
        fixture.Accept(fixture.Sample());
        fixture.Accept(new ConcludeDelivery(s_start, deliveredIn, null));
        Assert.True(fixture.State!.OwesOverlapChecks);
        fixture.Accept(new OpenOverlapChecks(s_start, 1));
        Assert.False(fixture.State!.OwesOverlapChecks);
        fixture.Refuse(RejectionReason.AuditOutOfOrder, new OpenOverlapChecks(s_start, 1));
        return fixture;
    }

    // The same audit as another participant's.
    private static AuditState OtherOf(AuditState audit, string participant) => AuditState.Fold(
    [
        audit.Opened with { Participant = participant, CommitmentEvent = 4 },
        new SampleDrawn(s_start, audit.Nonce, audit.Positions),
        new AuditPassed(s_start, audit.Verdict!),
        new VerdictDelivered(s_start, audit.DeliveredEvent!.Value),
    ])!;

    private OverlapVoid? End(OverlapState state, DateTimeOffset at, bool bothStand) =>
        OverlapDecider.End(state, _other, _fixture.State!, bothStand, _fixture.Signer, at);

    private static OverlapState Take(OverlapState state, string participant)
    {
        DoubleTagsTaken? taken = OverlapDecider.Take(state, participant, s_start, out Rejection? rejection);
        Assert.Null(rejection);
        return OverlapState.Apply(state, taken!);
    }

    private static void Refuse(OverlapState? state, string participant, DateTimeOffset at)
    {
        Assert.Null(OverlapDecider.Take(state, participant, at, out Rejection? rejection));
        Assert.Equal(RejectionReason.OverlapTaskNotFound, rejection?.Reason);
    }

    private static IEnumerable<string> PayloadsOf(OverlapVoid ended) =>
        ended.Refusals.Select(refusal => Encoding.UTF8.GetString(refusal.Payload.Span));
}
