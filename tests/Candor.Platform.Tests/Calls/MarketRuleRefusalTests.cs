using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Tests.Calls;

/// <summary>Messages that are well signed and break a market's rules.</summary>
public sealed class MarketRuleRefusalTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private MarketOwner _owner = null!;
    private Company _company = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = await _server.CreateMarketAsync();
        _company = _owner.Company(0, _server.Channel);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task JoinMarket_Twice_IsRefused()
    {
        await _company.JoinAsync();
        await _server.RefusesAsync(ErrorReason.AlreadyJoined, () => _company.JoinAsync());
    }

    [Fact]
    public async Task SubmitCommitment_BeforeJoining_IsRefused() =>
        await _server.RefusesAsync(ErrorReason.NotJoined, () => _company.CommitAsync(10));

    [Fact]
    public async Task SubmitReport_BeforeACommitment_IsRefused()
    {
        await _company.JoinAsync();
        SubmitReportPayload report = MadeUpReport();

        await _server.RefusesAsync(ErrorReason.CommitmentRequired, () => SendAsync(report));
    }

    [Fact]
    public async Task SubmitReport_Twice_IsRefused()
    {
        await _company.ParticipateAsync(100);
        await _server.RefusesAsync(ErrorReason.AlreadyReported, () => _company.ReportAsync(50));
        await _server.RefusesAsync(ErrorReason.AlreadyReported, () => _company.CommitAsync(50));
    }

    [Fact]
    public async Task AnyMessage_AfterTheDeadline_IsRefused()
    {
        await EnterAsync(100);
        Company late = _owner.Company(1, _server.Channel);
        _server.Time.Advance(TimeSpan.FromHours(1));
        await _server.Markets.WatchMarket(new WatchMarketRequest { Name = _owner.Name }).ToListAsync();

        await _server.RefusesAsync(ErrorReason.ReportDeadlinePassed, () => _company.ReportAsync(50));
        await _server.RefusesAsync(ErrorReason.ReportDeadlinePassed, () => late.JoinAsync());
    }

    [Fact]
    public async Task SubmitCommitment_AfterItsDeadline_IsRefused()
    {
        using var owner = new MarketOwner("early", 2, _server.Time.GetUtcNow().AddHours(1));
        owner.Definition.CommitmentDeadline =
            Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_server.Time.GetUtcNow().AddMinutes(30));
        await owner.CreateAsync(_server.Channel);
        Company company = owner.Company(0, _server.Channel);
        await company.JoinAsync();
        await company.CommitAsync(10);
        _server.Time.Advance(TimeSpan.FromMinutes(30));

        await _server.RefusesAsync(
            ErrorReason.CommitmentDeadlinePassed,
            async () => await company.Client.SubmitCommitmentAsync(
                company.Request(owner.Company(0, _server.Channel).CommitmentPayload(9, "x"))));
        await company.ReportAsync(10);
    }

    [Theory]
    [InlineData(4_294_967_296)]
    [InlineData(ulong.MaxValue)]
    public async Task SubmitReport_AboveTheLargest_IsRefused(ulong records)
    {
        await EnterAsync(100);
        SubmitReportPayload report = _company.ReportPayload(50);
        report.Records = records;

        await _server.RefusesAsync(ErrorReason.ReportOutOfRange, () => SendAsync(report));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(4_294_967_295)]
    public async Task SubmitReport_AboveTheCommitment_IsRefused(ulong records)
    {
        await EnterAsync(100);
        await _server.RefusesAsync(ErrorReason.RangeProofInvalid, () => SendAsync(_company.ReportPayload(records)));
        await _company.ReportAsync(100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(576)]
    [InlineData(607)]
    [InlineData(609)]
    public async Task SubmitReport_ProofOfAnotherLength_IsRefused(int length)
    {
        await EnterAsync(100);
        SubmitReportPayload report = _company.ReportPayload(50);
        byte[] proof = report.RangeProof.ToByteArray();
        Array.Resize(ref proof, length);
        report.RangeProof = ByteString.CopyFrom(proof);

        await _server.RefusesAsync(ErrorReason.RangeProofMalformed, () => SendAsync(report));
    }

    [Fact]
    public async Task SubmitReport_ProofForAnotherReport_IsRefused()
    {
        await EnterAsync(100);
        SubmitReportPayload report = _company.ReportPayload(50);
        report.Records = 49;

        await _server.RefusesAsync(ErrorReason.RangeProofInvalid, () => SendAsync(report));
    }

    [Fact]
    public async Task SubmitReport_ProofForAReplacedCommitment_IsRefused()
    {
        await EnterAsync(100);
        SubmitReportPayload old = _company.ReportPayload(50);
        await _company.CommitAsync(100);

        await _server.RefusesAsync(ErrorReason.CommitmentNotCurrent, () => SendAsync(old));
        old.CommitmentEvent = _company.Committed!.Event;
        await _server.RefusesAsync(ErrorReason.RangeProofInvalid, () => SendAsync(old));
    }

    [Fact]
    public async Task SubmitReport_ProofForAnotherMarket_IsRefused()
    {
        using MarketOwner second = await _server.CreateMarketAsync("second");
        var elsewhere = new Company(
            second.Name, MarketOwner.CompanyId(0), second.CompanyKeys[0], second.Digest, _server.Channel);
        await elsewhere.JoinAsync();
        await elsewhere.CommitAsync(100);
        await EnterAsync(100);
        SubmitReportPayload report = _company.ReportPayload(50);
        report.RangeProof = elsewhere.ReportPayload(50).RangeProof;

        await _server.RefusesAsync(ErrorReason.RangeProofInvalid, () => SendAsync(report));
    }

    [Theory]
    // A field element that is not canonical, a negative one, a point off the curve: RFC 9496's own bad encodings.
    [InlineData("00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371")]
    [InlineData("")]
    [InlineData("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d7600")]
    public async Task SubmitCommitment_NotCanonical_IsRefused(string commitment)
    {
        await _company.JoinAsync();
        SubmitCommitmentPayload payload = _company.CommitmentPayload(100);
        payload.Commitment = ByteString.CopyFrom(Convert.FromHexString(commitment));

        await _server.RefusesAsync(ErrorReason.CommitmentNotCanonical, () => SendAsync(payload));
    }

    [Fact]
    public async Task SubmitCommitment_Identity_IsRefused()
    {
        await _company.JoinAsync();
        SubmitCommitmentPayload payload = _company.CommitmentPayload(100);
        payload.Commitment = ByteString.CopyFrom(new byte[32]);

        await _server.RefusesAsync(ErrorReason.CommitmentIsIdentity, () => SendAsync(payload));
    }

    [Fact]
    public async Task SubmitCommitment_CopiedFromAnother_IsRefused()
    {
        Company other = _owner.Company(1, _server.Channel);
        await other.JoinAsync();
        SubmitCommitmentPayload others = other.CommitmentPayload(100);
        await _company.JoinAsync();
        SubmitCommitmentPayload copied = _company.CommitmentPayload(100);
        copied.Commitment = others.Commitment;
        copied.OpeningProof = others.OpeningProof;

        await _server.RefusesAsync(ErrorReason.OpeningProofInvalid, () => SendAsync(copied));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(95)]
    [InlineData(97)]
    public async Task SubmitCommitment_OpeningProofOfAnotherLength_IsRefused(int length)
    {
        await _company.JoinAsync();
        SubmitCommitmentPayload payload = _company.CommitmentPayload(100);
        payload.OpeningProof = ByteString.CopyFrom(new byte[length]);

        await _server.RefusesAsync(ErrorReason.OpeningProofInvalid, () => SendAsync(payload));
    }

    [Fact]
    public async Task SubmitCommitment_DatasetRootOfAnotherLength_NamesTheField()
    {
        await _company.JoinAsync();
        SubmitCommitmentPayload payload = _company.CommitmentPayload(100);
        payload.DatasetRoot = ByteString.CopyFrom(new byte[31]);

        RichError error = await _server.RefusesAsync(ErrorReason.InvalidRequest, () => SendAsync(payload));
        Assert.Equal("envelope.payload.datasetRoot", error.Violations.Single().Field);
    }

    [Fact]
    public async Task SubmitCommitment_TooOften_IsRefused()
    {
        await _company.JoinAsync();
        for (int i = 0; i < 100; i++)
        {
            await _company.CommitAsync(100);
        }

        await _server.RefusesAsync(
            ErrorReason.TooManyCommitments, () => SendAsync(_company.CommitmentPayload(100)));
    }

    [Fact]
    public async Task AnyMessage_SettledMarket_IsRefused()
    {
        await EnterAsync(100);
        await _server.Markets.SettleMarketAsync(_owner.SettleRequest());

        await _server.RefusesAsync(ErrorReason.MarketSettled, () => _company.ReportAsync(100));
        await _server.RefusesAsync(
            ErrorReason.MarketSettled, async () => await _server.Markets.SettleMarketAsync(_owner.SettleRequest()));
        await _server.RefusesAsync(
            ErrorReason.MarketSettled, async () => await _server.Markets.CancelMarketAsync(_owner.CancelRequest()));
    }

    [Fact]
    public async Task AnyMessage_CancelledMarket_IsRefused()
    {
        await EnterAsync(100);
        await _server.Markets.CancelMarketAsync(_owner.CancelRequest());

        await _server.RefusesAsync(ErrorReason.MarketCancelled, () => _company.ReportAsync(100));
        await _server.RefusesAsync(
            ErrorReason.MarketCancelled, async () => await _server.Markets.SettleMarketAsync(_owner.SettleRequest()));
    }

    [Fact]
    public async Task CancelMarket_ReasonTooLong_NamesTheField()
    {
        RichError error = await _server.RefusesAsync(ErrorReason.InvalidRequest, async () =>
            await _server.Markets.CancelMarketAsync(_owner.CancelRequest(reason: new string('x', 501))));
        Assert.Equal("envelope.payload.reason", error.Violations.Single().Field);
    }

    private async Task EnterAsync(ulong size)
    {
        await _company.JoinAsync();
        await _company.CommitAsync(size);
    }

    private SubmitReportPayload MadeUpReport()
    {
        _company.CommitmentPayload(100);
        _company.Committed = new SubmitCommitmentResponse { Event = 2, Nonce = ByteString.CopyFrom(new byte[32]) };
        return _company.ReportPayload(50);
    }

    private async Task SendAsync(SubmitCommitmentPayload payload) =>
        await _company.Client.SubmitCommitmentAsync(_company.Request(payload));

    private async Task SendAsync(SubmitReportPayload payload) =>
        await _company.Client.SubmitReportAsync(_company.Request(payload));
}
