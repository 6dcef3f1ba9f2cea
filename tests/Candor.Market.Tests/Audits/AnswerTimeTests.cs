using System.Text.Json.Nodes;
using Candor.Market.Audits;
using Candor.Market.Signing;

namespace Candor.Market.Tests.Audits;

/// <summary>How long an answer may take: in version 2 it grows with the records that it is about, so that nobody is thrown out
/// by the size of another's dataset.</summary>
public sealed class AnswerTimeTests
{
    private const int Answer = AuditFixture.Answer;
    private const uint Rate = 100;
    private const ulong Most = 1 << 20;
    private static readonly DateTimeOffset s_start = AuditFixture.Start;

    [Fact]
    public void Tags_InVersion2_HaveTimeForTheirNumberRoundedUpToAPowerOfFour()
    {
        AuditFixture fixture = NewMarket(records: 300);
        Assert.Equal(s_start.AddSeconds(Answer + 11), fixture.Accept(fixture.Open()).Deadline);
        Assert.Equal(Rate, fixture.State!.Opened.RecordsPerSecond);

        // 257 to 1,024 records have the same time: a deadline does not tell N.
        Assert.Equal(fixture.State.AnswerTimeFor(257), fixture.State.AnswerTimeFor(1_024));
        Assert.Equal(TimeSpan.FromSeconds(Answer + 41), fixture.State.AnswerTimeFor(1_025));
    }

    [Fact]
    public void Openings_InVersion2_HaveTimeForTheSample()
    {
        AuditFixture fixture = NewMarket(records: 300).Drawn();
        Assert.InRange(fixture.State!.Positions.Length, 17, 64);
        Assert.Equal(s_start.AddSeconds(Answer + 1), fixture.State.Deadline);
    }

    [Fact]
    public void Answers_InVersion1_HaveTheSameTimeWhateverTheyAreAbout()
    {
        var fixture = new AuditFixture(records: 300);
        Assert.Equal(s_start.AddSeconds(Answer), fixture.Accept(fixture.Open()).Deadline);
        Assert.Null(fixture.State!.Opened.RecordsPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(Answer), fixture.State.AnswerTimeFor(Most));
    }

    [Fact]
    public void AnswerTime_OfAnyNumber_EndsWithTheLongestMarket()
    {
        AuditFixture fixture = NewMarket(records: 3);
        fixture.Accept(fixture.Open());
        Assert.Equal(
            TimeSpan.FromSeconds(Answer) + TimeSpan.FromDays(366), fixture.State!.AnswerTimeFor(ulong.MaxValue));
    }

    [Fact]
    public void Open_MoreRecordsThanTheMarketTakes_IsRejectedInVersion2Only()
    {
        AuditFixture fixture = NewMarket(records: 3, maxRecords: 2);
        fixture.Refuse(RejectionReason.DatasetTooLarge, fixture.Open());
        Rejection rejection = AuditDecider.Decide(null, fixture.Open()).Rejection!;
        Assert.Contains("has 3 records", rejection.Message, StringComparison.Ordinal);
        Assert.Contains("at most 2 of", rejection.Message, StringComparison.Ordinal);
        AuditFixture fits = NewMarket(records: 2, maxRecords: 2);
        fits.Accept(fits.Open());
    }

    [Fact]
    public void OverlapChecks_WithRivalsOfMostRecords_LeaveAnHonestSideTimeForAllOfThem()
    {
        // Ten rivals with as many records as the market takes are attested at one moment, and the honest side works at the
        // rate that the market asks for, one check after the other.
        AuditState honest = Attested(Audit("p0", 3, size: 40), deliveredIn: 40);
        DateTimeOffset done = s_start;
        ulong queued = 0;
        for (ulong i = 1; i <= 10; i++)
        {
            AuditState rival = Attested(Audit($"rival-{i}", 3 + i, Most), deliveredIn: 40 + i);
            var check = OverlapState.Apply(null, OverlapDecider.Open(honest, rival, s_start, queued));
            queued += Most;
            done += TimeSpan.FromSeconds((double)Most / Rate);
            Assert.Null(OverlapDecider.CheckAwaits(check, "p0", done));
        }
    }

    [Fact]
    public void OverlapCheck_InVersion1_EndsWithoutRegardToItsRecords()
    {
        AuditState honest = Attested(new AuditFixture(records: 3, change: Compares).Opened(), deliveredIn: 9);
        AuditState rival = Attested(honest.Opened with { Participant = "p1", Size = Most, CommitmentEvent = 4 }, 8);
        OverlapDue due = OverlapDecider.Open(honest, rival, s_start, Most);
        Assert.Equal(Answer, due.AnswerSeconds);
        OverlapState check = OverlapState.Apply(null, due);
        Assert.Equal(
            RejectionReason.OverlapTaskNotFound,
            OverlapDecider.CheckAwaits(check, "p0", s_start.AddSeconds((double)Most / Rate))?.Reason);
    }

    private static AuditOpened Audit(string participant, ulong commitmentEvent, ulong size)
    {
        AuditFixture fixture = NewMarket(records: 3);
        return fixture.Opened() with { Participant = participant, CommitmentEvent = commitmentEvent, Size = size };
    }

    private static AuditState Attested(AuditOpened opened, ulong deliveredIn)
    {
        var verdict = new SignedEnvelope("t", default, "k", default);
        AuditState open = AuditState.Apply(null, opened);
        var challenge = Commitments.Audits.AuditChallenge.Draw(
            open.Terms, open.Policy, new Support.SeededRandom(9));
        return AuditState.Fold(
        [
            opened,
            new SampleDrawn(s_start, challenge.Nonce, challenge.Positions),
            new AuditPassed(s_start, verdict),
            new VerdictDelivered(s_start, deliveredIn),
        ])!;
    }

    private static AuditFixture NewMarket(int records, int maxRecords = (int)Most) => new(records, change: text =>
    {
        Compares(text);
        text["version"] = 2;
        text["validation"]!["maxRecords"] = maxRecords;
        text["validation"]!["audit"]!["recordsPerSecond"] = Rate;
    });

    private static void Compares(JsonObject text)
    {
        text["validation"]!["overlap"] = "OVERLAP_POLICY_CREDIT_EARLIER";
        text["commitmentDeadline"] = "2030-01-30T12:00:00Z";
    }
}
