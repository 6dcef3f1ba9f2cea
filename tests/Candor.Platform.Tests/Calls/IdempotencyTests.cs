using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Candor.V1;

namespace Candor.Platform.Tests.Calls;

public sealed class IdempotencyTests : IAsyncLifetime
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
    public async Task EveryCall_SentAgainAfterTheMarketWentOn_GetsItsFirstAnswerAlsoAfterARestart()
    {
        using var second = new MarketOwner("second", 1, _server.Time.GetUtcNow().AddHours(1));
        CreateMarketRequest create = second.CreateRequest();
        CreateMarketResponse created = await _server.Markets.CreateMarketAsync(create);
        second.Digest = created.Market.DefinitionDigest;
        Company only = second.Company(0, _server.Channel);
        JoinMarketRequest join = only.JoinRequest();
        JoinMarketResponse joined = await only.Client.JoinMarketAsync(join);
        SubmitCommitmentRequest commit = only.Request(only.CommitmentPayload(100));
        SubmitCommitmentResponse committed = only.Committed = await only.Client.SubmitCommitmentAsync(commit);
        SubmitReportRequest report = only.Request(only.ReportPayload(70));
        _server.Time.Advance(TimeSpan.FromMinutes(1));
        SubmitReportResponse reported = await only.Client.SubmitReportAsync(report);
        SettleMarketRequest settle = _owner.SettleRequest();
        SettleMarketResponse settled = await _server.Markets.SettleMarketAsync(settle);
        long rows = _server.CountRows();

        for (int time = 0; time < 2; time++)
        {
            var again = new Company(second.Name, only.Id, only.Key, second.Digest, _server.Channel);
            Assert.Equal(created.WithoutCheckpoint(), (await _server.Markets.CreateMarketAsync(create)).WithoutCheckpoint());
            Assert.Equal(joined.WithoutCheckpoint(), (await again.Client.JoinMarketAsync(join)).WithoutCheckpoint());
            Assert.Equal(committed.WithoutCheckpoint(), (await again.Client.SubmitCommitmentAsync(commit)).WithoutCheckpoint());
            Assert.Equal(reported.WithoutCheckpoint(), (await again.Client.SubmitReportAsync(report)).WithoutCheckpoint());
            Assert.Equal(settled.WithoutCheckpoint(), (await _server.Markets.SettleMarketAsync(settle)).WithoutCheckpoint());
            Assert.Equal(rows, _server.CountRows());
            _server.Time.Advance(TimeSpan.FromDays(1));
            await _server.RestartAsync();
        }
    }

    [Fact]
    public async Task JoinMarket_SameBytesSignedAnew_IsTheSameRequest()
    {
        JoinMarketPayload payload = _company.JoinPayload();
        JoinMarketRequest first = _company.Request(payload);
        JoinMarketRequest second = _company.Request(payload);
        Assert.NotEqual(first.Envelope.Signatures[0].Sig, second.Envelope.Signatures[0].Sig);

        JoinMarketResponse response = await _company.Client.JoinMarketAsync(first);

        Assert.Equal(response.WithoutCheckpoint(), (await _company.Client.JoinMarketAsync(second)).WithoutCheckpoint());
    }

    [Fact]
    public async Task SubmitCommitment_UsedRequestIdWithAnotherBody_IsRefused()
    {
        await _company.JoinAsync();
        await _company.Client.SubmitCommitmentAsync(_company.Request(_company.CommitmentPayload(100, "once")));

        await _server.RefusesAsync(ErrorReason.RequestIdReused, async () =>
            await _company.Client.SubmitCommitmentAsync(_company.Request(_company.CommitmentPayload(100, "once"))));
    }

    [Fact]
    public async Task SubmitReport_UsedRequestIdWithABodyThatBreaksARule_IsRefusedAsReused()
    {
        await _company.ParticipateAsync(100);
        SubmitReportPayload other = _company.ReportPayload(50);
        other.RequestId = "r3";

        await _server.RefusesAsync(ErrorReason.RequestIdReused, async () =>
            await _company.Client.SubmitReportAsync(_company.Request(other)));
    }

    [Fact]
    public async Task JoinMarket_RequestIdUsedInAnotherCall_IsRefused()
    {
        await _company.Client.JoinMarketAsync(_company.JoinRequest("once"));

        await _server.RefusesAsync(ErrorReason.RequestIdReused, async () =>
            await _company.Client.SubmitCommitmentAsync(_company.Request(_company.CommitmentPayload(100, "once"))));
    }

    [Fact]
    public async Task JoinMarket_SameRequestIdOfAnotherCompany_IsAnotherRequest()
    {
        Company other = _owner.Company(1, _server.Channel);
        JoinMarketResponse first = await _company.Client.JoinMarketAsync(_company.JoinRequest("once"));

        JoinMarketResponse second = await other.Client.JoinMarketAsync(other.JoinRequest("once"));

        Assert.Equal(first.Event + 1, second.Event);
    }

    [Fact]
    public async Task SubmitCommitment_SentManyTimesAtOnce_IsStoredOnce()
    {
        await _company.JoinAsync();
        SubmitCommitmentRequest request = _company.Request(_company.CommitmentPayload(100));

        SubmitCommitmentResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            async _ => await _company.Client.SubmitCommitmentAsync(request)));

        Assert.Single(answers.Distinct());
        Assert.Equal(3UL, (await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = _owner.Name }))
            .Market.LastEvent);
    }

    [Fact]
    public async Task JoinMarket_ReplayByAStranger_GetsNoAnswer()
    {
        JoinMarketRequest request = _company.JoinRequest();
        await _company.Client.JoinMarketAsync(request);
        using var stranger = new SigningKey();
        JoinMarketRequest forged = _company.Request(
            JoinMarketPayload.Parser.ParseFrom(request.Envelope.Payload), stranger);
        forged.Envelope.Signatures[0].Keyid = _company.Key.KeyId;

        await _server.RefusesAsync(
            ErrorReason.SignatureInvalid, async () => await _company.Client.JoinMarketAsync(forged));
    }
}
