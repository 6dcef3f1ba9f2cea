using Candor.Commitments.Tests.Mutations.Shared;
using Candor.Market.Events;
using Candor.Market.Signing;
using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Candor.V1;
using Candor.Wire.Signing;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Platform.Tests.Calls;

/// <summary>What a server takes of each participant in a market of version 2: one chain of messages, each in its one
/// form.</summary>
public sealed class MessageChainTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private MarketOwner _owner = null!;
    private Company _company = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = new MarketOwner("chained", 2, _server.Time.GetUtcNow().AddHours(1));
        _owner.Definition.Version = 2;
        _owner.Definition.ReadAccess = MarketAccess.Anyone;
        _owner.Digest = (await _server.Markets.CreateMarketAsync(_owner.CreateRequest())).Market.DefinitionDigest;
        _company = _owner.Company(0, _server.Channel);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task EveryMessage_SentAgain_GetsItsFirstReceiptAndMakesNoEntry()
    {
        JoinMarketRequest join = JoinRequest();
        JoinMarketResponse joined = await _company.Client.JoinMarketAsync(join);
        SubmitCommitmentPayload payload = _company.CommitmentPayload(100);
        payload.Predecessor = DigestOf(join.Envelope);
        SubmitCommitmentRequest commit = _company.Request(payload);
        SubmitCommitmentResponse committed = _company.Committed =
            await _company.Client.SubmitCommitmentAsync(commit);
        SubmitReportPayload report = _company.ReportPayload(70);
        report.Predecessor = DigestOf(commit.Envelope);
        SubmitReportRequest reporting = _company.Request(report);
        SubmitReportResponse reported = await _company.Client.SubmitReportAsync(reporting);
        long rows = _server.CountRows();

        Assert.Equal(joined.WithoutCheckpoint(), (await _company.Client.JoinMarketAsync(join)).WithoutCheckpoint());
        Assert.Equal(committed.WithoutCheckpoint(), (await _company.Client.SubmitCommitmentAsync(commit)).WithoutCheckpoint());
        Assert.Equal(committed.WithoutCheckpoint(), (await _company.Client.SubmitCommitmentAsync(_company.Request(payload))).WithoutCheckpoint());
        Assert.Equal(reported.WithoutCheckpoint(), (await _company.Client.SubmitReportAsync(reporting)).WithoutCheckpoint());
        Assert.Equal(rows, _server.CountRows());
    }

    [Fact]
    public async Task Commit_WithTheIdOfAnotherMessage_IsRefused()
    {
        JoinMarketRequest join = JoinRequest();
        await _company.Client.JoinMarketAsync(join);
        SubmitCommitmentPayload payload = _company.CommitmentPayload(
            100, JoinMarketPayload.Parser.ParseFrom(join.Envelope.Payload).RequestId);
        payload.Predecessor = DigestOf(join.Envelope);

        RichError error = await RefusedAsync(() => _company.Client.SubmitCommitmentAsync(_company.Request(payload)));

        Assert.Equal("REQUEST_ID_REUSED", error.Reason);
    }

    [Fact]
    public async Task Commit_AfterAnotherMessageThanTheLast_IsRefusedWithTheLastOnesReceipt()
    {
        JoinMarketRequest join = JoinRequest();
        await _company.Client.JoinMarketAsync(join);

        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await _company.Client.SubmitCommitmentAsync(_company.Request(_company.CommitmentPayload(100))));

        Assert.Equal(
            (StatusCode.FailedPrecondition, "PREDECESSOR_MISMATCH"),
            (refused.StatusCode, RichError.From(refused).Reason));
        V1.Receipt receipt = refused.GetRpcStatus()!.GetDetail<V1.Receipt>()!;
        var entry = Assert.IsType<Market.Events.ParticipantJoined>(EventCodec.Decode(receipt.Entry.Span));
        Assert.Equal(DigestOf(join.Envelope).ToByteArray(), entry.Envelope.BodyDigest());
        Assert.Equal(receipt, (await LastAsync()).Receipt);
    }

    [Fact]
    public async Task Join_AfterAnotherMessageThanTheDefinition_IsRefusedWithoutAReceipt()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await _company.Client.JoinMarketAsync(_company.JoinRequest()));

        Assert.Equal("PREDECESSOR_MISMATCH", RichError.From(refused).Reason);
        Assert.Null(refused.GetRpcStatus()!.GetDetail<V1.Receipt>());
        Assert.Null((await LastAsync()).Receipt);
    }

    [Fact]
    public async Task LastMessage_ForAnotherKey_IsRefused()
    {
        RichError error = await RefusedAsync(() => _company.Client.GetLastMessageAsync(
            LastRequest(_owner.Company(1, _server.Channel).Key)));

        Assert.Equal("KEY_NOT_ON_RECORD", error.Reason);
    }

    [Fact]
    public async Task LastMessage_InVersion1_IsShownToo()
    {
        using MarketOwner owner = await _server.CreateMarketAsync();
        Company company = owner.Company(0, _server.Channel);
        JoinMarketResponse joined = await company.JoinAsync();

        WatchAssignmentRequest watch = company.WatchRequest(_server.Time.GetUtcNow().AddMinutes(5));
        GetLastMessageResponse last = await company.Client.GetLastMessageAsync(
            new GetLastMessageRequest { Participant = watch.Participant, Envelope = watch.Envelope });

        Assert.Equal(joined.Receipt.Entry, last.Receipt.Entry);
    }

    [Fact]
    public async Task Message_InAnotherForm_IsRefused()
    {
        JoinMarketRequest join = JoinRequest();
        JoinMarketRequest high = join.Clone();
        high.Envelope.Signatures[0].Sig = ByteString.CopyFrom(
            SignatureMutations.Twin(join.Envelope.Signatures[0].Sig.Span));
        var longer = new JoinMarketRequest
        {
            Participant = join.Participant,
            Envelope = _company.Key.Sign(
                join.Envelope.PayloadType, [.. join.Envelope.Payload.Span, 0x78, 0x01]),
        };

        Assert.Equal(
            "SIGNATURE_NOT_LOW_S", (await RefusedAsync(() => _company.Client.JoinMarketAsync(high))).Reason);
        Assert.Equal(
            "PAYLOAD_NOT_CANONICAL", (await RefusedAsync(() => _company.Client.JoinMarketAsync(longer))).Reason);
        await _company.Client.JoinMarketAsync(join);
    }

    private static async Task<RichError> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        RichError.From(await Assert.ThrowsAsync<RpcException>(async () => await call()));

    private static ByteString DigestOf(Envelope envelope)
    {
        Assert.True(Envelopes.TryRead(envelope, out SignedEnvelope? signed, out _));
        return ByteString.CopyFrom(signed.BodyDigest());
    }

    private JoinMarketRequest JoinRequest()
    {
        JoinMarketPayload payload = _company.JoinPayload();
        payload.Predecessor = _owner.Digest;
        return _company.Request(payload);
    }

    private async Task<GetLastMessageResponse> LastAsync() =>
        await _company.Client.GetLastMessageAsync(LastRequest(_company.Key));

    private GetLastMessageRequest LastRequest(SigningKey key)
    {
        WatchAssignmentRequest watch = _company.WatchRequest(_server.Time.GetUtcNow().AddMinutes(5), signer: key);
        return new GetLastMessageRequest { Participant = watch.Participant, Envelope = watch.Envelope };
    }
}
