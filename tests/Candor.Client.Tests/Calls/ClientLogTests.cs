using Candor.Client.Tests.Server;
using Candor.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Candor.Client.Tests.Calls;

public sealed class ClientLogTests : ClientTestBase
{
    private readonly FakeLogCollector _logs = new();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await CreateAsync();
    }

    [Fact]
    public async Task Call_TriedAgainAndRefused_LogsBothWithTheRequestsId()
    {
        await using ServiceProvider host = Host();
        var client = host.GetRequiredService<CandorClient>();
        Server.Faults.FailBefore("SettleMarket", Failures.Unavailable());

        var refused = await Assert.ThrowsAsync<CandorException>(
            () => client.GetOperatorHandle(TestMarket.Id, Market.Keys[0]).SettleMarketAsync(Limit));

        Assert.Equal(
            [
                (1, LogLevel.Information, $"SettleMarket found the server unavailable, attempt 1 of 10; it is tried again "
                    + $"(request {refused.RequestId})"),
                (2, LogLevel.Warning, $"SettleMarket failed: KEY_NOT_ON_RECORD, status {refused.StatusCode} "
                    + $"(request {refused.RequestId})"),
            ],
            Logged());
        Assert.All(_logs.GetSnapshot(), record => Assert.Equal("Candor.Client.CandorClient", record.Category));
    }

    [Fact]
    public async Task Stream_BreaksTwice_LogsEachBreakAndThatItGoesOn()
    {
        await using ServiceProvider host = Host();
        await Operator.CancelMarketAsync("No quorum.", Limit);
        Server.Faults.StreamBreaks.Enqueue(1);
        Server.Faults.StreamBreaks.Enqueue(0);

        await ListAsync(host.GetRequiredService<CandorClient>().WatchMarketAsync(TestMarket.Id, null, Limit));

        Assert.Equal(
            [
                (3, LogLevel.Information, "The stream WatchMarket broke, time 1 since its last message; it is reopened "
                    + "where it was"),
                (3, LogLevel.Information, "The stream WatchMarket broke, time 2 since its last message; it is reopened "
                    + "where it was"),
                (4, LogLevel.Information, "The stream WatchMarket goes on after 2 breaks"),
            ],
            Logged());
    }

    [Fact]
    public async Task Answer_ThatDoesNotHold_IsLoggedAsAnError()
    {
        await using ServiceProvider host = Host();
        Server.Faults.Tamper = answer =>
        {
            if (answer is GetMarketResponse response)
            {
                response.Market.DefinitionDigest = ByteString.CopyFrom(new byte[32]);
            }
        };

        var refused = await Assert.ThrowsAsync<UnverifiedAnswerException>(
            () => host.GetRequiredService<CandorClient>().GetMarketAsync(TestMarket.Id, Limit));

        Assert.Equal(
            [(5, LogLevel.Error, $"An answer about {TestMarket.Name} does not hold (Digest): {refused.Message}")],
            Logged());
    }

    // An opening or a key in a log would be as good as stolen.
    [Fact]
    public async Task WholeLife_Logged_ShowsNoSecret()
    {
        await using ServiceProvider host = Host(LogLevel.Trace);
        ParticipantHandle north = host.GetRequiredService<CandorClient>()
            .GetParticipantHandle(TestMarket.Id, "north", Market.Keys[0]);
        Server.Faults.FailBefore("SubmitCommitment", Failures.Unavailable());
        Server.Faults.FailBefore("SubmitReport", Failures.Unavailable());
        await north.JoinAsync(Limit);
        CommitmentReceipt receipt = await north.CommitAsync(48_271, Limit);
        await north.ReportAsync(receipt, 48_271, Limit);

        Assert.Equal(2, _logs.Count);
        Assert.All(_logs.GetSnapshot(), record =>
        {
            Assert.DoesNotContain("48271", record.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("48271", string.Join(' ', record.StructuredState!), StringComparison.Ordinal);
        });
    }

    private (int Id, LogLevel Level, string Message)[] Logged() =>
        [.. _logs.GetSnapshot().Select(record => (record.Id.Id, record.Level, record.Message))];

    private ServiceProvider Host(LogLevel least = LogLevel.Information) => new ServiceCollection()
        .AddSingleton<TimeProvider>(Clock)
        .AddLogging(logging => logging.SetMinimumLevel(least).AddProvider(new FakeLoggerProvider(_logs))
            .AddFilter((category, level) => level >= least
                && category!.StartsWith("Candor.Client", StringComparison.Ordinal)))
        .AddCandorClient(options => options.Address = Server.Address)
        .BuildServiceProvider();
}
