using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf.WellKnownTypes;

namespace Candor.Platform.Tests.Transcripts;

public sealed class TranscriptAccessTests : IAsyncLifetime
{
    // Created 0, joined 1, committed 2, reported 3.
    private const ulong Report = 3;
    private const ulong Outcome = 4;

    private RunningServer _server = null!;
    private MarketOwner _owner = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _owner = await _server.CreateMarketAsync();
        await _owner.Company(0, _server.Channel).ParticipateAsync(100);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task ListEntries_BeforeTheMarketSettles_WithholdsReportsFromEveryone()
    {
        foreach (SigningKey? reader in new[] { null, _owner.Key, _owner.CompanyKeys[0], _owner.CompanyKeys[1] })
        {
            Assert.Equal([Report], await _server.WithheldAsync(_owner, reader));
        }
    }

    [Fact]
    public async Task ListEntries_SettledMarket_WithholdsReportsAndOutcomeFromStrangersAlone()
    {
        await _server.Markets.SettleMarketAsync(_owner.SettleRequest());

        Assert.Equal([Report, Outcome], await _server.WithheldAsync(_owner));
        foreach (SigningKey reader in new[] { _owner.Key, _owner.CompanyKeys[0], _owner.CompanyKeys[2] })
        {
            Assert.Empty(await _server.WithheldAsync(_owner, reader));
        }
    }

    [Fact]
    public async Task ListEntries_CancelledMarket_WithholdsReportsForEver()
    {
        await _server.Markets.CancelMarketAsync(_owner.CancelRequest());

        Assert.Equal([Report], await _server.WithheldAsync(_owner));
        Assert.Equal([Report], await _server.WithheldAsync(_owner, _owner.CompanyKeys[0]));
    }

    [Fact]
    public async Task ListEntries_PublicMarket_OpensToEveryoneOnceItHasSettled()
    {
        using var owner = new MarketOwner("public", 1, _server.Time.GetUtcNow().AddHours(1));
        owner.Definition.TranscriptAccess = TranscriptAccess.Public;
        await owner.CreateAsync(_server.Channel);
        Company company = owner.Company(0, _server.Channel);
        await company.JoinAsync();
        await company.CommitAsync(100);
        Assert.Empty(await _server.WithheldAsync(owner));
        await company.ReportAsync(50);

        Assert.Empty(await _server.WithheldAsync(owner));
        Assert.Equal(5, (await _server.ListAsync(owner)).Entries.Count);
    }

    [Fact]
    public async Task ListEntries_PublicMarketStillOpen_WithholdsReports()
    {
        using var owner = new MarketOwner("public", 2, _server.Time.GetUtcNow().AddHours(1));
        owner.Definition.TranscriptAccess = TranscriptAccess.Public;
        await owner.CreateAsync(_server.Channel);
        await owner.Company(0, _server.Channel).ParticipateAsync(100);

        Assert.Equal([Report], await _server.WithheldAsync(owner));
    }

    [Fact]
    public async Task ListEntries_KeyOfNobody_IsRefused()
    {
        using var stranger = new SigningKey();
        await RefusesAsync(ErrorReason.KeyNotOnRecord, TranscriptReading.Request(_owner, stranger));
    }

    [Fact]
    public async Task ListEntries_SignatureOfAnotherUnderAMembersName_IsRefused()
    {
        using var stranger = new SigningKey();
        ListEntriesRequest request = TranscriptReading.Request(_owner, stranger);
        request.Envelope.Signatures[0].Keyid = _owner.CompanyKeys[0].KeyId;
        await RefusesAsync(ErrorReason.SignatureInvalid, request);
    }

    [Fact]
    public Task ListEntries_PayloadForOtherRules_IsRefused() => RefusesAsync(
        ErrorReason.DefinitionMismatch, payload => payload.DefinitionDigest = Google.Protobuf.ByteString.Empty);

    [Fact]
    public Task ListEntries_PayloadForAnotherMarket_IsRefused() => RefusesAsync(
        ErrorReason.MarketMismatch, payload => payload.Market = "markets/other");

    [Fact]
    public Task ListEntries_PayloadThatHasExpired_IsRefused() => RefusesAsync(
        ErrorReason.PayloadExpired, payload => payload.ExpireTime = Timestamp.FromDateTimeOffset(ServerTime.Start));

    [Fact]
    public Task ListEntries_PayloadThatExpiresTooFarAhead_IsRefused() => RefusesAsync(
        ErrorReason.PayloadExpired,
        payload => payload.ExpireTime = Timestamp.FromDateTimeOffset(ServerTime.Start.AddMinutes(61)));

    [Fact]
    public Task ListEntries_PayloadWithoutExpiry_IsRefused() => RefusesAsync(
        ErrorReason.InvalidRequest, payload => payload.ExpireTime = null);

    [Fact]
    public async Task ListEntries_PayloadOfAnotherType_IsRefused()
    {
        ListEntriesRequest request = TranscriptReading.Request(_owner, _owner.CompanyKeys[0]);
        request.Envelope.PayloadType = "application/vnd.candor.v1.WatchAssignmentPayload+protobuf";
        await RefusesAsync(ErrorReason.PayloadTypeMismatch, request);
    }

    [Fact]
    public async Task ListEntries_PayloadThatDoesNotDecode_IsRefused()
    {
        ListEntriesRequest request = TranscriptReading.Request(_owner);
        request.Envelope = _owner.Key.Sign(SigningKey.TypeOf(new ReadTranscriptPayload()), [0xff]);
        await RefusesAsync(ErrorReason.PayloadMalformed, request);
    }

    private Task RefusesAsync(ErrorReason reason, Action<ReadTranscriptPayload> change) =>
        RefusesAsync(reason, TranscriptReading.Request(_owner, _owner.CompanyKeys[0], change));

    private async Task RefusesAsync(ErrorReason reason, ListEntriesRequest request) =>
        await _server.RefusesAsync(reason, async () => await _server.Transcripts.ListEntriesAsync(request));
}
