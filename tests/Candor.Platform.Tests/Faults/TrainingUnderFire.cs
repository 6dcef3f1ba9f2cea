using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Candor.Client;
using Candor.Market.Training;
using Candor.Server.Testing;
using SigningKey = Candor.Client.SigningKey;

namespace Candor.Platform.Tests.Faults;

/// <summary>A market that trains, whose four members run the real client to its end while the server dies under them.</summary>
internal sealed class TrainingUnderFire : IAsyncDisposable
{
    /// <summary>Records of each member.</summary>
    internal const int Records = 12;

    private const string Market = "clinics";

    private readonly RestartingServer _server;
    private readonly TemporaryFolder _folder;
    private readonly SigningKey _operator = SigningKey.Create();
    private readonly SigningKey[] _keys = [.. TrainingMarkets.Members.Select(_ => SigningKey.Create())];
    private readonly List<CandorClient> _clients = [];
    private readonly TaskCompletionSource _trains = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TrainingUnderFire(RestartingServer server, TemporaryFolder folder) => (_server, _folder) = (server, folder);

    /// <summary>Completes when the first member has answered the training's first step.</summary>
    internal Task Trains => _trains.Task;

    /// <summary>Creates the market.</summary>
    internal async Task CreateAsync(CancellationToken limit)
    {
        JsonObject json = TrainingMarkets.Unaudited(_operator.PublicKey, [.. _keys.Select(key => key.PublicKey)]);

        // Nobody is to fall because this machine is slow.
        json["reportDeadline"] = DateTimeOffset.UtcNow.AddDays(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        json["training"]!["answerSeconds"] = 86_400;
        await Client().GetOperatorHandle(Market, _operator)
            .CreateMarketAsync(MarketDefinitionFile.Parse(json.ToJsonString()), limit);
    }

    /// <summary>Runs a member to its end.</summary>
    internal async Task<List<ParticipationProgress>> RunAsync(int index, CancellationToken limit)
    {
        var steps = new List<ParticipationProgress>();
        string member = TrainingMarkets.Members[index];
        ParticipantHandle handle = Client().GetParticipantHandle(Market, member, _keys[index]);
        var options = new ParticipationOptions { ReceiptPath = _folder.File($"{member}.receipt") };
        await foreach (ParticipationProgress step in handle.ParticipateAsync(WriteFile(index), options, limit))
        {
            steps.Add(step);
            if (step is ParticipationContributed { Step: TrainingStep.Commit })
            {
                _trains.TrySetResult();
            }
        }

        return steps;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (CandorClient client in _clients)
        {
            await client.DisposeAsync();
        }

        _operator.Dispose();
        Array.ForEach(_keys, key => key.Dispose());
    }

    private string WriteFile(int index)
    {
        var text = new StringBuilder("id,age,weight,visits,ward,outcome\n");
        for (int i = 0; i < Records; i++)
        {
            int age = 20 + (((i * 7) + (index * 11)) % 60);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{TrainingMarkets.Members[index]}-{i},{age},{50 + (i * 13 % 70)},{i},{(i % 2 == 0 ? "a" : "b")},{(age > 45 ? "ill" : "well")}");
        }

        string path = _folder.File($"{TrainingMarkets.Members[index]}.csv");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    // Connections are made to whichever server runs, and wait for one; calls that were under way are the client's to repeat.
    private CandorClient Client()
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                string target = (await _server.ChannelAsync().WaitAsync(token)).Target;
                var address = new Uri(target.Contains("://", StringComparison.Ordinal) ? target : $"http://{target}");
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(address.Host, address.Port, token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        var client = new CandorClient(new CandorClientOptions
        {
            Address = new Uri("http://candor.test"),
            HttpHandler = new Counting(_server) { InnerHandler = sockets },
            MaxAttempts = 100,
            MaxBackoff = TimeSpan.FromMilliseconds(500),
        });
        _clients.Add(client);
        return client;
    }

    private sealed class Counting(RestartingServer server) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            server.NoteAnswer();
            return response;
        }
    }
}
