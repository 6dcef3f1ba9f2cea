using Candor.Server.Testing;
using Candor.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Candor.Platform.Tests.Calls;

[Trait("Category", "Slow")]
public class StreamTests
{
    private static readonly DateTimeOffset s_soon = ServerTime.Start.AddMinutes(5);

    [Fact]
    public async Task WatchMarket_ResumedAfterARestart_MissesNothingAndRepeatsNothing()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync(companies: 4);
        var seen = new List<WatchMarketResponse>();
        for (int i = 0; i < 4; i++)
        {
            string token = seen.Count == 0 ? "" : seen[^1].ResumeToken;
            using var call = server.Markets.WatchMarket(
                new WatchMarketRequest { Name = owner.Name, ResumeToken = token });
            Company company = owner.Company(i, server.Channel);
            await company.JoinAsync();
            seen.AddRange(await call.TakeAsync(i == 0 ? 2 : 3));
            await company.CommitAsync(100);
            await company.ReportAsync(100);

            // The stream is cut with two events unread, by the server's going and by the caller's alike.
            await server.RestartAsync();
        }

        seen.AddRange(await server.Markets.WatchMarket(
            new WatchMarketRequest { Name = owner.Name, ResumeToken = seen[^1].ResumeToken }).ToListAsync());

        Assert.Equal(Enumerable.Range(1, 14).Select(i => (ulong)i), seen.Select(e => e.Sequence));
        Assert.Equal(WatchMarketResponse.EventOneofCase.MarketSettled, seen[^1].EventCase);
        List<WatchMarketResponse> whole =
            await server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync();
        Assert.Equal(whole, seen);
    }

    [Fact]
    public async Task WatchMarket_EveryTokenOfALongMarket_ResumesRightAfterIt()
    {
        // Longer than what stays in memory and than a page of the database.
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync(companies: 100);
        for (int i = 0; i < 100; i++)
        {
            await owner.Company(i, server.Channel).ParticipateAsync(10);
        }

        List<WatchMarketResponse> whole =
            await server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync();
        Assert.Equal(Enumerable.Range(1, 302).Select(i => (ulong)i), whole.Select(e => e.Sequence));
        foreach (int at in (int[])[1, 2, 100, 237, 238, 239, 255, 256, 257, 300, 301, 302])
        {
            List<WatchMarketResponse> rest = await server.Markets.WatchMarket(new WatchMarketRequest
            {
                Name = owner.Name,
                ResumeToken = whole[at - 1].ResumeToken,
            }).ToListAsync();
            Assert.Equal(whole.Skip(at).Select(e => e.Sequence), rest.Select(e => e.Sequence));
        }
    }

    [Fact]
    public async Task WatchAssignment_Resumed_TellsOnlyWhatIsNew()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync(companies: 2);
        Company company = owner.Company(0, server.Channel);
        await company.ParticipateAsync(100);
        using var call = company.Client.WatchAssignment(company.WatchRequest(s_soon));
        List<WatchAssignmentResponse> first = await call.TakeAsync(4);
        call.Dispose();
        await owner.Company(1, server.Channel).ParticipateAsync(50);
        await server.RestartAsync();
        company = owner.Company(0, server.Channel);

        List<WatchAssignmentResponse> rest = await company.Client.WatchAssignment(
            company.WatchRequest(s_soon, first[^1].ResumeToken)).ToListAsync();

        Assert.Equal([ParticipantPhase.Assigned], rest.Select(u => u.Phase));
        Assert.Equal(8UL, rest[0].Sequence);
        Assert.Empty(await company.Client.WatchAssignment(
            company.WatchRequest(s_soon, rest[0].ResumeToken)).ToListAsync());
    }

    [Fact]
    public async Task Watch_TokenOfAnotherStream_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync(companies: 2);
        using MarketOwner second = await server.CreateMarketAsync("second", companies: 2);
        Company company = owner.Company(0, server.Channel);
        Company other = owner.Company(1, server.Channel);
        string ofMarket = await TokenAsync(server.Markets.WatchMarket(new WatchMarketRequest { Name = second.Name }));
        string ofCompany =
            (await company.Client.WatchAssignment(company.WatchRequest(s_soon)).TakeAsync(1))[0].ResumeToken;
        await owner.Company(0, server.Channel).JoinAsync();
        string ahead = (await server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name }).TakeAsync(2))[1]
            .ResumeToken;

        foreach (string token in (string[])[ofMarket, ofCompany, "AAAA", "not base64url!", new string('A', 2000)])
        {
            await server.RefusesAsync(ErrorReason.ResumeTokenInvalid, () => server.Markets.WatchMarket(
                new WatchMarketRequest { Name = owner.Name, ResumeToken = token }).ToListAsync());
        }

        await server.RefusesAsync(ErrorReason.ResumeTokenInvalid, () => other.Client.WatchAssignment(
            other.WatchRequest(s_soon, ofCompany)).ToListAsync());

        // A token beyond the log's end comes from another database.
        await using RunningServer fresh = await RunningServer.StartAsync();
        using MarketOwner same = await fresh.CreateMarketAsync(companies: 2);
        await fresh.RefusesAsync(ErrorReason.ResumeTokenInvalid, () => fresh.Markets.WatchMarket(
            new WatchMarketRequest { Name = same.Name, ResumeToken = ahead }).ToListAsync());
    }

    [Fact]
    public async Task WatchMarket_ManySubscribers_AllSeeTheSame()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync(companies: 10);
        GrpcChannel[] channels = [.. Enumerable.Range(0, 4).Select(_ => server.OpenChannel())];
        Task<List<WatchMarketResponse>>[] watching = [.. Enumerable.Range(0, 200).Select(i =>
            new MarketService.MarketServiceClient(channels[i % 4])
                .WatchMarket(new WatchMarketRequest { Name = owner.Name }).ToListAsync())];

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => owner.Company(i, server.Channel).ParticipateAsync(10)));

        foreach (List<WatchMarketResponse> events in await Task.WhenAll(watching))
        {
            Assert.Equal(Enumerable.Range(1, 32).Select(i => (ulong)i), events.Select(e => e.Sequence));
        }

        foreach (GrpcChannel channel in channels)
        {
            channel.Dispose();
        }
    }

    [Fact]
    public async Task WatchMarket_BeyondTheLimitOfStreams_IsRefusedUntilOneEnds()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { MaxStreams = 2 });
        using MarketOwner owner = await server.CreateMarketAsync();
        var request = new WatchMarketRequest { Name = owner.Name };
        using var first = server.Markets.WatchMarket(request);
        using var second = server.Markets.WatchMarket(request);
        await first.TakeAsync(1);
        await second.TakeAsync(1);

        await server.RefusesAsync(ErrorReason.Overloaded, () => server.Markets.WatchMarket(request).ToListAsync());

        await server.Markets.CancelMarketAsync(owner.CancelRequest());
        await first.TakeAsync(1);
        Assert.False(await first.ResponseStream.MoveNext(default));
        Assert.Equal(2, (await server.Markets.WatchMarket(request).ToListAsync()).Count);
    }

    [Fact]
    public async Task Stop_OpenStreams_EndUnavailableAndSayWhy()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using MarketOwner owner = await server.CreateMarketAsync();
        Company company = owner.Company(0, server.Channel);
        using var market = server.Markets.WatchMarket(new WatchMarketRequest { Name = owner.Name });
        using var assignment = company.Client.WatchAssignment(company.WatchRequest(s_soon));
        await market.TakeAsync(1);
        await assignment.TakeAsync(1);

        await server.App.StopAsync();

        RichError first = RichError.From(await Assert.ThrowsAsync<RpcException>(
            () => market.ResponseStream.MoveNext(default)));
        RichError second = RichError.From(await Assert.ThrowsAsync<RpcException>(
            () => assignment.ResponseStream.MoveNext(default)));
        Assert.Equal((StatusCode.Unavailable, "SHUTTING_DOWN"), (first.Code, first.Reason));
        Assert.Equal((StatusCode.Unavailable, "SHUTTING_DOWN"), (second.Code, second.Reason));
    }

    [Fact]
    public async Task WatchMarket_CallerGone_FreesItsPlaceAndIsNoFaultOfOurs()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { MaxStreams = 1 });
        using MarketOwner owner = await server.CreateMarketAsync();
        var request = new WatchMarketRequest { Name = owner.Name };
        for (int i = 0; i < 3; i++)
        {
            using var cancel = new CancellationTokenSource();
            using var call = await OpenAsync(server, request, cancel.Token);
            await cancel.CancelAsync();
            var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
            Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        }

        Assert.DoesNotContain(server.Log.GetSnapshot(), entry => entry.Id.Id == 400);
    }

    /// <summary>Opens the one stream there may be, as soon as the server has noticed that the last one is
    /// gone.</summary>
    private static async Task<AsyncServerStreamingCall<WatchMarketResponse>> OpenAsync(
        RunningServer server, WatchMarketRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var call = server.Markets.WatchMarket(request, cancellationToken: cancellationToken);
            try
            {
                await call.TakeAsync(1);
                return call;
            }
            catch (RpcException e) when (RichError.From(e).Reason == "OVERLOADED")
            {
                call.Dispose();
            }
        }
    }

    private static async Task<string> TokenAsync(AsyncServerStreamingCall<WatchMarketResponse> call)
    {
        using (call)
        {
            return (await call.TakeAsync(1))[0].ResumeToken;
        }
    }
}
