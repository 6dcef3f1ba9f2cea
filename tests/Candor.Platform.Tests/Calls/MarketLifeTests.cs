using Candor.Market.Definitions;
using Candor.Market.Settlement;
using Candor.Server.Testing;
using Candor.V1;
using Google.Protobuf;

namespace Candor.Platform.Tests.Calls;

public class MarketLifeTests
{
    [Fact]
    public async Task Market_FromCreationToAssignment_TellsEveryoneWhatIsTheirs()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        Company[] companies = [.. Enumerable.Range(0, 3).Select(i => owner.Company(i, server.Channel))];
        var watching = companies
            .Select(c => c.Client.WatchAssignment(c.WatchRequest(server.Time.GetUtcNow().AddMinutes(5))).ToListAsync())
            .ToArray();
        Task<List<WatchMarketResponse>> publicWatch =
            server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync();

        ulong[] sizes = [250, 80, 120];
        for (int i = 0; i < companies.Length; i++)
        {
            await companies[i].ParticipateAsync(sizes[i]);
        }

        MarketOutcome expected = Settle(owner, 250, 80, 120);
        for (int i = 0; i < companies.Length; i++)
        {
            List<WatchAssignmentResponse> updates = await watching[i];
            Assert.Equal(
                [
                    ParticipantPhase.Invited, ParticipantPhase.Joined, ParticipantPhase.Committed,
                    ParticipantPhase.Reported, ParticipantPhase.Assigned,
                ],
                updates.Select(u => u.Phase));
            Assignment assignment = updates[^1].Assignment;
            Assert.Equal(expected.BestQuality, assignment.BestQuality);
            Assert.Equal(expected.Assignments[i].AllocatedQuality, assignment.AllocatedQuality);
            Assert.Equal(expected.Assignments[i].OwnQuality, assignment.OwnQuality);
            Assert.Equal(expected.Assignments[i].PaymentMicros, assignment.PaymentMicros);
            Assert.Equal(sizes[i], assignment.ReportedRecords);
            Assert.Equal("EUR", assignment.Currency);
            Assert.Equal(PreferredModel.Allocated, assignment.PreferredModel);
        }

