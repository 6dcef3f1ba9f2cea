using System.Security.Cryptography;
using Candor.Client.Internal;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Client.Tests.Markets;

public sealed class VerificationTests : ClientTestBase
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
    }

    [Fact]
    public Task GetMarket_AnotherMarket_IsCaught() => AssertCaughtAsync(
        AnswerFault.Malformed, market => market.Name = "markets/other");

    [Fact]
    public Task GetMarket_NoOperatorsMessage_IsCaught() => AssertCaughtAsync(
        AnswerFault.Malformed, market => market.Creation = null);

    [Fact]
    public Task GetMarket_MessageOfAnotherType_IsCaught() => AssertCaughtAsync(
        AnswerFault.Malformed,
        market => market.Creation.PayloadType = "application/vnd.candor.v1.JoinMarketPayload+protobuf");

    [Fact]
    public Task GetMarket_MessageThatDoesNotDecode_IsCaught() => AssertCaughtAsync(AnswerFault.Malformed, market =>
    {
        market.Creation.Payload = ByteString.CopyFrom(0xff, 0xff);
        market.DefinitionDigest = ByteString.CopyFrom(SHA256.HashData(market.Creation.Payload.Span));
    });

    [Fact]
    public Task GetMarket_OtherDigest_IsCaught() => AssertCaughtAsync(
        AnswerFault.Digest, market => market.DefinitionDigest = ByteString.CopyFrom(new byte[32]));

    [Fact]
    public Task GetMarket_SignatureOfOtherBytes_IsCaught() => AssertCaughtAsync(AnswerFault.Signature, market =>
    {
        byte[] signature = market.Creation.Signatures[0].Sig.ToByteArray();
        signature[^1] ^= 1;
        market.Creation.Signatures[0].Sig = ByteString.CopyFrom(signature);
    });

    [Fact]
    public Task GetMarket_RulesSignedByAnother_IsCaught() => AssertCaughtAsync(AnswerFault.Signature, market =>
    {
        // A server that rewrites the rules has to sign them with a key that is not the operator's.
        CreateMarketPayload payload = CreateMarketPayload.Parser.ParseFrom(market.Creation.Payload);
        payload.Definition.Payment = PaymentRule.Free;
        market.Creation = Market.Keys[0].SignMessage(payload);
        market.Definition = payload.Definition;
        market.DefinitionDigest = ByteString.CopyFrom(SHA256.HashData(market.Creation.Payload.Span));
    });

    [Fact]
    public Task GetMarket_DefinitionShownIsNotTheSignedOne_IsCaught() => AssertCaughtAsync(
        AnswerFault.Definition, market => market.Definition.Payment = PaymentRule.Free);

    [Fact]
    public Task GetMarket_MessageOfAnotherMarket_IsCaught() => AssertCaughtAsync(
        AnswerFault.Definition, market => Resign(market, payload => payload.Market = "markets/other"));

    [Fact]
    public Task GetMarket_RulesThatNoMarketHas_IsCaught() => AssertCaughtAsync(
        AnswerFault.Definition, market => Resign(market, payload => payload.Definition.RecordsPerUnit = 0));

    [Fact]
    public Task GetMarket_PhasesOfOthers_IsCaught() => AssertCaughtAsync(
        AnswerFault.Malformed, market => market.Participants.RemoveAt(1));

    // Protobuf lets a time hold any two numbers; whoever converts or prints one that no calendar has would throw.
    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(0, -1)]
    public async Task GetMarket_ImpossibleTimes_AreCaught(long seconds, int nanos)
    {
        var time = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = seconds, Nanos = nanos };

        await AssertCaughtAsync(AnswerFault.Malformed, market => market.CreateTime = time);
        await AssertCaughtAsync(AnswerFault.Malformed, market => market.Definition.ReportDeadline = time);
        await AssertCaughtAsync(
            AnswerFault.Malformed, market => Resign(market, payload => payload.Definition.ReportDeadline = time));
        await AssertCaughtAsync(AnswerFault.Definition, market =>
        {
            MarketDefinition shown = market.Definition;
            Resign(market, payload => payload.Definition.ReportDeadline = time);
            market.Definition = shown;
        });
    }

    [Fact]
    public async Task JoinMarket_ImpossibleTime_IsCaught()
    {
        Server.Faults.Tamper = answer =>
        {
            if (answer is JoinMarketResponse response)
            {
                response.Time.Nanos = -1;
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Client.JoinAsync(TestMarket.Id, "north", Market.Keys[0], Limit));

        Assert.Equal(AnswerFault.Malformed, refused.Fault);
        Assert.Contains("time: found", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetMarket_OtherRulesThanBefore_IsCaught()
    {
        await Client.GetMarketAsync(TestMarket.Id, Limit);
        Server.Faults.Tamper = answer => Change(answer, market => Resign(
            market, payload => payload.Definition.Payment = PaymentRule.Free));

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Client.GetMarketAsync(TestMarket.Id, Limit));

        Assert.Equal((AnswerFault.OtherRules, "ANSWER_OTHER_RULES"), (refused.Fault, refused.Reason));
    }

    [Fact]
    public async Task Commit_NonceOfAnotherLength_IsCaught()
    {
        await Client.JoinAsync(TestMarket.Id, "north", Market.Keys[0], Limit);
        Server.Faults.Tamper = answer =>
        {
            if (answer is SubmitCommitmentResponse commitment)
            {
                commitment.Nonce = ByteString.CopyFrom(new byte[31]);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => Client.CommitAsync(TestMarket.Id, "north", Market.Keys[0], 5, Limit));

        Assert.Equal(AnswerFault.Malformed, refused.Fault);
    }

    [Fact]
    public Task WatchAssignment_ForAnother_IsCaught() => AssertAssignmentCaughtAsync(
        AnswerFault.Malformed, assignment => assignment.Participant = TestMarket.NameOf(1));

    [Fact]
    public Task WatchAssignment_OtherCurrency_IsCaught() => AssertAssignmentCaughtAsync(
        AnswerFault.Assignment, assignment => assignment.Currency = "USD");

    [Fact]
    public Task WatchAssignment_OwnQualityOffTheCurve_IsCaught() => AssertAssignmentCaughtAsync(
        AnswerFault.Assignment, assignment => assignment.OwnQuality += 1e-6);

    [Fact]
    public Task WatchAssignment_AllocatedAboveTheBest_IsCaught() => AssertAssignmentCaughtAsync(
        AnswerFault.Assignment, assignment => assignment.AllocatedQuality = assignment.BestQuality + 1e-6);

    [Fact]
    public Task WatchAssignment_NotANumber_IsCaught() => AssertAssignmentCaughtAsync(
        AnswerFault.Assignment, assignment => assignment.AllocatedQuality = double.NaN);

    [Fact]
    public Task WatchAssignment_AssignedWithoutReport_IsCaught() => AssertAssignmentCaughtAsync(
        AnswerFault.Assignment, assignment => assignment.ClearReportedRecords());

    private static void Change(object answer, Action<V1.Market> change)
    {
        if (answer is GetMarketResponse response)
        {
            change(response.Market);
        }
    }

    // What an operator could do and a server could not: change the message and sign it again.
    private void Resign(V1.Market market, Action<CreateMarketPayload> change)
    {
        CreateMarketPayload payload = CreateMarketPayload.Parser.ParseFrom(market.Creation.Payload);
        change(payload);
        market.Creation = Market.OperatorKey.SignMessage(payload);
        market.Definition = payload.Definition;
        market.DefinitionDigest = ByteString.CopyFrom(SHA256.HashData(market.Creation.Payload.Span));
    }

    private async Task AssertCaughtAsync(AnswerFault expected, Action<V1.Market> change)
    {
        Server.Faults.Tamper = null;
        await using CandorClient fresh = Server.Client(Clock);
        await fresh.GetMarketAsync(TestMarket.Id, Limit);
        await using CandorClient client = Server.Client(Clock);
        Server.Faults.Tamper = answer => Change(answer, change);

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => client.GetMarketAsync(TestMarket.Id, Limit));
        var step = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => client.JoinAsync(TestMarket.Id, "north", Market.Keys[0], Limit));

        Assert.Equal((expected, expected), (refused.Fault, step.Fault));
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Empty(Server.Faults.RequestsOf<JoinMarketRequest>());
    }

    private async Task AssertAssignmentCaughtAsync(AnswerFault expected, Action<Assignment> change)
    {
        await ReportAsync(0, 100);
        await Client.SettleMarketAsync(TestMarket.Id, Market.OperatorKey, Limit);
        Server.Faults.Tamper = answer =>
        {
            if (answer is WatchAssignmentResponse { Assignment: { } assignment })
            {
                change(assignment);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(() => ListAsync(
            Client.WatchAssignmentAsync(TestMarket.Id, "north", Market.Keys[0], cancellationToken: Limit)));

        Assert.Equal(expected, refused.Fault);
    }
}
