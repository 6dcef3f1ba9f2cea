using System.Net.Sockets;
using Candor.Client.Internal;
using Candor.Client.Markets;
using Candor.Client.Transcripts;
using Candor.V1;
using Grpc.Net.Client;

namespace Candor.Client;

/// <summary>A Candor server as operators and participants use it. Thread-safe; make one and keep it. Its members are
/// virtual, so that code around it can be tested without a server.</summary>
/// <remarks>
/// Calls are tried again while the server is unavailable, always with the same request id, so that the server acts
/// once. What the server says of a market is verified against its operator's signature before it is used. Every accepted
/// message is answered with a receipt, which is verified too: the message is in the market's transcript, and the
/// transcript has only grown since this client last saw it.
/// </remarks>
public partial class CandorClient : IDisposable, IAsyncDisposable
{
    // A market carries its definition twice, once in its operator's message, and a definition may fill a request of
    // 4 MiB; the receipt for creating it has both once more, as JSON. gRPC's own limit for an answer, 4 MiB, would hide
    // the largest markets.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly CandorClientOptions _options;
    private readonly GrpcChannel? _channel;
    private readonly CallRunner _calls;
    private readonly MarketCache _markets = new();
    private readonly ValidatorChannels _validators;
    private readonly MarketService.MarketServiceClient _marketService;
    private readonly ParticipantService.ParticipantServiceClient _participantService;
    private readonly TranscriptService.TranscriptServiceClient _transcriptService;
    private readonly TranscriptGuard _transcripts;

    /// <summary>Makes a client with the default options. Nothing is sent until the first call.</summary>
    /// <param name="address">The server, such as <c>https://candor.example.org</c>.</param>
    /// <exception cref="UriFormatException">The address is none.</exception>
    /// <exception cref="ArgumentException">The address is not http or https, or has a path.</exception>
    public CandorClient(string address)
        : this(new CandorClientOptions { Address = new Uri(address) })
    {
    }

    /// <summary>Makes a client. Nothing is sent until the first call.</summary>
    /// <param name="options">How to reach the server; copied.</param>
    /// <exception cref="ArgumentException">The options contradict themselves; the message names every
    /// fault.</exception>
    public CandorClient(CandorClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options with { };
        _calls = new CallRunner(_options);
        _channel = OpenChannel(_options.Address!);
        _validators = new ValidatorChannels(_channel, OpenChannel);
        _marketService = new MarketService.MarketServiceClient(_channel);
        _participantService = new ParticipantService.ParticipantServiceClient(_channel);
        _transcriptService = new TranscriptService.TranscriptServiceClient(_channel);
        _transcripts = new TranscriptGuard(_calls, _transcriptService, _options.CheckpointStore);
    }

    /// <summary>For a double in a test, whose members are all overridden; the members of this type fail with
    /// it.</summary>
    protected CandorClient()
    {
        _options = null!;
        _calls = null!;
        _validators = null!;
        _marketService = null!;
        _participantService = null!;
        _transcriptService = null!;
        _transcripts = null!;
    }

    /// <summary>Closes the connection. Calls under way fail.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connection. Calls under way fail.</summary>
    /// <returns>When it is closed.</returns>
    public ValueTask DisposeAsync()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Closes the connection.</summary>
    /// <param name="disposing">Whether it was asked for, and not the garbage collector's doing.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _validators?.Dispose();
            _channel?.Dispose();
        }
    }

    private GrpcChannel OpenChannel(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = _options.HttpHandler ?? CreateHandler(),
        DisposeHttpClient = _options.HttpHandler is null,
        MaxReceiveMessageSize = MaxAnswerBytes,
        // For a caller's handler: the channel's own pauses between connections must not outlast the client's.
        InitialReconnectBackoff = _options.InitialBackoff,
        MaxReconnectBackoff = _options.MaxBackoff,
    });

    private static SocketsHttpHandler CreateHandler() => new()
    {
        // A participant may wait days for its market to settle: pings tell a quiet connection from a dead one.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        EnableMultipleHttp2Connections = true,
        ConnectCallback = ConnectAsync,
    };

    // The same as without a callback, save one thing: a handler that has one makes the channel leave connecting to it.
    // The channel would refuse calls for a while after each failed connection, and attempts that never reach the
    // network would be counted as attempts.
    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string NewRequestId() => Guid.NewGuid().ToString();

    // What the operator signed is what counts, so that is what callers get to read.
    private (V1.Market Market, VerifiedMarket Verified) Accept(V1.Market? market, string name)
    {
        VerifiedMarket verified = _markets.Keep(VerifiedMarket.Verify(market, name));
        return (market!, verified);
    }

    private async Task<VerifiedMarket> RulesOfAsync(string name, CancellationToken cancellationToken) =>
        _markets.Find(name) ?? (await FetchAsync(name, cancellationToken).ConfigureAwait(false)).Verified;

    private async Task<(V1.Market Market, VerifiedMarket Verified)> FetchAsync(
        string name, CancellationToken cancellationToken)
    {
        var request = new GetMarketRequest { Name = name };
        GetMarketResponse response = await _calls.InvokeAsync(
            options => _marketService.GetMarketAsync(request, options), "GetMarket", null, cancellationToken)
            .ConfigureAwait(false);
        return Accept(response.Market, name);
    }
}