        List<WatchMarketResponse> events = await publicWatch;
        Assert.Equal(Enumerable.Range(1, 11).Select(i => (ulong)i), events.Select(e => e.Sequence));
        Assert.Equal(SettlementCause.AllReported, events[^1].MarketSettled.Cause);
        Assert.Empty(events[^1].MarketSettled.Out);
        Assert.Equal(companies[0].Opening!.Commit().ToArray(), events[2].CommitmentAccepted.Commitment.ToByteArray());
    }

    [Fact]
    public void WatchMarketResponse_AnyField_HasNoRoomForASizeOrAPayment()
    {
        // The schema of the public events cannot hold either; this holds for the fields of a later version too. How
        // many records two participants share is public where the market's rules compare them.
        string[] names =
            [.. Fields(WatchMarketResponse.Descriptor).Select(f => f.Name).Where(name => name != "shared_records")];

        Assert.Contains("commitment", names);
        Assert.DoesNotContain(names, name => ((string[])["record", "size", "payment", "quality"])
            .Any(secret => name.Contains(secret, StringComparison.Ordinal)));

        static IEnumerable<Google.Protobuf.Reflection.FieldDescriptor> Fields(
            Google.Protobuf.Reflection.MessageDescriptor message) =>
            message.Fields.InDeclarationOrder().SelectMany(
                f => f.FieldType == Google.Protobuf.Reflection.FieldType.Message
                    && f.MessageType.File.Package == "candor.v1"
                        ? Fields(f.MessageType).Prepend(f)
                        : [f]);
    }

    [Fact]
    public async Task GetMarket_OpenMarket_CarriesTheSignedDefinitionAndEveryPhase()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        await owner.Company(0, server.Channel).JoinAsync();
        Company second = owner.Company(1, server.Channel);
        await second.JoinAsync();
        await second.CommitAsync(10);

        V1.Market market = (await server.Markets.GetMarketAsync(new GetMarketRequest { Name = owner.Name })).Market;

        Assert.Equal(owner.Definition, market.Definition);
        Assert.Equal(owner.Key.KeyId, market.Creation.Signatures[0].Keyid);
        Assert.Equal(
            System.Security.Cryptography.SHA256.HashData(market.Creation.Payload.Span), market.DefinitionDigest.Span);
        Assert.Equal(MarketPhase.Open, market.Phase);
        Assert.Equal(
            [ParticipantPhase.Joined, ParticipantPhase.Committed, ParticipantPhase.Invited],
            market.Participants.Select(p => p.Phase));
        Assert.Equal(4UL, market.LastEvent);
        Assert.Equal(ServerTime.Start, market.CreateTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task SettleMarket_BeforeTheDeadline_LeavesOutWhoHasNotReported()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        Company silent = owner.Company(2, server.Channel);
        await owner.Company(0, server.Channel).ParticipateAsync(100);
        await owner.Company(1, server.Channel).ParticipateAsync(50);
        await silent.JoinAsync();

        SettleMarketResponse response = await server.Markets.SettleMarketAsync(owner.SettleRequest());

        Assert.Equal(MarketPhase.Settled, response.Market.Phase);
        Assert.Equal(
            [ParticipantPhase.Assigned, ParticipantPhase.Assigned, ParticipantPhase.Out],
            response.Market.Participants.Select(p => p.Phase));
        WatchAssignmentResponse last = (await silent.Client.WatchAssignment(
            silent.WatchRequest(server.Time.GetUtcNow().AddMinutes(5))).ToListAsync())[^1];
        Assert.Equal(ParticipantPhase.Out, last.Phase);
        Assert.False(last.Assignment.HasReportedRecords);
        Assert.Equal(0, last.Assignment.AllocatedQuality);
        Assert.Equal(PreferredModel.Own, last.Assignment.PreferredModel);
        Assert.Equal(Settle(owner, 100, 50, null).Assignments[2].PaymentMicros, last.Assignment.PaymentMicros);
    }

    [Fact]
    public async Task CancelMarket_OpenMarket_TellsEveryoneWhy()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        Company company = owner.Company(0, server.Channel);
        await company.JoinAsync();

        CancelMarketResponse response =
            await server.Markets.CancelMarketAsync(owner.CancelRequest(reason: "the data was recalled"));

        Assert.Equal(MarketPhase.Cancelled, response.Market.Phase);
        WatchAssignmentResponse last = (await company.Client.WatchAssignment(
            company.WatchRequest(server.Time.GetUtcNow().AddMinutes(5))).ToListAsync())[^1];
        Assert.Equal(ParticipantPhase.Cancelled, last.Phase);
        Assert.Equal("the data was recalled", last.CancelReason);
        Assert.Null(last.Assignment);
    }

    [Fact]
    public async Task ListMarkets_Pages_GivesEveryMarketOnce()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        foreach (string id in (string[])["c", "a", "e", "b", "d"])
        {
            (await server.CreateMarketAsync(id, 2)).Dispose();
        }

        var names = new List<string>();
        string token = "";
        do
        {
            ListMarketsResponse page = await server.Markets.ListMarketsAsync(
                new ListMarketsRequest { PageSize = 2, PageToken = token });
            Assert.InRange(page.Markets.Count, 1, 2);
            names.AddRange(page.Markets.Select(m => m.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(["markets/a", "markets/b", "markets/c", "markets/d", "markets/e"], names);
    }

    [Fact]
    public async Task ListMarkets_AfterReports_CountsThem()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        await owner.Company(0, server.Channel).ParticipateAsync(10);

        MarketSummary summary = (await server.Markets.ListMarketsAsync(new ListMarketsRequest())).Markets.Single();

        Assert.Equal("Market m", summary.DisplayName);
        Assert.Equal(MarketPhase.Open, summary.Phase);
        Assert.Equal(3, summary.ParticipantCount);
        Assert.Equal(1, summary.ReportCount);
        Assert.Equal(owner.Definition.ReportDeadline, summary.ReportDeadline);
    }

    private static MarketOutcome Settle(MarketOwner owner, params uint?[] reports)
    {
        Assert.True(MarketDefinitionReader.TryRead(
            JsonFormatter.Default.Format(owner.Definition), out var definition, out _));
        return Candor.Market.MarketSettlement.Settle(definition, [.. reports]);
    }
}
