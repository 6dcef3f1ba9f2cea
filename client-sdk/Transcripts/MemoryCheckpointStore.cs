using System.Collections.Concurrent;

namespace Candor.Client.Transcripts;

/// <summary>Keeps checkpoints for as long as the process lives; about 400 bytes a market. Thread-safe.</summary>
public sealed class MemoryCheckpointStore : ICheckpointStore
{
    private readonly ConcurrentDictionary<string, SeenTranscript> _seen = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<SeenTranscript?> FindAsync(string market, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_seen.GetValueOrDefault(market));

    /// <inheritdoc/>
    public ValueTask KeepAsync(string market, SeenTranscript seen, CancellationToken cancellationToken)
    {
        _seen[market] = seen;
        return ValueTask.CompletedTask;
    }
}
