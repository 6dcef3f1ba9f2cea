using Candor.Commitments.Logs;
using Candor.Hosting.Storage;
using Candor.Hosting.Storage.Sqlite;
using Candor.Hosting.Telemetry;
using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Candor.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;

namespace Candor.Platform.Tests.Markets;

public sealed class StorageFaultTests : IAsyncLifetime
{
    private readonly ServerMetrics _metrics = new();
    private FaultyStore _store = null!;
    private RunningServer _server = null!;
    private MarketOwner _owner = null!;
    private Company _company = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(configure: builder =>
            builder.Services.AddSingleton<IEventStore>(services => _store = new FaultyStore(SqliteEventStore.Open(
                new SqliteSettings(
                    services.GetRequiredService<CandorServerOptions>().DatabasePath, StoreRole.Platform),
                _metrics,
                NullLogger.Instance))));
        _owner = await _server.CreateMarketAsync();
        _company = _owner.Company(0, _server.Channel);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _server.DisposeAsync();
        _metrics.Dispose();
    }

    [Fact]
    public async Task JoinMarket_StoreFails_IsUnavailableAndWorksWhenTheStoreIsBack()
    {
        JoinMarketRequest request = _company.JoinRequest();
        _store.RefuseAppends = true;
        await _server.RefusesAsync(
            ErrorReason.StorageUnavailable, async () => await _company.Client.JoinMarketAsync(request));
        V1.Market market = (await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = _owner.Name })).Market;
        Assert.Equal(ParticipantPhase.Invited, market.Participants[0].Phase);

        // What was staged in the transcript is taken back: another company's message comes in its place.
        _store.RefuseAppends = false;
        JoinMarketResponse other = await _owner.Company(1, _server.Channel).JoinAsync();
        JoinMarketResponse joined = await _company.Client.JoinMarketAsync(request);

        Assert.Equal((2UL, 3UL), (other.Event, joined.Event));
        NoteKey key = await _server.KeyAsync();
        key.AssertHolds(other.Receipt, _owner.Name, events: 1);
        key.AssertHolds(joined.Receipt, _owner.Name, events: 1);
        Assert.Equal(3, (await _server.ListAsync(_owner)).Entries.Count);
    }

    [Fact]
    public async Task JoinMarket_StoredButNotAcknowledged_IsAnsweredWhenItIsSentAgain()
    {
        using var watch = _server.Markets.WatchMarket(new WatchMarketRequest { Name = _owner.Name });
        JoinMarketRequest request = _company.JoinRequest();
        _store.HideAppends = true;
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _company.Client.JoinMarketAsync(request));
        Assert.Equal("STORAGE_UNAVAILABLE", RichError.From(e).Reason);
        _store.HideAppends = false;

        // The market's memory is behind its log; the next message, of anybody, makes it catch up.
        JoinMarketResponse second = await _owner.Company(1, _server.Channel).JoinAsync();
        JoinMarketResponse first = await _company.Client.JoinMarketAsync(request);

        Assert.Equal((2UL, 3UL), (first.Event, second.Event));
        NoteKey key = await _server.KeyAsync();
        key.AssertHolds(first.Receipt, _owner.Name, events: 1);
        key.AssertHolds(second.Receipt, _owner.Name, events: 1);
        Assert.Equal((1UL, 2UL), (first.Receipt.LeafIndex, second.Receipt.LeafIndex));
        Assert.Equal([1UL, 2, 3], (await watch.TakeAsync(3)).Select(w => w.Sequence));
    }

    [Fact]
    public async Task JoinMarket_TooManyWait_IsOverloaded()
    {
        _store.OverloadAppends = true;
        await _server.RefusesAsync(ErrorReason.Overloaded, () => _company.JoinAsync());
        _store.OverloadAppends = false;
        await _company.JoinAsync();
    }

    [Fact]
    public async Task Deadline_StoreFails_IsTriedAgain()
    {
        Task<List<WatchMarketResponse>> watching =
            _server.Markets.WatchMarket(new WatchMarketRequest { Name = _owner.Name }).ToListAsync();
        _store.RefuseAppends = true;
        _server.Time.Advance(TimeSpan.FromHours(1));
        await _server.Log.WhenWrittenAsync(302);

        _store.RefuseAppends = false;
        while (!watching.IsCompleted)
        {
            _server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(SettlementCause.Deadline, (await watching)[^1].MarketSettled.Cause);
    }

    [Fact]
    public async Task Stop_MessageBeingStored_IsAnsweredFirst()
    {
        var gate = new TaskCompletionSource();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.HoldAppends = (gate.Task, reached);
        Task<JoinMarketResponse> join = _company.JoinAsync();
        await reached.Task;

        Task stopping = _server.App.StopAsync();
        Assert.False(join.IsCompleted);
        gate.SetResult();
        await stopping;

        Assert.Equal(2UL, (await join).Event);
    }

    [Fact]
    public async Task JoinMarket_CallerGoneWhileItIsStored_StandsAndIsAnsweredWhenSentAgain()
    {
        var gate = new TaskCompletionSource();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.HoldAppends = (gate.Task, reached);
        JoinMarketRequest request = _company.JoinRequest();
        using var cancel = new CancellationTokenSource();
        Task<JoinMarketResponse> first = _company.Client.JoinMarketAsync(
            request, cancellationToken: cancel.Token).ResponseAsync;
        await reached.Task;
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => first)).StatusCode);
        _store.HoldAppends = null;
        gate.SetResult();

        Assert.Equal(2UL, (await _company.Client.JoinMarketAsync(request)).Event);
        Assert.Equal(3UL, (await _owner.Company(1, _server.Channel).JoinAsync()).Event);
    }

    [Fact]
    public async Task AnyCall_FaultOfOurs_IsInternalWithATraceAndNothingElse()
    {
        _store.ThrowOnReads = true;
        RichError error = await _server.RefusesAsync(
            ErrorReason.Internal,
            async () => await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = "markets/other" }));
        _store.ThrowOnReads = false;

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.Message, StringComparison.Ordinal);
        FakeLogRecord record = Assert.Single(_server.Log.GetSnapshot(), entry => entry.Id.Id == 400);
        string logged = $"{record.Message} {record.Exception}";
        Assert.Contains(error.Metadata["trace"], logged, StringComparison.Ordinal);
        Assert.Contains("a secret detail of the server", logged, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RpcException>(
            async () => await _server.Markets.GetMarketAsync(new GetMarketRequest { Name = "markets/other" }));
    }

    [Fact]
    public async Task JoinMarket_DatabaseFull_IsUnavailableAndReadsStillWork()
    {
        await using RunningServer small = await RunningServer.StartAsync(o => o with { MaxDatabaseBytes = 100 * 1024 });
        using MarketOwner owner = await small.CreateMarketAsync();
        using var large = new MarketOwner("large", 500, small.Time.GetUtcNow().AddHours(1));

        RichError error = await small.RefusesAsync(
            ErrorReason.StorageUnavailable, () => large.CreateAsync(small.Channel));

        Assert.Contains("full", error.Message, StringComparison.Ordinal);
        await small.Markets.GetMarketAsync(new GetMarketRequest { Name = owner.Name });
        await owner.Company(0, small.Channel).JoinAsync();
    }
}
