using System.Text.Json.Nodes;
using Candor.Commitments;
using Candor.Commitments.Audits;
using Candor.Commitments.Datasets;
using Candor.Market.Audits;
using Candor.Market.Tests.Support;

namespace Candor.Market.Tests.Audits;

public sealed class AuditDeciderTests
{
    private static readonly DateTimeOffset s_late = AuditFixture.Start.AddSeconds(AuditFixture.Answer);

    [Fact]
    public void Audit_HonestParticipant_IsAttestedToItsCommitment()
    {
        AuditFixture audit = new AuditFixture().Drawn();
        AuditState passed = audit.Accept(audit.Sample());

        Assert.Equal(AuditPhase.Passed, passed.Phase);
        Assert.True(audit.Signer.Key.Verify(
            Candor.Market.Signing.PreAuthenticationEncoding.Encode(
                passed.Verdict!.PayloadType, passed.Verdict.Payload.Span),
            passed.Verdict.Signature.Span));
        Assert.True(Attestation.TryParse(passed.Verdict.Payload.Span, out Attestation? attestation));
        Assert.Equal(audit.Opening.Commit(), attestation.Commitment);
        Assert.Equal("p0", attestation.Context.Participant);
        Assert.Equal(audit.Audited.Definition.Validation!.Audit, attestation.Policy);

        AuditState delivered = audit.Accept(new ConcludeDelivery(s_late, 9, null));
        Assert.Equal(9ul, delivered.DeliveredEvent);
        Assert.Equal(delivered.Phase, AuditState.Fold(audit.Events)!.Phase);
        Assert.Equal(4, delivered.Version);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Audit_InEitherVersion_AttestsInItsForm(int version)
    {
        AuditFixture audit = new AuditFixture(change: text => text["version"] = version).Drawn();
        AuditState passed = audit.Accept(audit.Sample());

        Assert.True(Attestation.TryParse(passed.Verdict!.Payload.Span, out Attestation? attestation));
        Assert.Equal(version, attestation.Version);
        Assert.Equal(version == 1 ? [] : AuditFixture.MessageDigest, attestation.MessageDigest.ToArray());
        Assert.Equal(version == 1, passed.Opened.MessageDigest is null);
    }

    [Fact]
    public void Audit_EmptyDataset_PassesWithNothingOpened()
    {
        AuditFixture audit = new AuditFixture(records: 0).Drawn();
        Assert.Empty(audit.State!.Positions);
        Assert.Equal(AuditPhase.Passed, audit.Accept(audit.Sample()).Phase);
    }

    [Fact]
    public void Open_TermsOfTheMarketNotMet_IsRefusedWithItsReason()
    {
        var audit = new AuditFixture();
        OpenAudit open = audit.Open();
        var other = new TestKey();

        audit.Refuse(RejectionReason.OtherValidator, open with { Validator = other.Public });
        audit.Refuse(RejectionReason.DefinitionMismatch, open with
        {
            Claim = open.Claim with { DefinitionDigest = new byte[32] },
        });
        audit.Refuse(RejectionReason.ParticipantNotFound, open with
        {
            Claim = open.Claim with { Participant = "nobody" },
        });
        audit.Refuse(RejectionReason.KeyNotOnRecord, open with { Envelope = AuditFixture.Envelope(other) });
        audit.Refuse(RejectionReason.CommitmentRequired, open with { Standing = StandingCommitment.None });
        audit.Refuse(RejectionReason.CommitmentNotCurrent, open with
        {
            Claim = open.Claim with { CommitmentEvent = AuditFixture.CommitmentEvent - 1 },
        });
        audit.Refuse(RejectionReason.CommitmentRefused, open with
        {
            Standing = open.Standing with { IsRefused = true },
        });
        audit.Refuse(RejectionReason.CommitmentNotCanonical, open with
        {
            Standing = open.Standing with { Commitment = new byte[31] },
        });
        audit.Refuse(RejectionReason.DatasetCommitmentRequired, open with
        {
            Standing = open.Standing with { DatasetRoot = default },
        });
        audit.Refuse(RejectionReason.RecordKeyMalformed, open with
        {
            Standing = open.Standing with { RecordKey = default },
        });

        var trusting = new AuditFixture(change: text => text.Remove("validation"), records: 1);
        trusting.Refuse(RejectionReason.ValidationNotAsked, trusting.Open());
    }

    [Fact]
    public void Open_ProofOfAnotherSizeKeyOrCommitment_IsRefused()
    {
        var audit = new AuditFixture();
        OpenAudit open = audit.Open();
        audit.Refuse(RejectionReason.DatasetProofInvalid, open with
        {
            Claim = open.Claim with { Size = open.Claim.Size + 1 },
        });
        audit.Refuse(RejectionReason.DatasetProofInvalid, open with
        {
            Standing = open.Standing with { RecordKey = RecordKey.Create(audit.Random).PublicKey },
        });
        audit.Refuse(RejectionReason.DatasetProofInvalid, open with
        {
            Standing = open.Standing with
            {
                Commitment = CommitmentOpening.Create(audit.Dataset.Size, audit.Random).Commit().ToArray(),
            },
        });
        audit.Refuse(RejectionReason.DatasetProofInvalid, open with
        {
            Claim = open.Claim with { DatasetProof = open.Claim.DatasetProof[..^1] },
        });
    }

    [Fact]
    public void Commands_OutOfOrder_AreRefusedAndChangeNothing()
    {
        var audit = new AuditFixture();
        audit.Refuse(RejectionReason.AuditNotFound, new PassAnswerDeadline(s_late, audit.Signer));
        audit.Accept(audit.Open());
        audit.Refuse(RejectionReason.AuditOutOfOrder, audit.Open());
        audit.Refuse(RejectionReason.AuditOutOfOrder, Nothing());
        audit.Refuse(RejectionReason.AuditOutOfOrder, new ConcludeDelivery(s_late, 9, null));
        Assert.Throws<ArgumentException>(() => AuditDecider.Decide(
            audit.State, new PassAnswerDeadline(s_late.AddTicks(-1), audit.Signer)));

        CompleteTags again = audit.Complete();
        audit.Accept(audit.Complete());
        audit.Refuse(RejectionReason.AuditOutOfOrder, again);
        audit.Accept(audit.Sample());
        audit.Refuse(RejectionReason.AuditOutOfOrder, Nothing());
        audit.Refuse(RejectionReason.AuditOutOfOrder, new PassAnswerDeadline(s_late, audit.Signer));
        audit.Accept(new ConcludeDelivery(s_late, null, "MARKET_SETTLED"));
        audit.Refuse(RejectionReason.AuditOutOfOrder, new ConcludeDelivery(s_late, 9, null));

        OpenSample Nothing() => new(AuditFixture.Start, [], default, _ => true, audit.Signer);
    }

    [Fact]
    public void Tags_RepeatedRecord_IsRefusedAtItsPosition()
    {
        var audit = new AuditFixture(keepRepeats: true, value: i => i == 11 ? 3 : i);
        audit.Accept(audit.Open());
        Assert.Equal(RejectionReason.TagRepeated, new IncomingTags(audit.State!).Add(audit.Tags())?.Reason);
    }

    [Fact]
    public void Tags_NotTheCommittedOnes_AreRefusedAndNoSampleIsDrawn()
    {
        var audit = new AuditFixture();
        audit.Accept(audit.Open());
        byte[] tags = audit.Tags();

        Assert.Equal(RejectionReason.TagsMalformed, new IncomingTags(audit.State!).Add(tags.AsSpan(1))?.Reason);
        Assert.Equal(RejectionReason.TagsMalformed, new IncomingTags(audit.State!).Add(new byte[32])?.Reason);
        byte[] swapped = [.. tags[32..64], .. tags[..32], .. tags[64..]];
        Assert.Equal(RejectionReason.TagsUnsorted, new IncomingTags(audit.State!).Add(swapped)?.Reason);
        byte[] high = [.. Enumerable.Repeat((byte)255, 32)];
        Assert.Equal(
            RejectionReason.DatasetSizeMismatch, new IncomingTags(audit.State!).Add([.. tags, .. high])?.Reason);

        audit.Refuse(
            RejectionReason.DatasetSizeMismatch,
            new CompleteTags(AuditFixture.Start, audit.Incoming(tags[..^32]), audit.Random));
        byte[] other = [.. tags];
        other[^1] ^= 1;
        audit.Refuse(
            RejectionReason.DatasetRootMismatch,
            new CompleteTags(AuditFixture.Start, audit.Incoming(other), audit.Random));
        Assert.Empty(audit.State!.Positions);
        Assert.Equal(AuditPhase.AwaitingTags, audit.State.Phase);
    }

    [Fact]
    public void Tags_TakenForAnotherAudit_AreOurMistake()
    {
        var audit = new AuditFixture();
        audit.Accept(audit.Open());
        var other = new AuditFixture(records: 3);
        other.Accept(other.Open());
        Assert.Throws<ArgumentException>(() => AuditDecider.Decide(
            audit.State, new CompleteTags(AuditFixture.Start, other.Incoming(), audit.Random)));
    }

    [Fact]
    public void Answers_AtTheDeadline_AreTooLateAndSilenceIsRefused()
    {
        var audit = new AuditFixture();
        audit.Accept(audit.Open());
        audit.Refuse(RejectionReason.AuditDeadlinePassed, audit.Complete(s_late));
        audit.Accept(audit.Complete(s_late.AddTicks(-1)));

        DateTimeOffset later = s_late.AddTicks(-1).AddSeconds(AuditFixture.Answer);
        Assert.Equal(later, audit.State!.Deadline);
        audit.Refuse(RejectionReason.AuditDeadlinePassed, audit.Sample(later));
        AuditState refused = audit.Accept(new PassAnswerDeadline(later, audit.Signer));
        Assert.Equal((AuditPhase.Refused, AuditRefusal.NoResponse), (refused.Phase, refused.Refusal!.Value));
        audit.Refuse(RejectionReason.AuditDeadlinePassed, audit.Sample(later));
    }

    [Fact]
    public void Openings_InvalidRecord_IsRefusedAtItsPosition()
    {
        AuditFixture audit = new AuditFixture(records: 4, value: i => i == 2 ? -1 : i).Drawn();
        AuditState refused = audit.Accept(audit.Sample());
        Assert.Equal(AuditRefusal.InvalidRecord, refused.Refusal);
        ulong bad = Enumerable.Range(0, 4).Select(i => (ulong)i).Single(i => audit.Dataset.RecordPosition(i) == 2);
        Assert.Equal(bad, refused.RefusedPosition);
    }

    [Fact]
    public void Openings_OfAnothersRecordsOrUnderAnotherKey_AreRefused()
    {
        AuditFixture audit = new AuditFixture().Drawn();
        AuditState refused = audit.Accept(audit.Sample(record: i => AuditFixture.Encode(1000 + i)));
        Assert.Equal(AuditRefusal.NotTheTagsRecords, refused.Refusal);

        audit = new AuditFixture().Drawn();
        refused = audit.Accept(audit.Sample(key: RecordKey.Create(audit.Random)));
        Assert.Equal(AuditRefusal.NotTheTagsRecords, refused.Refusal);
    }

    [Fact]
    public void Openings_Malformed_AreRefusedForGood()
    {
        AuditFixture audit = new AuditFixture().Drawn();
        OpenSample honest = audit.Sample();
        Assert.Equal(AuditRefusal.Malformed, Decided(honest with { Openings = [.. honest.Openings.Skip(1)] }));
        Assert.Equal(
            AuditRefusal.Malformed, Decided(honest with { Openings = [.. honest.Openings, honest.Openings[0]] }));
        Assert.Equal(AuditRefusal.Malformed, Decided(honest with { Proof = honest.Proof[1..] }));
        Assert.Equal(AuditRefusal.Malformed, Decided(Changed(o => o with { Tag = new byte[32] })));
        Assert.Equal(AuditRefusal.NotUnderRoot, Decided(Changed(o => o with { InclusionProof = [] })));

        audit.Accept(honest with { Openings = [] });
        audit.Refuse(RejectionReason.AuditOutOfOrder, honest);

        AuditRefusal? Decided(OpenSample command) =>
            Assert.IsType<AuditRefused>(Assert.Single(AuditDecider.Decide(audit.State, command).Events)).Refusal;

        OpenSample Changed(Func<AuditOpening, AuditOpening> change) =>
            honest with { Openings = [change(honest.Openings[0]), .. honest.Openings.Skip(1)] };
    }

    [Fact]
    public void Sample_DrawnAgain_IsAnother()
    {
        var audit = new AuditFixture(records: 400);
        audit.Accept(audit.Open());
        var drawn = Enumerable.Range(0, 2)
            .Select(_ => Assert.IsType<SampleDrawn>(
                Assert.Single(AuditDecider.Decide(audit.State, audit.Complete()).Events)))
            .ToList();
        Assert.NotEqual(drawn[0].Positions, drawn[1].Positions);
        Assert.All(drawn, d => Assert.Equal(
            audit.Audited.Definition.Validation!.Audit.SampleSize(400), (ulong)d.Positions.Length));
    }

    [Fact]
    public void Apply_EventThatCannotFollow_IsAFormatError()
    {
        AuditFixture audit = new AuditFixture().Drawn();
        AuditEvent opened = audit.Events[0];
        AuditEvent drawn = audit.Events[1];
        Assert.Throws<FormatException>(() => AuditState.Fold([drawn]));
        Assert.Throws<FormatException>(() => AuditState.Fold([opened, opened]));
        Assert.Throws<FormatException>(() => AuditState.Fold([opened, drawn, drawn]));
        Assert.Throws<FormatException>(() => AuditState.Fold([opened, new VerdictDelivered(AuditFixture.Start, 1)]));
        Assert.Throws<FormatException>(() => AuditState.Fold(
            [opened, (SampleDrawn)drawn with { Positions = [1, 0] }]));
        Assert.Throws<FormatException>(() => AuditState.Fold([(AuditOpened)opened with { Commitment = new byte[31] }]));
        Assert.Throws<FormatException>(() => AuditState.Fold([(AuditOpened)opened with { SecurityBits = 500 }]));
    }

    [Fact]
    public void KeepsTags_OnlyWhereRecordsAreCompared()
    {
        var plain = new AuditFixture(records: 1);
        Assert.False(plain.Accept(plain.Open()).Opened.KeepsTags);
        var compared = new AuditFixture(records: 1, change: text =>
        {
            ((JsonObject)text["validation"]!)["overlap"] = "OVERLAP_POLICY_REFUSE_LATER";
            text["commitmentDeadline"] = "2030-01-30T12:00:00Z";
        });
        Assert.True(compared.Accept(compared.Open()).Opened.KeepsTags);
    }
}
