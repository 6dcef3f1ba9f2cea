using System.Globalization;
using Candor.Commitments.Contributions;
using Candor.Commitments.Projections;
using Candor.Market.Audits;
using Candor.Market.Tests.Support;
using Candor.Training.Features;
using Candor.Training.Sums;

namespace Candor.Market.Tests.Audits;

/// <summary>Statement 8 in a market's audit: ρ is drawn with the sample, opened once, and what is proved under it
/// judged.</summary>
public sealed class NearnessTests
{
    [Fact]
    public void Draw_InAMarketThatTrains_HasASeedBeforeAnythingIsOpened()
    {
        var market = new NearnessFixture();
        Assert.True(market.Audit.Opened().Trains);
        Assert.Null(market.State.ProjectionsSeed);
        market.Audit.Accept(market.Audit.Complete());

        Assert.Equal(32, market.State.ProjectionsSeed!.Value.Length);
        Assert.Equal(
            ProjectionMatrix.DigestOf(market.State.ProjectionsSeed.Value.Span),
            market.State.ProjectionsDigest!.Value.ToArray());
        Assert.Null(market.State.Moments);
        Assert.False(market.State.ProjectionsSeed.Value.Span.SequenceEqual(market.State.Nonce.Span));
    }

    [Fact]
    public void Draw_InAMarketThatTrainsNothing_HasNoSeed()
    {
        NearnessFixture market = new NearnessFixture(trains: false).Passed();
        Assert.Null(market.State.ProjectionsSeed);
        Assert.Null(market.State.ProjectionsDigest);
        Assert.Null(market.State.Moments);
        market.Audit.Refuse(RejectionReason.TrainingNotAsked, market.Open(new byte[32]));
    }

    [Fact]
    public void Pass_KeepsTheMomentsOfTheOpenedRecordsAndNothingElseOfThem()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        var expected = new ProjectionMoments(new ProjectionMatrix(
            market.State.ProjectionsSeed!.Value.Span, market.Plan.Shape, market.Plan.Projections!));
        foreach (ulong position in market.State.Positions)
        {
            long x = NearnessFixture.X((int)market.Audit.Dataset.RecordPosition(position));
            var record = new SufficientStatistics(market.Plan.Task);
            record.Add([FeatureValue.Number(x)], FeatureValue.Number(NearnessFixture.Y(x)));
            expected.Add(record.Coordinates);
        }

