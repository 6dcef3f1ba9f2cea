using Candor.Market;
using Candor.Market.Commands;
using Candor.Market.Signing;
using Candor.Wire.Commands;
using Candor.Wire.Signing;
using Candor.Wire.Tests.Support;
using Candor.Wire.Verdicts;
using Google.Protobuf;

namespace Candor.Wire.Tests.Commands;

public sealed class CommandRejectionTests
{
    private static readonly WireMarket s_market = new();

    [Fact]
    public void TryJoin_PayloadOfAnotherType_IsRejected() => Assert.Equal(
        RejectionReason.PayloadTypeMismatch, Join(s_market.Sign(0, s_market.Report(0, 1))));

    [Fact]
    public void TryJoin_BytesThatDoNotDecode_AreRejected() => Assert.Equal(
        RejectionReason.PayloadMalformed,
        Join(s_market.Keys[0].Sign(PayloadType.Of<V1.JoinMarketPayload>(), [0x0A, 0xFF])));

    [Theory]
    [InlineData("markets/other/participants/north")]
    [InlineData("markets/golden/participants/nobody")]
    [InlineData("markets/golden/participants/")]
    [InlineData("north")]
    [InlineData("")]
    public void TryJoin_NameOfNoParticipant_IsRejected(string participant)
    {
        V1.JoinMarketPayload payload = s_market.Join(0);
        payload.Participant = participant;

        Assert.Equal(RejectionReason.ParticipantNotFound, Join(s_market.Sign(0, payload)));
    }

    [Fact]
    public void TryJoin_SignedByAnother_IsRejected() => Assert.Equal(
        RejectionReason.KeyNotOnRecord, Join(s_market.Sign(1, s_market.Join(0))));

    [Fact]
    public void TryJoin_ChangedAfterTheSignature_IsRejected() => Assert.Equal(
        RejectionReason.SignatureInvalid,
        Join(s_market.Sign(0, s_market.Join(0)) with { Signature = s_market.Sign(0, s_market.Join(1)).Signature }));

    [Theory]
    [InlineData(31, 32)]
    [InlineData(32, 0)]
    public void TryCommit_RootOrNonceOfAnotherLength_IsRejected(int root, int nonce)
    {
        V1.SubmitCommitmentPayload payload = s_market.Commit(0);
        payload.DatasetRoot = ByteString.CopyFrom(new byte[root]);

        Assert.False(ParticipantCommands.TryCommit(
            s_market.State, s_market.Sign(0, payload), WireMarket.Now, new byte[nonce], out _, out var rejection));
        Assert.Equal(RejectionReason.InvalidRequest, rejection.Reason);
    }

    [Fact]
    public void TryReport_ProofOfAnotherSize_IsRejected()
    {
        V1.SubmitReportPayload payload = s_market.Report(0, 8);
        payload.Records = 9;

        Assert.False(ParticipantCommands.TryReport(
            s_market.State, s_market.Sign(0, payload), WireMarket.Now, out _, out Rejection? rejection));
        Assert.NotNull(rejection);
    }

    [Fact]
    public void TrySettle_ForAnotherMarket_IsRejected()
    {
        SignedEnvelope envelope = Envelopes.Sign(
            s_market.Operator.Sign, new V1.SettleMarketPayload { Market = "markets/other" });

        Assert.False(OperatorCommands.TrySettle(s_market.State, envelope, WireMarket.Now, out _, out var rejection));
        Assert.Equal(RejectionReason.MarketMismatch, rejection.Reason);
    }

    [Fact]
    public void TryCancel_ByTheOperator_IsItsCommand()
    {
        SignedEnvelope envelope = Envelopes.Sign(
            s_market.Operator.Sign, new V1.CancelMarketPayload { Market = WireMarket.Name, Reason = "no quorum" });

        Assert.True(OperatorCommands.TryCancel(
            s_market.State, envelope, WireMarket.Now, out CancelMarket? command, out _));
        Assert.Equal("no quorum", command.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("golden")]
    [InlineData("markets/")]
    [InlineData("markets/Golden")]
    public void TryCreate_NameOfNoMarket_IsRejected(string name)
    {
        SignedEnvelope envelope = Envelopes.Sign(
            s_market.Operator.Sign,
            new V1.CreateMarketPayload { Market = name, Definition = s_market.Definition });

        Assert.False(OperatorCommands.TryCreate(envelope, WireMarket.Now, out _, out Rejection? rejection));
        Assert.Equal(RejectionReason.InvalidRequest, rejection.Reason);
    }

    [Fact]
    public void TryCreate_WithoutADefinition_IsRejected()
    {
        SignedEnvelope envelope = Envelopes.Sign(
            s_market.Operator.Sign, new V1.CreateMarketPayload { Market = WireMarket.Name });

        Assert.False(OperatorCommands.TryCreate(envelope, WireMarket.Now, out _, out Rejection? rejection));
        Assert.Equal(RejectionReason.DefinitionInvalid, rejection.Reason);
    }

    [Fact]
    public void Verdict_WhereNoneIsAsked_IsRejected()
    {
        var market = new WireMarket(isValidated: false);

        Assert.Equal(RejectionReason.ValidationNotAsked, Verdict(market, market.Refusal(0), WireMarket.Name));
    }

    [Fact]
    public void Verdict_OfNoValidator_IsRejected()
    {
        SignedEnvelope envelope = s_market.Keys[0].Sign(AttestCommitment.PayloadType, []);

        Assert.False(VerdictCommands.TryRead(s_market.State, envelope, WireMarket.Now, out _, out var rejection));
        Assert.Equal(RejectionReason.KeyNotOnRecord, rejection.Reason);
    }

    [Fact]
    public void Verdict_OfAnotherKind_IsRejected()
    {
        SignedEnvelope envelope = Envelopes.Sign(s_market.Validator.Sign, s_market.Join(0));

        Assert.False(VerdictCommands.TryRead(s_market.State, envelope, WireMarket.Now, out _, out var rejection));
        Assert.Equal(RejectionReason.PayloadTypeMismatch, rejection.Reason);
    }

    [Fact]
    public void Verdict_ForAnotherMarket_IsRejected() => Assert.Equal(
        RejectionReason.MarketMismatch, Verdict(s_market, s_market.Refusal(0), "markets/other"));

    [Fact]
    public void Verdict_ForANameOfNoParticipant_NamesTheField()
    {
        SignedEnvelope envelope = Envelopes.Sign(
            s_market.Validator.Sign, new V1.RefuseCommitmentPayload { Participant = "north" });

        Assert.False(VerdictCommands.TryRead(s_market.State, envelope, WireMarket.Now, out _, out var rejection));
        Assert.Equal(
            (RejectionReason.InvalidRequest, "envelope.payload.participant"), (rejection.Reason, rejection.Field));
    }

    private static RejectionReason? Join(SignedEnvelope envelope) =>
        ParticipantCommands.TryJoin(s_market.State, envelope, WireMarket.Now, out _, out Rejection? rejection)
            ? null
            : rejection.Reason;

    private static RejectionReason? Verdict(WireMarket market, RefusalClaim claim, string name) =>
        VerdictCommands.TryRead(
            market.State,
            Envelopes.Sign(market.Validator.Sign, ClaimPayloads.ToPayload(name, claim)),
            WireMarket.Now,
            out _,
            out Rejection? rejection)
                ? null
                : rejection.Reason;
}
