using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Candor.Client.Tests.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Candor.Client.Tests;

public sealed class CandorClientTests : ClientTestBase
{
    [Fact]
    public void Constructor_WrongOptions_NamesEveryFault()
    {
        var wrong = Assert.Throws<ArgumentException>(() => new CandorClient(new CandorClientOptions
        {
            Address = new Uri("ftp://candor.example.org/path"),
            CallTimeout = TimeSpan.Zero,
            MaxAttempts = 0,
            InitialBackoff = TimeSpan.FromSeconds(9),
            MaxBackoff = TimeSpan.FromSeconds(1),
        }));

        string[] names = ["Address", "CallTimeout", "MaxAttempts", "MaxBackoff"];
        Assert.All(names, name => Assert.Contains(name, wrong.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new CandorClient(new CandorClientOptions()));
        Assert.Throws<UriFormatException>(() => new CandorClient("no address"));
    }

    [Fact]
    public async Task Constructor_OptionsChangedLater_KeepsItsOwn()
    {
        await CreateAsync();
        var options = new CandorClientOptions { Address = Server.Address, TimeProvider = Clock, MaxAttempts = 2 };
        using var client = new CandorClient(options);
        options.MaxAttempts = 10;
        Server.Faults.FailBefore("GetMarket", [.. Enumerable.Range(0, 5).Select(_ => Failures.Unavailable())]);

        await Assert.ThrowsAsync<CandorException>(() => client.GetMarketAsync(TestMarket.Id, Limit));

        Assert.Single(Clock.Waits);
    }

    [Fact]
    public async Task Constructor_HandlerOfTheCaller_IsUsedAndNotDisposed()
    {
        await CreateAsync();
        using var handler = new CountingHandler();
        using (var client = new CandorClient(
            new CandorClientOptions { Address = Server.Address, HttpHandler = handler }))
        {
            await client.GetMarketAsync(TestMarket.Id, Limit);
        }

        Assert.Equal((1, false), (handler.Requests, handler.IsDisposed));
    }

    [Fact]
    public async Task AddCandorClient_Host_GivesOneClientWithTheHostsClock()
    {
        await CreateAsync();
        var clock = new TestClock();
        Server.Faults.FailBefore("GetMarket", Failures.Unavailable());
        await using ServiceProvider provider = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddCandorClient(options => options.Address = Server.Address)
            .AddCandorClient(options => options.Address = new Uri("http://never.used"))
            .BuildServiceProvider();

        var client = provider.GetRequiredService<CandorClient>();
        await client.GetMarketAsync(TestMarket.Id, Limit);

        Assert.Same(client, provider.GetRequiredService<CandorClient>());
        Assert.Single(clock.Waits);
    }

    [Fact]
    public async Task Member_OfADouble_CanBeOverridden()
    {
        using CandorClient client = new Double();

        Assert.Equal("markets/double", (await client.GetMarketAsync("any", Limit)).Name);
    }

    [Fact]
    public async Task Call_Observed_TellsItsActivityAndMetrics()
    {
        await CreateAsync();
        var activities = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Candor.Client",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var measured = new ConcurrentBag<string>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Candor.Client")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>(
            (instrument, _, tags, _) => measured.Add(Describe(instrument, tags)));
        meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => measured.Add(Describe(instrument, tags)));
        meters.Start();
        Server.Faults.FailBefore("SettleMarket", Failures.Unavailable());

        using var parent = new Activity("test").Start();
        var refused = await Assert.ThrowsAsync<CandorException>(
            () => Client.GetOperatorHandle(TestMarket.Id, Market.Keys[0]).SettleMarketAsync(Limit));

        // Other tests of this assembly are observed too; the call of this one is under its own trace.
        Activity call = activities.Single(a => a.TraceId == parent.TraceId && a.DisplayName == "SettleMarket");
        Assert.Equal((ActivityStatusCode.Error, "KEY_NOT_ON_RECORD"), (call.Status, call.StatusDescription));
        Assert.Equal(refused.RequestId, call.GetTagItem("candor.request_id"));
        Assert.Single(call.Events);
        Assert.Contains(
            "candor.client.call.duration rpc.method=SettleMarket candor.outcome=KEY_NOT_ON_RECORD", measured);
        Assert.Contains("candor.client.retries rpc.method=SettleMarket", measured);
    }

    private static string Describe(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}";

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Requests { get; private set; }

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return base.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class Double : CandorClient
    {
        public override Task<MarketInfo> GetMarketAsync(string market, CancellationToken cancellationToken = default) =>
            Task.FromResult(new MarketInfo
            {
                Name = "markets/double",
                Definition = null!,
                DefinitionDigest = default,
            });
    }
}
