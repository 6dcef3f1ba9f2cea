using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Candor.Client.Participation;
using Candor.Client.Tests.Server;
using Candor.Client.Transcripts;
using Candor.Market.Signing;
using Candor.Market.Training;

namespace Candor.Client.Tests.Contributions;

/// <summary>A server with a market of four members that trains, and their files.</summary>
public abstract class TrainingTestBase : IAsyncLifetime
{
    /// <summary>The market's id.</summary>
    protected const string MarketId = "clinics";

    private readonly CancellationTokenSource _limit = Patience.Start();
    private readonly SigningKey _operator = SigningKey.Create();
    private readonly SigningKey[] _keys = [.. TrainingMarkets.Members.Select(_ => SigningKey.Create())];
    private readonly List<CandorClient> _clients = [];

    private protected TestServer Server { get; private set; } = null!;

    protected TempFolder Folder { get; } = new();

    /// <summary>Whether the server's validator audits commitments, and judges statistics.</summary>
    protected virtual bool IsAudited => false;

    protected CancellationToken Limit => _limit.Token;

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        await CreateAsync(MarketId);
    }

    public async Task DisposeAsync()
    {
        foreach (CandorClient client in _clients)
        {
            await client.DisposeAsync();
        }

        await Server.DisposeAsync();
        _operator.Dispose();
        Array.ForEach(_keys, key => key.Dispose());
        Folder.Dispose();
        _limit.Dispose();
    }

    /// <summary>Creates a market with the same rules.</summary>
    protected async Task CreateAsync(string id)
    {
        string[] members = [.. _keys.Select(key => key.PublicKey)];
        JsonObject json = IsAudited
            ? TrainingMarkets.Audited(
                _operator.PublicKey, (await Client().GetValidatorAsync(cancellationToken: Limit)).PublicKey, members)
            : TrainingMarkets.Unaudited(_operator.PublicKey, members);
        json["reportDeadline"] = "2040-01-01T00:00:00Z";
        await Client().GetOperatorHandle(id, _operator)
            .CreateMarketAsync(MarketDefinitionFile.Parse(json.ToJsonString()), Limit);
    }

    /// <summary>A member's key, which may have come into other hands.</summary>
    protected SigningKey KeyOf(int index) => _keys[index];

    /// <summary>A fresh client, as of a process that has just begun, of a member.</summary>
    protected ParticipantHandle Member(int index, string market = MarketId) =>
        Member(index, ParticipantConduct.Honest, market);

    /// <summary>The same, which may behave otherwise.</summary>
    private protected ParticipantHandle Member(int index, ParticipantConduct conduct, string market = MarketId) =>
        Client(Folder[$"{TrainingMarkets.Members[index]}.seen"])
            .GetParticipantHandle(market, TrainingMarkets.Members[index], _keys[index], conduct);

    /// <summary>A member's key, as the roster has it.</summary>
    private protected VerificationKey VerificationKeyOf(int index) => _keys[index].VerificationKey;

    /// <summary>What the market trains.</summary>
    private protected async Task<TrainingPlan> PlanAsync() =>
        (await Client().GetMarketAsync(MarketId, _keys[0], Limit)).Definition.Training!;

    /// <summary>Cancels the market, as its operator.</summary>
    protected Task CancelAsync() => Client().GetOperatorHandle(MarketId, _operator).CancelMarketAsync("no more", Limit);

    /// <summary>A member's file: twelve records or as many as asked, one of them written twice.</summary>
    protected string FileOf(int index, int records = 12)
    {
        var text = new StringBuilder("id,age,weight,visits,ward,outcome\n");
        for (int i = 0; i < records; i++)
        {
            int age = 20 + ((i * 7) + (index * 11)) % 60;
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"{TrainingMarkets.Members[index]}-{i},{age},{50 + ((i * 13) % 70)},{(i % 3 == 0 ? string.Empty : i.ToString(CultureInfo.InvariantCulture))},{(i % 2 == 0 ? "a" : "b")},{(age > 45 ? "ill" : "well")}");
            text.AppendLine(line);
            if (i == 2)
            {
                text.AppendLine(line);
            }
        }

        return Folder.Write($"{TrainingMarkets.Members[index]}.csv", text.ToString());
    }

    protected ParticipationOptions OptionsOf(int index) => new()
    {
        ReceiptPath = Folder[$"{TrainingMarkets.Members[index]}.receipt"],
        ModelPath = Folder[$"{TrainingMarkets.Members[index]}.onnx"],
        OwnModelPath = Folder[$"{TrainingMarkets.Members[index]}.own.onnx"],
    };

    /// <summary>Runs a member to its end.</summary>
    protected Task<List<ParticipationProgress>> RunAsync(
        int index, ParticipationOptions? options = null, Action<ParticipationProgress>? told = null)
    {
        string path = FileOf(index);
        return Task.Run(async () =>
        {
            var steps = new List<ParticipationProgress>();
            await foreach (ParticipationProgress step in Member(index)
                .ParticipateAsync(path, options ?? OptionsOf(index), Limit))
            {
                told?.Invoke(step);
                steps.Add(step);
            }

            return steps;
        });
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

    private CandorClient Client(string? seen = null)
    {
        CandorClient client = Server.Client(seen: seen is null ? null : new FileCheckpointStore(seen));
        _clients.Add(client);
        return client;
    }
}