        Assert.Equal(expected.Export(), market.State.Moments!.Value.ToArray());
    }

    [Fact]
    public void Open_AfterTheStatisticsAreCommitted_SignsSeedAndBoundsOnce()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        byte[] digest = [.. Enumerable.Repeat((byte)4, 32)];
        market.Audit.Accept(market.Open(digest));

        ProjectionsOpened opened = market.State.Nearness!.Opened;
        ProjectionTerms terms = NearnessDecider.TermsOf(market.State, market.Plan);
        Assert.Equal(
            [.. market.State.ProjectionsSeed!.Value.Span, .. opened.Bounds.Span], opened.Projections.Payload.ToArray());
        Assert.True(terms.Bounds.AreWide(
            market.Plan.Shape, market.Plan.Projections!, market.State.Positions.Length, NearnessFixture.Size, NearnessFixture.Size));
        market.Audit.Refuse(RejectionReason.StepAnswered, market.Open(digest));

        AuditDecision other = AuditDecider.Decide(market.State, market.Open(new byte[32]));
        Assert.Equal(RejectionReason.StepAnswered, other.Rejection!.Reason);
        Assert.EndsWith("it is opened once.", other.Rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BeforeTheAuditHasPassed_OfAnotherCommitmentOrReport_IsRefused()
    {
        var market = new NearnessFixture();
        market.Audit.Drawn();
        market.Audit.Refuse(RejectionReason.AuditOutOfOrder, market.Open(new byte[32]));

        market = new NearnessFixture().Passed();
        OpenProjections open = market.Open(new byte[32]);
        market.Audit.Refuse(
            RejectionReason.CommitmentNotCurrent,
            open with { Statistics = open.Statistics with { CommitmentEvent = 99 } });
        market.Audit.Refuse(RejectionReason.ReportOutOfRange, market.Open(new byte[32], NearnessFixture.Size + 1));
        Assert.Null(market.State.Nearness);
    }

    // Whoever reports nothing is a contributor too: silence of the validator would name an honest one.
    [Fact]
    public void Open_OfAReportOfNothing_AsksForIntervalsAroundZero()
    {
        var market = new NearnessFixture().Passed();

        Assert.Null(AuditDecider.Decide(market.State, market.Open(new byte[32], 0)).Rejection);
    }

    [Fact]
    public void Open_OfSoManyRecordsThatAnIntervalLeaves63Bits_IsRefused()
    {
        NearnessFixture market = new NearnessFixture(z: 1_000_000).Passed();
        AuditState large = AuditState.Fold(
        [
            market.State.Opened with { Size = uint.MaxValue },
            new AuditRenewed(
                AuditFixture.Start, 1, market.State.Verdict!, market.State.ProjectionsSeed, market.State.Moments),
        ])!;

        AuditDecision decision = AuditDecider.Decide(large, market.Open(new byte[32], uint.MaxValue));
        Assert.Equal(RejectionReason.TooManyRecords, decision.Rejection!.Reason);
        Assert.StartsWith($"{uint.MaxValue} records of ", decision.Rejection.Message, StringComparison.Ordinal);

        // The number that it names is the most that is taken.
        const string Expected = "expected at most ";
        string message = decision.Rejection.Message;
        uint most = uint.Parse(
            message[(message.IndexOf(Expected, StringComparison.Ordinal) + Expected.Length)..^1], CultureInfo.InvariantCulture);
        Assert.Null(AuditDecider.Decide(large, market.Open(new byte[32], most)).Rejection);
        Assert.Equal(
            RejectionReason.TooManyRecords, AuditDecider.Decide(large, market.Open(new byte[32], most + 1)).Rejection!.Reason);
    }

    [Fact]
    public void Judge_HonestStatistics_AreNear()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        using StatisticsOpening opening = market.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        byte[] proof = market.Prove(opening, commitments);
        (VerifiedNearness? nearness, Rejection? rejection) = market.Verify(commitments.Bytes.Span, proof);
        Assert.Null(rejection);

        var judge = new JudgeNearness(AuditFixture.Start, nearness!, market.Audit.Signer);
        market.Audit.Accept(judge);
        Assert.True(market.State.Nearness is { IsNear: true, IsDue: true, Verdict: not null });
        market.Audit.Refuse(RejectionReason.StepAnswered, judge);

        market.Audit.Accept(new ConcludeNearness(AuditFixture.Start, 12, null));
        Assert.True(market.State.Nearness is { IsDue: false, DeliveredEvent: 12 });
        market.Audit.Refuse(RejectionReason.AuditOutOfOrder, new ConcludeNearness(AuditFixture.Start, 12, null));
        AssertStored(market);
    }

    [Theory]
    [InlineData("zeros")]
    [InlineData("half reported as all")]
    [InlineData("ten times")]
    [InlineData("other labels")]
    public void Judge_FalseStatistics_AreNotNear(string kind)
    {
        NearnessFixture market = new NearnessFixture().Passed();
        using StatisticsOpening opening = kind switch
        {
            "zeros" => market.Statistics(static _ => null),
            "half reported as all" => market.Statistics(static i => i % 2 == 0 ? Honest(i) : null),
            "ten times" => market.Statistics(times: 10),
            _ => market.Statistics(static i => (NearnessFixture.X(i), 100 - NearnessFixture.Y(NearnessFixture.X(i)))),
        };
        StatisticsCommitments commitments = opening.Commit();
        byte[] proof = market.Prove(opening, commitments);
        (VerifiedNearness? nearness, Rejection? rejection) = market.Verify(commitments.Bytes.Span, proof);

        Assert.Null(rejection);
        market.Audit.Accept(new JudgeNearness(AuditFixture.Start, nearness!, market.Audit.Signer));
        Assert.True(market.State.Nearness is { IsNear: false, IsDue: true });
        market.Audit.Accept(new ConcludeNearness(AuditFixture.Start, null, "STEP_OVER"));
        AssertStored(market);
    }

    [Fact]
    public void Verify_OfCommitmentsThatAreNotWhatWasSigned_IsRejectedWithoutAVerdict()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        using StatisticsOpening opening = market.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        byte[] proof = market.Prove(opening, commitments);
        byte[] bytes = commitments.Bytes.ToArray();
        byte[] swapped = [.. bytes[32..64], .. bytes[..32], .. bytes[64..]];
        byte[] notAPoint = [.. Enumerable.Repeat((byte)255, 32), .. bytes[32..]];

        AssertRejected(RejectionReason.ContributionMalformed, bytes[..^1], proof);
        AssertRejected(RejectionReason.ContributionMalformed, bytes[..^32], proof);
        AssertRejected(RejectionReason.ContributionMalformed, [], proof);
        AssertRejected(RejectionReason.ContributionMalformed, [.. bytes, .. bytes[..32]], proof);
        AssertRejected(RejectionReason.ContributionMalformed, notAPoint, proof);
        Assert.Contains(
            $"from number 0 on, point 0 is '{new string('f', 64)}' (NonCanonicalPoint); expected",
            market.Verify(notAPoint, proof).Rejection!.Message,
            StringComparison.Ordinal);
        AssertRejected(RejectionReason.ContributionMalformed, [.. new byte[32], .. bytes[32..]], proof);
        AssertRejected(RejectionReason.UploadInvalid, swapped, proof);
        Assert.True(market.Verify(bytes, proof).Nearness!.IsNear);

        void AssertRejected(RejectionReason reason, byte[] sent, byte[] with) =>
            Assert.Equal(reason, market.Verify(sent, with).Rejection?.Reason);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("a byte less")]
    [InlineData("a byte more")]
    [InlineData("no point")]
    [InlineData("another's")]
    public void Judge_SignedProofThatIsMalformedOrNone_IsNotNear(string kind)
    {
        NearnessFixture market = new NearnessFixture().Passed();
        using StatisticsOpening opening = market.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        byte[] proof = market.Prove(opening, commitments);
        byte[] sent = kind switch
        {
            "none" => [],
            "a byte less" => proof[..^1],
            "a byte more" => [.. proof, 0],
            "no point" => [.. Enumerable.Repeat((byte)255, 32), .. proof[32..]],
            _ => [.. proof[32..64], .. proof[..32], .. proof[64..]],
        };
        (VerifiedNearness? nearness, Rejection? rejection) = market.Verify(commitments.Bytes.Span, sent);

        Assert.Null(rejection);
        market.Audit.Accept(new JudgeNearness(AuditFixture.Start, nearness!, market.Audit.Signer));
        Assert.True(market.State.Nearness is { IsNear: false, IsDue: true });
        Assert.Equal(sent, market.State.Nearness!.Proof!.Value.ToArray());
        AssertStored(market);
    }

    [Fact]
    public void CheckAnswer_OfAnotherSenderMarketQuestionOrProof_IsRejectedWithoutAVerdict()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        using StatisticsOpening opening = market.Statistics();
        byte[] proof = market.Prove(opening, opening.Commit());
        NearnessClaim claim = market.Claim(proof);
        byte[] other = new byte[32];

        AssertRejected(RejectionReason.ParticipantMismatch, market.Answer(proof, claim with { Participant = "p1" }));
        AssertRejected(RejectionReason.KeyNotOnRecord, market.Answer(proof, key: new TestKey()));
        AssertRejected(RejectionReason.DefinitionMismatch, market.Answer(proof, claim with { DefinitionDigest = other }));
        AssertRejected(RejectionReason.NearnessProofInvalid, market.Answer(proof, claim with { StatisticsDigest = other }));
        AssertRejected(
            RejectionReason.NearnessProofInvalid, market.Answer(proof, claim with { ProjectionsMessageDigest = other }));
        AssertRejected(RejectionReason.UploadInvalid, market.Answer(proof, market.Claim([])));
        AssertRejected(RejectionReason.UploadInvalid, market.Answer([], claim));
        Assert.Null(NearnessDecider.CheckAnswer(market.State, market.Answer(proof)));

        void AssertRejected(RejectionReason reason, NearnessAnswer answer)
        {
            Assert.Equal(reason, NearnessDecider.CheckAnswer(market.State, answer)?.Reason);
            Assert.Throws<ArgumentException>(() => new IncomingStatistics(market.State, market.Plan, answer));
        }
    }

    [Fact]
    public void Judge_TheSameMessageAgain_IsThatOfTheVerdict_AndAnotherIsNot()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        using StatisticsOpening opening = market.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        byte[] proof = market.Prove(opening, commitments);
        VerifiedNearness first = market.Verify(commitments.Bytes.Span, proof).Nearness!;
        VerifiedNearness second = market.Verify(commitments.Bytes.Span, proof[..^1]).Nearness!;
        market.Audit.Accept(new JudgeNearness(AuditFixture.Start, first, market.Audit.Signer));

        NearnessState judged = market.State.Nearness!;
        Assert.Equal(first.Answer.Envelope.Envelope, judged.Answer);
        Assert.Equal(proof, judged.Proof!.Value.ToArray());
        market.Audit.Refuse(
            RejectionReason.StepAnswered, new JudgeNearness(AuditFixture.Start, second, market.Audit.Signer));
        Assert.Equal(
            RejectionReason.StepAnswered,
            NearnessDecider.CheckAnswer(market.State, second.Answer)!.Reason);

        // Signed again it is the same message, and whoever asks for the verdict has no need of the proof.
        NearnessAnswer again = market.Answer(proof) with { Proof = default };
        Assert.False(again.Envelope.Envelope.Signature.Span.SequenceEqual(judged.Answer!.Signature.Span));
        Assert.Null(NearnessDecider.CheckAnswer(market.State, again));
        AssertStored(market);
    }

    [Fact]
    public void Judge_BeforeAnythingIsAsked_OrForAnotherAudit_IsRefused()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        using StatisticsOpening opening = market.Statistics();
        StatisticsCommitments commitments = opening.Commit();
        AuditState before = market.State;
        byte[] proof = market.Prove(opening, commitments);
        VerifiedNearness nearness = market.Verify(commitments.Bytes.Span, proof).Nearness!;
        var judge = new JudgeNearness(AuditFixture.Start, nearness, market.Audit.Signer);

        Assert.Equal(RejectionReason.StepAhead, AuditDecider.Decide(before, judge).Rejection!.Reason);
        AuditState other = AuditState.Apply(
            before,
            Assert.IsType<ProjectionsOpened>(AuditDecider.Decide(before, market.Open(new byte[32])).Events.Single()));
        Assert.Equal(RejectionReason.NearnessProofInvalid, AuditDecider.Decide(other, judge).Rejection!.Reason);
    }

    [Fact]
    public void Open_TheSameDatasetAgain_KeepsSeedAndMoments()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        byte[] message = [.. Enumerable.Repeat((byte)9, 32)];
        OpenAudit open = market.Audit.Open();
        AuditDecision again = AuditDecider.Decide(null, open with
        {
            Standing = open.Standing with { Event = 12, MessageDigest = message },
            Claim = open.Claim with { CommitmentEvent = 12 },
            Renewal = new AuditRenewal(market.State, market.Audit.Signer),
        });

        AuditState renewed = AuditState.Fold(again.Events)!;
        Assert.Equal(AuditPhase.Passed, renewed.Phase);
        Assert.True(renewed.ProjectionsSeed!.Value.Span.SequenceEqual(market.State.ProjectionsSeed!.Value.Span));
        Assert.True(renewed.ProjectionsDigest!.Value.Span.SequenceEqual(market.State.ProjectionsDigest!.Value.Span));
        Assert.True(renewed.Moments!.Value.Span.SequenceEqual(market.State.Moments!.Value.Span));
        Assert.False(market.State.Covers(renewed.Opened with { Trains = false }));
    }

    [Fact]
    public void Fold_StepsOutOfOrder_AreAFormatError()
    {
        NearnessFixture market = new NearnessFixture().Passed();
        AuditState passed = market.State;
        market.Audit.Accept(market.Open(new byte[32]));
        ProjectionsOpened opened = market.State.Nearness!.Opened;
        AuditState untrained = new NearnessFixture(trains: false).Passed().State;

        Assert.Throws<FormatException>(() => AuditState.Apply(market.State, opened));
        Assert.Throws<FormatException>(() => AuditState.Apply(untrained, opened));
        Assert.Throws<FormatException>(
            () => AuditState.Apply(passed, new NearnessJudged(AuditFixture.Start, true, opened.Projections)));
        Assert.Throws<FormatException>(
            () => AuditState.Apply(market.State, new NearnessConcluded(AuditFixture.Start, 1, null)));
    }

    // What is stored gives the same state again, and an attempt to say a secret in the open would show in the verdicts.
    private static void AssertStored(NearnessFixture market)
    {
        AuditState stored = AuditState.Fold(
            market.Audit.Events.Select(next => AuditEventCodec.Decode(AuditEventCodec.Encode(next))))!;
        Assert.Equal(market.State.Version, stored.Version);
        Assert.Equal(market.State.Nearness!.IsNear, stored.Nearness!.IsNear);
        Assert.Equal(market.State.Nearness.Verdict!.Payload.ToArray(), stored.Nearness.Verdict!.Payload.ToArray());
        Assert.Equal(market.State.Nearness.Answer!.BodyDigest(), stored.Nearness.Answer!.BodyDigest());
        Assert.Equal(market.State.Nearness.Proof!.Value.ToArray(), stored.Nearness.Proof!.Value.ToArray());
        Assert.Equal(
            NearnessDecider.TermsOf(market.State, market.Plan).Bounds.ToArray(),
            NearnessDecider.TermsOf(stored, market.Plan).Bounds.ToArray());
    }

    private static (long X, long Y)? Honest(int i) => (NearnessFixture.X(i), NearnessFixture.Y(NearnessFixture.X(i)));
}
