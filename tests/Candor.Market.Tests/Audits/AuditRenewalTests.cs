using Candor.Market.Audits;

namespace Candor.Market.Tests.Audits;

/// <summary>The same dataset committed to again, in another message: its verdict is signed anew, without a second
/// sample.</summary>
public sealed class AuditRenewalTests
{
    private static readonly byte[] s_again = [.. Enumerable.Repeat((byte)9, 32)];

    [Fact]
    public void Open_DatasetThatHasPassed_IsAttestedAtOnceForItsMessage()
    {
        AuditFixture fixture = Passed(version: 2);
        AuditDecision decision = AuditDecider.Decide(null, Again(fixture, fixture.State!));
        Assert.Equal(2, decision.Events.Length);
        AuditRenewed renewed = Assert.IsType<AuditRenewed>(decision.Events[1]);
        Assert.Equal(AuditFixture.CommitmentEvent, renewed.KeptCommitmentEvent);

        // The attestation is that of the first audit but for the message that it names, its last field.
        ReadOnlySpan<byte> before = fixture.State!.Verdict!.Payload.Span;
        ReadOnlySpan<byte> after = renewed.Verdict.Payload.Span;
        Assert.True(before[..^32].SequenceEqual(after[..^32]));
        Assert.True(after[^32..].SequenceEqual(s_again));

        AuditState state = AuditState.Fold(decision.Events)!;
        Assert.Equal((AuditPhase.Passed, false), (state.Phase, state.IsOpen));
        Assert.True(state.Positions.IsEmpty);
        Assert.Equal(renewed.Verdict, state.Verdict);

        // What was renewed may be renewed again.
        Assert.Equal(2, AuditDecider.Decide(null, Again(fixture, state)).Events.Length);
    }

    [Fact]
    public void Open_DatasetThatWasRefusedOrNeverAudited_NeedsItsOwnAudit()
    {
        AuditFixture refused = NewMarket(version: 2).Drawn();
        refused.Accept(new PassAnswerDeadline(refused.State!.Deadline, refused.Signer));
        Assert.Equal(AuditPhase.Refused, refused.State!.Phase);
        AssertOpensOnly(refused, refused.State!);

        AuditFixture open = NewMarket(version: 2).Drawn();
        AssertOpensOnly(open, open.State!);
        AssertOpensOnly(open, null);
    }

    [Fact]
    public void Open_OtherDatasetThanTheOneThatPassed_NeedsItsOwnAudit()
    {
        AuditState passed = Passed(version: 2).State!;
        AssertOpensOnly(NewMarket(version: 2, records: 41), passed);

        // The same dataset, and one thing of the audit before was otherwise.
        AuditFixture same = Passed(version: 2);
        AuditOpened opened = same.State!.Opened;
        AuditOpened[] others =
        [
            opened with { Participant = "p1" },
            opened with { Market = "markets/others" },
            opened with { SecurityBits = opened.SecurityBits - 1 },
            opened with { BadSharePerMillion = opened.BadSharePerMillion + 1 },
            opened with { Size = opened.Size + 1 },
            opened with { KeepsTags = true },
            opened with { DefinitionDigest = s_again },
            opened with { DatasetRoot = s_again },
            opened with { RecordKey = s_again },
        ];
        Assert.All(others, other => Assert.False(same.State!.Covers(other)));
        Assert.True(same.State!.Covers(opened with { CommitmentEvent = 77, MessageDigest = s_again }));
    }

    [Fact]
    public void Open_InVersion1_IsAuditedAnew()
    {
        AuditFixture fixture = Passed(version: 1);
        AssertOpensOnly(fixture, fixture.State!);
    }

    [Fact]
    public void Fold_RenewalAfterTheSample_IsAFormatError()
    {
        AuditState drawn = NewMarket(version: 2).Drawn().State!;
        AuditState passed = Passed(version: 2).State!;
        Assert.Throws<FormatException>(
            () => AuditState.Apply(drawn, new AuditRenewed(AuditFixture.Start, 3, passed.Verdict!)));
    }

    private static void AssertOpensOnly(AuditFixture fixture, AuditState? kept) =>
        Assert.IsType<AuditOpened>(Assert.Single(AuditDecider.Decide(null, Again(fixture, kept)).Events));

    private static OpenAudit Again(AuditFixture fixture, AuditState? kept)
    {
        OpenAudit command = fixture.Open();
        return command with
        {
            Standing = command.Standing with { Event = 12, MessageDigest = s_again },
            Claim = command.Claim with { CommitmentEvent = 12 },
            Renewal = kept is null ? null : new AuditRenewal(kept, fixture.Signer),
        };
    }

    private static AuditFixture Passed(int version)
    {
        AuditFixture fixture = NewMarket(version).Drawn();
        fixture.Accept(fixture.Sample());
        Assert.Equal(AuditPhase.Passed, fixture.State!.Phase);
        return fixture;
    }

    private static AuditFixture NewMarket(int version, int records = 40) => new(records, change: text =>
    {
        if (version > 1)
        {
            text["version"] = version;
        }
    });
}
