using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Candor.Client.Markets;
using Candor.Client.Receipts;
using Candor.Client.Transcripts;
using Candor.V1;
using Candor.Wire.Signing;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace Candor.Client.Internal;

/// <summary>A client's connection to its server with what was learnt over it, shared by the client and its
/// handles. Each reads over it as itself, see <see cref="As"/>.</summary>
internal sealed class ClientConnection : IDisposable
{
    // A market carries its definition twice, once in its operator's message, and a definition may fill a request of
    // 4 MiB; the receipt for creating it has both once more, as JSON. gRPC's own limit for an answer, 4 MiB, would hide
    // the largest markets.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly MarketCache _markets;
    private readonly ConcurrentDictionary<string, ServerClock> _clocks;
    private readonly SigningKey? _reader;

    /// <summary>Makes a connection. Nothing is sent until the first call.</summary>
    internal ClientConnection(CandorClientOptions options)
    {
        _markets = new MarketCache();
        _clocks = new ConcurrentDictionary<string, ServerClock>(StringComparer.Ordinal);
        Options = options;
        Logger = ClientLog.Of(options);
        Calls = new CallRunner(options, options.Address!);
        _channel = OpenChannel(options.Address!);
        Validators = new ValidatorChannels(_channel, options.Address!, OpenChannel, Logger);
        MarketService = new MarketService.MarketServiceClient(_channel);
        ParticipantService = new ParticipantService.ParticipantServiceClient(_channel);
        TranscriptService = new TranscriptService.TranscriptServiceClient(_channel);
        TrainingService = new TrainingService.TrainingServiceClient(_channel);
        OwnMessages = new OwnMessages(this);
        Kept = new KeptParticipations();
        Transcripts = new TranscriptGuard(Calls, TranscriptService, options.CheckpointStore, Logger);
    }

    private ClientConnection(ClientConnection shared, SigningKey reader)
    {
        _channel = shared._channel;
        _markets = shared._markets;
        _clocks = shared._clocks;
        _reader = reader;
        Options = shared.Options;
        Logger = shared.Logger;
        Calls = shared.Calls;
        Validators = shared.Validators;
        MarketService = shared.MarketService;
        ParticipantService = shared.ParticipantService;
        TranscriptService = shared.TranscriptService;
        TrainingService = shared.TrainingService;
        OwnMessages = shared.OwnMessages.Over(this);
        Kept = shared.Kept;
        Transcripts = shared.Transcripts.As(SignReading);
    }

    /// <summary>Makes sure that the checkpoints of answers can be kept, before a message is sent that cannot be taken
    /// back.</summary>
    /// <exception cref="CheckpointStoreException">Their file cannot be read or written, or is something else.</exception>
    internal void RequireKeeping() => (Options.CheckpointStore as FileCheckpointStore)?.RequireKeeping();

    /// <summary>How the client was told to reach its server.</summary>
    internal CandorClientOptions Options { get; }

    /// <summary>Where it logs.</summary>
    internal ILogger Logger { get; }

    /// <summary>Makes calls, again where it must.</summary>
    internal CallRunner Calls { get; }

    /// <summary>The channels to validators.</summary>
    internal ValidatorChannels Validators { get; }

    /// <summary>The server's markets.</summary>
    internal MarketService.MarketServiceClient MarketService { get; }

    /// <summary>The server's calls of participants.</summary>
    internal ParticipantService.ParticipantServiceClient ParticipantService { get; }

    /// <summary>The server's transcripts.</summary>
    internal TranscriptService.TranscriptServiceClient TranscriptService { get; }

    /// <summary>The server's calls of those who contribute to a model.</summary>
    internal TrainingService.TrainingServiceClient TrainingService { get; }

    /// <summary>The chains of the messages that this client's participants send.</summary>
    internal OwnMessages OwnMessages { get; }

    /// <summary>What has been seen of the transcripts.</summary>
    internal TranscriptGuard Transcripts { get; }

    /// <summary>What is kept of the participants that this client speaks for.</summary>
    internal KeptParticipations Kept { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Validators.Dispose();
        _channel.Dispose();
    }

    /// <summary>The same connection, read over by somebody whom a market may show itself to.</summary>
    /// <param name="reader">The reader's key; null for nobody in particular.</param>
    /// <returns>The connection; it is closed with the one that it is of.</returns>
    internal ClientConnection As(SigningKey? reader) => reader is null ? this : new(this, reader);

    /// <summary>What a call that reads a market needs, signed anew for each call: a signature that expires must not end a
    /// stream that reopens.</summary>
    /// <param name="market">The market's name.</param>
    /// <returns>The reader's signed payload; null where there is no reader, or everyone may read the market.</returns>
    internal Envelope? SignReading(string market) =>
        _reader is null || _markets.Find(market) is { Rules.ReadAccess: Candor.Market.Definitions.MarketAccess.Anyone }
            ? null
            : _reader.SignMessage(AccessPayloads.ReadMarket(market, Options.TimeProvider.GetUtcNow()));

