using Candor.Client.Tests.Server;
using Candor.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Candor.Client.Tests.Calls;

public sealed class RetryTests : ClientTestBase
{
    [Fact]
    public async Task Call_ServerUnavailable_TriesAgainWithTheSameRequest()
    {
        await CreateAsync();
        Server.Faults.FailBefore("JoinMarket", Failures.Unavailable(), Failures.Unavailable(), Failures.Unavailable());

        JoinReceipt joined = await North.JoinAsync(Limit);

        IReadOnlyList<JoinMarketRequest> requests = Server.Faults.RequestsOf<JoinMarketRequest>();
        Assert.Equal(2ul, joined.Event);
        Assert.Equal(4, requests.Count);
        Assert.All(requests, request => Assert.Equal(requests[0], request));
    }

    [Fact]
    public async Task Call_AnswerLost_GetsTheFirstAnswerAndActsOnce()
    {
        await CreateAsync();
        Server.Faults.FailAfter("JoinMarket", Failures.Unavailable());

        JoinReceipt joined = await North.JoinAsync(Limit);

        Assert.Equal(2ul, joined.Event);
        Assert.Equal(2, Server.Log.Events.Count);
    }

    [Fact]
    public async Task Call_ServerUnavailable_WaitsLongerEachTimeUpToTheLimit()
    {
        await CreateAsync();
        Server.Faults.FailBefore("GetMarket", [.. Enumerable.Range(0, 9).Select(_ => Failures.Unavailable())]);

        await Client.GetMarketAsync(TestMarket.Id, Limit);

        double[] longest = [0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5, 5];
        Assert.Equal(longest.Length, Clock.Waits.Count);
        Assert.All(Clock.Waits.Zip(longest), wait =>
            Assert.InRange(wait.First.TotalSeconds, (wait.Second / 2) - 1e-6, wait.Second + 1e-6));
        Assert.NotEqual(Clock.Waits[7], Clock.Waits[8]);
    }

    [Fact]
    public async Task Call_ServerStaysUnavailable_GivesUpWithTheStatus()
    {
        await CreateAsync();
        Server.Faults.FailBefore("JoinMarket", [.. Enumerable.Range(0, 20).Select(_ => Failures.Unavailable())]);

        var refused = await Assert.ThrowsAsync<CandorException>(
            () => North.JoinAsync(Limit));

        Assert.Equal(("UNAVAILABLE", StatusCode.Unavailable), (refused.Reason, refused.StatusCode));
        Assert.Equal(ErrorReason.Unspecified, refused.ErrorReason);
        Assert.Equal(10, Server.Faults.RequestsOf<JoinMarketRequest>().Count);
        Envelope first = Server.Faults.RequestsOf<JoinMarketRequest>()[0].Envelope;
        Assert.Equal(JoinMarketPayload.Parser.ParseFrom(first.Payload).RequestId, refused.RequestId);
    }

    [Theory]
    [InlineData(StatusCode.Internal, "INTERNAL")]
    [InlineData(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.ResourceExhausted, "RESOURCE_EXHAUSTED")]
    [InlineData(StatusCode.Aborted, "ABORTED")]
    public async Task Call_OtherStatus_IsNotTriedAgain(StatusCode status, string reason)
    {
        await CreateAsync();
        Server.Faults.FailBefore("GetMarket", new RpcException(new Status(status, "It broke.")));

        var refused = await Assert.ThrowsAsync<CandorException>(() => Client.GetMarketAsync(TestMarket.Id, Limit));

        Assert.Equal((reason, status, "It broke."), (refused.Reason, refused.StatusCode, refused.Message));
        Assert.Empty(Clock.Waits);
    }

    [Fact]
    public async Task Call_DetailsThatDoNotDecode_StillGivesTheStatus()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", new byte[] { 0xff, 0xff, 0xff } } };
        Server.Faults.FailBefore("GetMarket", new RpcException(new Status(StatusCode.NotFound, "Gone."), trailers));

        var refused = await Assert.ThrowsAsync<CandorException>(() => Client.GetMarketAsync(TestMarket.Id, Limit));

