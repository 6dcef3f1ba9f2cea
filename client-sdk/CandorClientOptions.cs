using Candor.Client.Calls;
using Candor.Client.Transcripts;

namespace Candor.Client;

/// <summary>How a <see cref="CandorClient"/> reaches its server. The client takes a copy: later changes have no
/// effect.</summary>
public sealed record CandorClientOptions
{
    /// <summary>The server, such as <c>https://candor.example.org</c>; <c>http://</c> speaks without TLS, for tests and
    /// closed networks. No path.</summary>
    public Uri? Address { get; set; }

    /// <summary>Carries the HTTP/2 requests: for client certificates, proxies and tests. Null: a handler of the
    /// client's own, which keeps idle connections alive and notices dead ones. The client disposes only its
    /// own.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>How long one attempt of a call may take; above zero, 30 seconds by default. Streams have no
    /// limit.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is tried while the server is unavailable; at least 1, 10 by default, which rides out
    /// about half a minute. All attempts carry the same request id, so that the server acts once. Streams are reopened
    /// without limit, until cancelled.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>The wait after the first failed attempt; above zero, 200 milliseconds by default. It doubles with each
    /// attempt; each wait is drawn evenly from its upper half, so that clients do not come back in step.</summary>
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait; at least <see cref="InitialBackoff"/>, 5 seconds by default.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of waits and of signatures that expire; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Keeps the checkpoints of the transcripts that this client has seen, so that a server cannot take back
    /// what it has shown. By default in memory; a <see cref="FileCheckpointStore"/> keeps them from one process to the
    /// next.</summary>
    public ICheckpointStore CheckpointStore { get; set; } = new MemoryCheckpointStore();

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">They contradict themselves; the message names every fault.</exception>
    internal void Validate()
    {
        List<string> faults = [.. CandorClientOptionsRules.FaultsOf(this)];
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The client's options are wrong: {string.Join("; ", faults)}.");
        }
    }
}