    /// <summary>Compares the clock here with a server's. Whoever signs asks for it first: at the latest where the rules of
    /// a market are read, under which everything but its creation is signed.</summary>
    /// <param name="validator">A validator's address as the market definition has it; empty is the market's own
    /// server.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ClockException">The clocks differ by more than what is signed lives.</exception>
    internal Task CompareClocksAsync(string validator, CancellationToken cancellationToken) => _clocks.GetOrAdd(
        validator,
        at => new ServerClock(Calls.To(at).Address, Validators.At(at), Options.TimeProvider, Options.CallTimeout))
        .CompareAsync(cancellationToken);

    /// <summary>A fresh id for a logical call.</summary>
    internal static string NewRequestId() => Guid.NewGuid().ToString();

    /// <summary>Verifies a market that the server shows. What the operator signed is what counts, so that is what
    /// callers get to read.</summary>
    /// <exception cref="UnverifiedAnswerException">It does not hold.</exception>
    internal (V1.Market Market, VerifiedMarket Verified) Accept(V1.Market? market, string name)
    {
        try
        {
            return (market!, _markets.Keep(VerifiedMarket.Verify(market, name)));
        }
        catch (UnverifiedAnswerException e) when (Logger.Note(e, name))
        {
            throw;
        }
    }

    /// <summary>A market's verified rules, which are fetched once.</summary>
    internal async Task<VerifiedMarket> RulesOfAsync(string name, CancellationToken cancellationToken)
    {
        await CompareClocksOfReaderAsync(cancellationToken).ConfigureAwait(false);
        return _markets.Find(name) ?? (await FetchAsync(name, cancellationToken).ConfigureAwait(false)).Verified;
    }

    /// <summary>Fetches a market as it is now.</summary>
    internal async Task<(V1.Market Market, VerifiedMarket Verified)> FetchAsync(
        string name, CancellationToken cancellationToken)
    {
        await CompareClocksOfReaderAsync(cancellationToken).ConfigureAwait(false);
        var request = new GetMarketRequest { Name = name, Envelope = SignReading(name) };
        GetMarketResponse response = await Calls.InvokeAsync(
            options => MarketService.GetMarketAsync(request, options), "GetMarket", null, cancellationToken)
            .ConfigureAwait(false);
        return Accept(response.Market, name);
    }

    /// <summary>Fetches a participant's standing commitment, on the server's word.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="participant">The participant's name in it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    internal async Task<GetCommitmentResponse> GetCommitmentAsync(
        string market, string participant, CancellationToken cancellationToken)
    {
        await CompareClocksOfReaderAsync(cancellationToken).ConfigureAwait(false);
        var request = new GetCommitmentRequest { Participant = participant, Envelope = SignReading(market) };
        return await Calls.InvokeAsync(
            options => MarketService.GetCommitmentAsync(request, options), "GetCommitment", null, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>A market's public events after a token.</summary>
    internal async IAsyncEnumerable<MarketUpdate> WatchMarketAsync(
        string name, string resumeToken, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CompareClocksOfReaderAsync(cancellationToken).ConfigureAwait(false);
        IAsyncEnumerable<WatchMarketResponse> stream = Calls.StreamAsync(
            (token, options) => MarketService.WatchMarket(
                new WatchMarketRequest { Name = name, ResumeToken = token, Envelope = SignReading(name) }, options),
            message => message.ResumeToken,
            message => message.EventCase is WatchMarketResponse.EventOneofCase.MarketSettled
                or WatchMarketResponse.EventOneofCase.MarketCancelled,
            "WatchMarket",
            resumeToken,
            cancellationToken);
        await foreach (WatchMarketResponse message in stream.ConfigureAwait(false))
        {
            yield return MarketUpdateReader.Read(message);
        }
    }

    // Who reads as nobody in particular signs nothing.
    private Task CompareClocksOfReaderAsync(CancellationToken cancellationToken) =>
        _reader is null ? Task.CompletedTask : CompareClocksAsync(string.Empty, cancellationToken);

    private GrpcChannel OpenChannel(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        HttpHandler = Options.HttpHandler ?? CreateHandler(Options.CallTimeout),
        DisposeHttpClient = Options.HttpHandler is null,
        MaxReceiveMessageSize = MaxAnswerBytes,
        // For a caller's handler: the channel's own pauses between connections must not outlast the client's.
        InitialReconnectBackoff = Options.InitialBackoff,
        MaxReconnectBackoff = Options.MaxBackoff,
    });

    private static SocketsHttpHandler CreateHandler(TimeSpan callTimeout) => new()
    {
        // A participant may wait days for its market to settle: pings tell a quiet connection from a dead one.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        EnableMultipleHttp2Connections = true,
        // A stream has no deadline: a port that stays silent during a TLS handshake must not hold it for ever.
        ConnectTimeout = callTimeout,
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
}
