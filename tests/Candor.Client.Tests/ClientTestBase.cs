using Candor.Client.Tests.Server;

namespace Candor.Client.Tests;

/// <summary>A server with one market, a client of it, a clock that does not wait and a folder.</summary>
public abstract class ClientTestBase : IAsyncLifetime
{
    // A test that would hang fails instead, with the call that hung in its stack.
    private readonly CancellationTokenSource _limit = Patience.Start();

    private protected TestServer Server { get; private set; } = null!;

    protected CandorClient Client { get; private set; } = null!;

    protected TestClock Clock { get; } = new();

    protected TestMarket Market { get; } = new();

    protected TempFolder Folder { get; } = new();

    protected CancellationToken Limit => _limit.Token;

    protected OperatorHandle Operator => Client.GetOperatorHandle(TestMarket.Id, Market.OperatorKey);

    /// <summary>The market's first participant.</summary>
    protected ParticipantHandle North => Participant(0);

    protected ParticipantHandle Participant(int index) =>
        Client.GetParticipantHandle(TestMarket.Id, TestMarket.IdOf(index), Market.Keys[index]);

    public virtual async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        Client = Server.Client(Clock);
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
        Market.Dispose();
        Folder.Dispose();
        _limit.Dispose();
    }

    protected Task<MarketInfo> CreateAsync(uint version = 1)
    {
        V1.MarketDefinition definition = Market.Definition();
        if (version > 1)
        {
            definition.Version = version;
            definition.ReadAccess = V1.MarketAccess.Anyone;
        }

        return Operator.CreateMarketAsync(new(definition), Limit);
    }

    /// <summary>Joins, commits and reports.</summary>
    protected async Task ReportAsync(int index, uint records)
    {
        await Participant(index).JoinAsync(Limit);
        CommitmentReceipt receipt = await Participant(index).CommitAsync(records, Limit);
        await Participant(index).ReportAsync(receipt, records, Limit);
    }

    protected static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
