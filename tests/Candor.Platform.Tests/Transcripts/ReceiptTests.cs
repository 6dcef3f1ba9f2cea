using System.Text;
using Candor.Commitments.Logs;
using Candor.Market.Events;
using Candor.Server.Testing;
using Candor.V1;

namespace Candor.Platform.Tests.Transcripts;

public sealed class ReceiptTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private NoteKey _key = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _key = await _server.KeyAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task EveryCall_Accepted_HasAReceiptWithTheSignedMessageInIt()
    {
        using var owner = new MarketOwner("m", 2, _server.Time.GetUtcNow().AddHours(1));
        CreateMarketRequest create = owner.CreateRequest();
        CreateMarketResponse created = await _server.Markets.CreateMarketAsync(create);
        owner.Digest = created.Market.DefinitionDigest;
        Company company = owner.Company(0, _server.Channel);
        JoinMarketRequest join = company.JoinRequest();
        JoinMarketResponse joined = await company.Client.JoinMarketAsync(join);
        SubmitCommitmentRequest commit = company.Request(company.CommitmentPayload(100));
        company.Committed = await company.Client.SubmitCommitmentAsync(commit);
        SubmitReportRequest report = company.Request(company.ReportPayload(70));
        SubmitReportResponse reported = await company.Client.SubmitReportAsync(report);
        SettleMarketRequest settle = owner.SettleRequest();
        SettleMarketResponse settled = await _server.Markets.SettleMarketAsync(settle);

        AssertReceipt(1, create.Envelope, created.Receipt);
        AssertReceipt(joined.Event, join.Envelope, joined.Receipt);
        AssertReceipt(company.Committed.Event, commit.Envelope, company.Committed.Receipt);
        AssertReceipt(reported.Event, report.Envelope, reported.Receipt);
        AssertReceipt(5, settle.Envelope, settled.Receipt);
    }

    [Fact]
    public async Task CancelMarket_Accepted_HasAReceipt()
    {
        using MarketOwner owner = await _server.CreateMarketAsync();
        CancelMarketRequest cancel = owner.CancelRequest();

        AssertReceipt(2, cancel.Envelope, (await _server.Markets.CancelMarketAsync(cancel)).Receipt);
    }

    [Fact]
    public async Task SubmitReport_TheLastOne_HasACheckpointThatCoversTheOutcomeToo()
    {
        using MarketOwner owner = await _server.CreateMarketAsync(companies: 1);
        Company company = owner.Company(0, _server.Channel);
        await company.JoinAsync();
        await company.CommitAsync(100);

        SubmitReportResponse reported = await company.ReportAsync(100);

        Checkpoint checkpoint = _key.AssertHolds(reported.Receipt, owner.Name, events: 2);
        Assert.Equal((3UL, 5UL), (reported.Receipt.LeafIndex, checkpoint.Size));
        Assert.DoesNotContain(
            "market-settled", Encoding.UTF8.GetString(reported.Receipt.Entry.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_TheLogGoesOnUnderTheSameKey()
    {
        using MarketOwner owner = await _server.CreateMarketAsync();
        Checkpoint before = _key.AssertHolds(
            (await owner.Company(0, _server.Channel).JoinAsync()).Receipt, owner.Name, events: 1);

        await _server.RestartAsync();
        Checkpoint after = _key.AssertHolds(
            (await owner.Company(1, _server.Channel).JoinAsync()).Receipt, owner.Name, events: 1);

        Assert.Equal(_key.ToString(), (await _server.KeyAsync()).ToString());
        ProveConsistencyResponse proof = await _server.Transcripts.ProveConsistencyAsync(
            new ProveConsistencyRequest { Name = owner.Name, FirstSize = before.Size, SecondSize = after.Size });
        Assert.Equal(
            LogFailure.None, SeenCheckpoint.CheckGrowth(before, after, [.. proof.Proof.Select(hash => hash.Memory)]));
        Assert.Single(proof.Proof);
    }

    [Fact]
    public async Task ManyAtOnce_EveryReceiptHoldsInOneLog()
    {
        using MarketOwner owner = await _server.CreateMarketAsync(companies: 30);

        JoinMarketResponse[] joined = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(i => owner.Company(i, _server.Channel).JoinAsync()));

        Checkpoint last = _key.Open(
            (await _server.Transcripts.GetCheckpointAsync(new GetCheckpointRequest { Name = owner.Name })).Checkpoint,
            owner.Name);
        Assert.Equal(31UL, last.Size);
        foreach (JoinMarketResponse one in joined)
        {
            Checkpoint seen = _key.AssertHolds(one.Receipt, owner.Name, events: 1);
            ProveConsistencyResponse proof = await _server.Transcripts.ProveConsistencyAsync(
                new ProveConsistencyRequest { Name = owner.Name, FirstSize = seen.Size, SecondSize = last.Size });
            Assert.Equal(
                LogFailure.None, SeenCheckpoint.CheckGrowth(seen, last, [.. proof.Proof.Select(hash => hash.Memory)]));
        }
    }

    private void AssertReceipt(ulong number, Envelope sent, V1.Receipt receipt)
    {
        _key.AssertHolds(receipt, "markets/m", events: 1);
        Assert.Equal(number - 1, receipt.LeafIndex);
        var envelope = EventCodec.Decode(receipt.Entry.Span) switch
        {
            Candor.Market.Events.MarketCreated e => e.Envelope,
            Candor.Market.Events.ParticipantJoined e => e.Envelope,
            Candor.Market.Events.CommitmentAccepted e => e.Envelope,
            Candor.Market.Events.ReportAccepted e => e.Envelope,
            Candor.Market.Events.MarketSettled e => e.Envelope!,
            Candor.Market.Events.MarketCancelled e => e.Envelope,
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
        Assert.Equal(sent.PayloadType, envelope.PayloadType);
        Assert.Equal(sent.Payload.ToByteArray(), envelope.Payload.ToArray());
        Assert.Equal(sent.Signatures[0].Keyid, envelope.KeyId);
        Assert.Equal(sent.Signatures[0].Sig.ToByteArray(), envelope.Signature.ToArray());
    }
}
