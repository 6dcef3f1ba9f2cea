using Candor.Client.Internal;
using Candor.Client.Participation;

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
    private readonly ClientConnection _connection;

    /// <summary>Makes a client with the default options. Nothing is sent until the first call.</summary>
    /// <param name="address">The server, such as <c>https://candor.example.org</c>.</param>
    /// <exception cref="UriFormatException">The address is not a valid URI.</exception>
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
        _connection = new ClientConnection(options with { });
    }

    /// <summary>For a double in a test, whose members are all overridden; the members of this type fail with
    /// it.</summary>
    protected CandorClient() => _connection = null!;

    /// <summary>A participant in a market, under its own key. Nothing is sent.</summary>
    /// <param name="market">The market's id or its name, <c>markets/{market}</c>.</param>
    /// <param name="participantId">The participant's id in the roster.</param>
    /// <param name="key">The participant's key, which stays the caller's.</param>
    /// <returns>The handle, good for as long as the client and the key.</returns>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market, or
    /// <paramref name="participantId"/> is not a valid participant id.</exception>
    public virtual ParticipantHandle GetParticipantHandle(string market, string participantId, SigningKey key) =>
        GetParticipantHandle(market, participantId, key, ParticipantConduct.Honest);

    /// <summary>A participant with a conduct of its own, for the simulation and the tests of cheaters.</summary>
    internal ParticipantHandle GetParticipantHandle(
        string market, string participantId, SigningKey key, ParticipantConduct conduct) =>
        new(_connection, market, participantId, key, conduct);

    /// <summary>A market as its operator acts in it. Nothing is sent.</summary>
    /// <param name="market">The market's id or its name; it need not exist yet.</param>
    /// <param name="key">The operator's key, which stays the caller's.</param>
    /// <returns>The handle, good for as long as the client and the key.</returns>
    /// <exception cref="ArgumentException"><paramref name="market"/> names no market.</exception>
    public virtual OperatorHandle GetOperatorHandle(string market, SigningKey key) => new(_connection, market, key);

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
            _connection?.Dispose();
        }
    }
}
