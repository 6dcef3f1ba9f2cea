using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Tests.Calls;

/// <summary>Messages that fail before a market's rules are asked: names, envelopes, keys and signatures.</summary>
public sealed class SignedMessageRefusalTests : IAsyncLifetime
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
    public async Task AnyCall_UnknownMarket_IsRefused()
    {
        using var other = new MarketOwner("nowhere", 2, _server.Time.GetUtcNow().AddHours(1));
        Company stranger = other.Company(0, _server.Channel);

        await _server.RefusesAsync(ErrorReason.MarketNotFound, () => stranger.JoinAsync());
        await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            async () => await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = other.Name }));
        await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            async () => await _server.Markets.SettleMarketAsync(other.SettleRequest()));
        await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            async () => await _server.Markets.CancelMarketAsync(other.CancelRequest()));
        RichError error = await _server.RefusesAsync(
            ErrorReason.MarketNotFound,
            () => _server.Markets.WatchMarket(new WatchMarketRequest { Name = other.Name }).ToListAsync());
        Assert.Equal("markets/nowhere", error.Metadata["market"]);
    }

    [Fact]
    public async Task JoinMarket_UnknownParticipant_IsRefused()
    {
        using var key = new SigningKey();
        var stranger = new Company(_owner.Name, "stranger", key, _owner.Digest, _server.Channel);

        RichError error = await _server.RefusesAsync(ErrorReason.ParticipantNotFound, () => stranger.JoinAsync());
        Assert.Equal("markets/m/participants/stranger", error.Metadata["participant"]);
    }

    [Fact]
    public async Task JoinMarket_KeyNotInTheRoster_IsRefused()
    {
        using var key = new SigningKey();
        await _server.RefusesAsync(ErrorReason.KeyNotOnRecord, async () =>
            await _company.Client.JoinMarketAsync(_company.Request(_company.JoinPayload(), key)));
    }

    [Fact]
    public async Task JoinMarket_KeyOfAnotherCompany_IsRefused() =>
        await _server.RefusesAsync(ErrorReason.KeyNotOnRecord, async () =>
            await _company.Client.JoinMarketAsync(_company.Request(_company.JoinPayload(), _owner.CompanyKeys[1])));

    [Fact]
    public async Task JoinMarket_AnothersKeyUnderTheRightKeyId_IsRefused()
    {
        JoinMarketRequest request = _company.Request(_company.JoinPayload(), _owner.CompanyKeys[1]);
        request.Envelope.Signatures[0].Keyid = _company.Key.KeyId;

        await _server.RefusesAsync(
            ErrorReason.SignatureInvalid, async () => await _company.Client.JoinMarketAsync(request));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("")]
    [InlineData("3006020101020101")]
    public async Task JoinMarket_BadSignature_IsRefused(string signature)
    {
        JoinMarketRequest request = _company.JoinRequest();
        request.Envelope.Signatures[0].Sig = ByteString.CopyFrom(Convert.FromHexString(signature));

        await _server.RefusesAsync(
            ErrorReason.SignatureInvalid, async () => await _company.Client.JoinMarketAsync(request));
    }

    [Fact]
    public async Task JoinMarket_PayloadChangedAfterSigning_IsRefused()
    {
        JoinMarketRequest request = _company.JoinRequest();
        JoinMarketPayload changed = _company.JoinPayload("another-id");
        request.Envelope.Payload = changed.ToByteString();

        await _server.RefusesAsync(
            ErrorReason.SignatureInvalid, async () => await _company.Client.JoinMarketAsync(request));
    }

    [Fact]
    public async Task JoinMarket_SignedForAnotherMarket_IsRefused()
    {
        using MarketOwner second = await _server.CreateMarketAsync("second");
        var elsewhere = new Company(second.Name, _company.Id, _company.Key, second.Digest, _server.Channel);
        JoinMarketRequest request = elsewhere.JoinRequest();
        request.Participant = _company.Name;

        await _server.RefusesAsync(
            ErrorReason.MarketMismatch, async () => await _company.Client.JoinMarketAsync(request));
    }

    [Fact]
    public async Task JoinMarket_SignedForTheRulesOfAnotherMarket_IsRefused()
    {
        using MarketOwner second = await _server.CreateMarketAsync("second");
        var confused = new Company(_owner.Name, _company.Id, _company.Key, second.Digest, _server.Channel);

        await _server.RefusesAsync(ErrorReason.DefinitionMismatch, () => confused.JoinAsync());
    }

    [Fact]
    public async Task JoinMarket_SignedForAnotherParticipant_IsRefused()
    {
        JoinMarketRequest request = _owner.Company(1, _server.Channel).JoinRequest();
        request.Participant = _company.Name;

        await _server.RefusesAsync(
            ErrorReason.ParticipantMismatch, async () => await _company.Client.JoinMarketAsync(request));
    }

    [Fact]
    public async Task SettleMarket_SignedForAnotherMarket_IsRefused()
    {
        using MarketOwner second = await _server.CreateMarketAsync("second");
        SettleMarketRequest request = second.SettleRequest();
        request.Name = _owner.Name;

        await _server.RefusesAsync(
            ErrorReason.MarketMismatch, async () => await _server.Markets.SettleMarketAsync(request));
    }

    [Fact]
    public async Task SettleMarket_SignedByAParticipant_IsRefused() =>
        await _server.RefusesAsync(ErrorReason.KeyNotOnRecord, async () =>
            await _server.Markets.SettleMarketAsync(_owner.SettleRequest(key: _company.Key)));

    [Fact]
    public async Task JoinMarket_PayloadOfAnotherType_IsRefused()
    {
        JoinMarketRequest request = _company.JoinRequest();
        request.Envelope = _company.Key.Sign(new SubmitReportPayload { Participant = _company.Name, RequestId = "r" });

        await _server.RefusesAsync(
            ErrorReason.PayloadTypeMismatch, async () => await _company.Client.JoinMarketAsync(request));
    }

    [Fact]
    public async Task JoinMarket_PayloadThatDoesNotDecode_IsRefused()
    {
        JoinMarketRequest request = _company.JoinRequest();
        request.Envelope = _company.Key.Sign(SigningKey.TypeOf(new JoinMarketPayload()), [0x0a, 0xff, 0x01]);

        await _server.RefusesAsync(
            ErrorReason.PayloadMalformed, async () => await _company.Client.JoinMarketAsync(request));
    }

    [Fact]
    public async Task JoinMarket_NoEnvelope_NamesTheField()
    {
        RichError error = await _server.RefusesAsync(ErrorReason.InvalidRequest, async () =>
            await _company.Client.JoinMarketAsync(new JoinMarketRequest { Participant = _company.Name }));

        Assert.Equal("envelope", error.Violations.Single().Field);
    }

    [Fact]
    public async Task JoinMarket_TwoSignatures_NamesTheField()
    {
        JoinMarketRequest request = _company.JoinRequest();
        request.Envelope.Signatures.Add(request.Envelope.Signatures[0]);

        RichError error = await _server.RefusesAsync(
            ErrorReason.InvalidRequest, async () => await _company.Client.JoinMarketAsync(request));

        Assert.Equal("envelope.signatures", error.Violations.Single().Field);
    }

    [Theory]
    [InlineData("company-0")]
    [InlineData("markets/m/participants/")]
    [InlineData("markets/M/participants/company-0")]
    [InlineData("markets/m/participants/company-0/")]
    [InlineData("markets/-m/participants/company-0")]
    [InlineData("")]
    public async Task JoinMarket_MalformedNameAndRequestId_NamesBothFields(string name)
    {
        JoinMarketPayload payload = _company.JoinPayload("not an id");
        payload.Participant = name;
        var request = new JoinMarketRequest { Participant = _company.Name, Envelope = _company.Key.Sign(payload) };

        RichError error = await _server.RefusesAsync(
            ErrorReason.InvalidRequest, async () => await _company.Client.JoinMarketAsync(request));

        Assert.Equal(
            ["envelope.payload.requestId", "envelope.payload.participant"], error.Violations.Select(v => v.Field));
    }

    [Fact]
    public async Task ListMarkets_BadPages_AreRefused()
    {
        RichError error = await _server.RefusesAsync(ErrorReason.InvalidRequest, async () =>
            await _server.Markets.ListMarketsAsync(new ListMarketsRequest { PageSize = -1 }));
        Assert.Equal("pageSize", error.Violations.Single().Field);
        await _server.RefusesAsync(ErrorReason.PageTokenInvalid, async () =>
            await _server.Markets.ListMarketsAsync(new ListMarketsRequest { PageToken = "x!" }));
        await _server.RefusesAsync(ErrorReason.PageTokenInvalid, async () =>
            await _server.Markets.ListMarketsAsync(new ListMarketsRequest { PageToken = "AQIAAAAAAAAAAGFiYw" }));
    }

    [Fact]
    public async Task WatchAssignment_WithoutTheParticipantsSignature_IsRefused()
    {
        DateTimeOffset now = _server.Time.GetUtcNow();
        await _server.RefusesAsync(ErrorReason.KeyNotOnRecord, () => _company.Client.WatchAssignment(
            _company.WatchRequest(now.AddMinutes(1), signer: _owner.Key)).ToListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3601)]
    public async Task WatchAssignment_ExpiredOrTooFarAhead_IsRefused(int seconds)
    {
        DateTimeOffset expiry = _server.Time.GetUtcNow().AddSeconds(seconds);
        await _server.RefusesAsync(
            ErrorReason.PayloadExpired,
            () => _company.Client.WatchAssignment(_company.WatchRequest(expiry)).ToListAsync());
    }

    [Fact]
    public async Task WatchAssignment_OtherRules_IsRefused()
    {
        using MarketOwner second = await _server.CreateMarketAsync("second");
        var confused = new Company(_owner.Name, _company.Id, _company.Key, second.Digest, _server.Channel);

        await _server.RefusesAsync(ErrorReason.DefinitionMismatch, () => confused.Client.WatchAssignment(
            confused.WatchRequest(_server.Time.GetUtcNow().AddMinutes(1))).ToListAsync());
    }

    [Fact]
    public async Task AnyCall_FiveMegabytes_IsRefusedAndTheConnectionStays()
    {
        await _server.Markets.ListMarketsAsync(new ListMarketsRequest());
        long before = _server.CountRows();
        JoinMarketRequest request = _company.JoinRequest();
        request.Envelope.Payload = ByteString.CopyFrom(new byte[5 << 20]);

        await _server.RefusesAsync(
            ErrorReason.MessageTooLarge, async () => await _company.Client.JoinMarketAsync(request));

        Assert.Equal(before, _server.CountRows());
        await _company.JoinAsync();
        Assert.Equal(1, _server.Connections);
    }
}