        Assert.Equal(("NOT_FOUND", StatusCode.NotFound), (refused.Reason, refused.StatusCode));
    }

    [Fact]
    public async Task Call_ReasonOfANewerServer_IsKeptAsText()
    {
        Server.Faults.FailBefore("GetMarket", Failures.Of(StatusCode.FailedPrecondition, "BRAND_NEW", "New."));

        var refused = await Assert.ThrowsAsync<CandorException>(() => Client.GetMarketAsync(TestMarket.Id, Limit));

        Assert.Equal(("BRAND_NEW", ErrorReason.Unspecified), (refused.Reason, refused.ErrorReason));
    }

    [Fact]
    public async Task Call_Cancelled_ThrowsCancellationAndNotAnError()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.GetMarketAsync(TestMarket.Id, stop.Token));
    }

    [Fact]
    public async Task Call_ServerNeverAnswers_EndsWithTheAttempt()
    {
        Server.Faults.Hang = "GetMarket";
        using var client = new CandorClient(new CandorClientOptions
        {
            Address = Server.Address,
            CallTimeout = TimeSpan.FromMilliseconds(200),
        });

        var refused = await Assert.ThrowsAsync<CandorException>(() => client.GetMarketAsync(TestMarket.Id, Limit));

        Assert.Equal("DEADLINE_EXCEEDED", refused.Reason);
        Assert.Single(Server.Faults.Requests);
    }

    [Fact]
    public async Task Call_CancelledUnderWay_ThrowsCancellation()
    {
        Server.Faults.Hang = "GetMarket";
        using var stop = new CancellationTokenSource();
        Task call = Client.GetMarketAsync(TestMarket.Id, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Call_NobodyListens_GivesUpWithUnavailable()
    {
        await Server.StopAsync();

        var refused = await Assert.ThrowsAsync<CandorException>(() => Client.GetMarketAsync(TestMarket.Id, Limit));

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Equal(9, Clock.Waits.Count);
    }

    [Fact]
    public async Task WatchMarket_StreamBreaks_ResumesWithEachEventOnce()
    {
        await CreateAsync();
        await ReportAsync(0, 10);
        await ReportAsync(1, 10);
        await ReportAsync(2, 10);
        foreach (int messages in new[] { 0, 1, 0, 3, 2 })
        {
            Server.Faults.StreamBreaks.Enqueue(messages);
        }

        List<MarketUpdate> events = await ListAsync(Client.WatchMarketAsync(TestMarket.Id, null, Limit));

        Assert.Equal(Enumerable.Range(1, 11).Select(i => (ulong)i), events.Select(e => e.Sequence));
        Assert.IsType<MarketSettledUpdate>(events[^1]);
        Assert.Equal(
            ["", "", events[0].ResumeToken, events[0].ResumeToken, events[3].ResumeToken, events[5].ResumeToken],
            Server.Faults.RequestsOf<WatchMarketRequest>().Select(r => r.ResumeToken));
        // A message ends the run of failures: the waits begin anew.
        Assert.All(Clock.Waits, wait => Assert.InRange(wait.TotalSeconds, 0.1, 0.4));
    }

    [Fact]
    public async Task WatchMarket_FromAToken_LeavesOutWhatWasSeen()
    {
        await CreateAsync();
        await Operator.CancelMarketAsync("No.", Limit);
        List<MarketUpdate> all = await ListAsync(Client.WatchMarketAsync(TestMarket.Id, null, Limit));

        List<MarketUpdate> events = await ListAsync(
            Client.WatchMarketAsync(TestMarket.Id, all[0].ResumeToken, Limit));

        Assert.Equal([2ul], events.Select(e => e.Sequence));
    }

    [Fact]
    public async Task WatchMarket_ServerGoesAwayAndComesBack_GoesOn()
    {
        await CreateAsync();
        var first = new TaskCompletionSource();
        async Task<MarketUpdate> SecondAsync()
        {
            await foreach (MarketUpdate next in Client.WatchMarketAsync(TestMarket.Id, null, Limit))
            {
                if (!first.TrySetResult())
                {
                    return next;
                }
            }

            throw new InvalidOperationException("The stream ended.");
        }

        Task<MarketUpdate> second = SecondAsync();
        await first.Task;
        await Server.StopAsync();
        await Server.RestartAsync();
        await North.JoinAsync(Limit);

        MarketUpdate joined = await second;
        Assert.Equal((2ul, "north"), (joined.Sequence, Assert.IsType<ParticipantJoinedUpdate>(joined).ParticipantId));
    }

    [Fact]
    public async Task WatchMarket_Refused_EndsWithTheReason()
    {
        var refused = await Assert.ThrowsAsync<CandorException>(
            () => ListAsync(Client.WatchMarketAsync("nobody", null, Limit)));

        Assert.Equal(ErrorReason.MarketNotFound, refused.ErrorReason);
    }

    [Fact]
    public async Task WatchMarket_Stopped_ThrowsCancellation()
    {
        await CreateAsync();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (MarketUpdate _ in Client.WatchMarketAsync(TestMarket.Id, null, stop.Token))
            {
                await stop.CancelAsync();
            }
        });
    }

    [Fact]
    public async Task WatchAssignment_StreamBreaks_SignsAnewAndResumes()
    {
        await CreateAsync();
        await ReportAsync(0, 10);
        await Operator.SettleMarketAsync(Limit);
        Server.Faults.StreamBreaks.Enqueue(2);

        List<AssignmentUpdate> updates = await ListAsync(
            North.WatchAssignmentAsync(cancellationToken: Limit));

        Assert.Equal([1ul, 2, 3, 4, 5], updates.Select(update => update.Sequence));
        IReadOnlyList<WatchAssignmentRequest> requests = Server.Faults.RequestsOf<WatchAssignmentRequest>();
        Assert.Equal(["", updates[1].ResumeToken], requests.Select(request => request.ResumeToken));
        Assert.NotEqual(SignatureOf(requests[0]), SignatureOf(requests[1]));
    }

    private static ByteString SignatureOf(WatchAssignmentRequest request) => request.Envelope.Signatures.Single().Sig;
}
