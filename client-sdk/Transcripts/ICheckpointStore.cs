namespace Candor.Client.Transcripts;

/// <summary>Keeps the latest checkpoint that a client has seen of each market, so that a server which takes something
/// back, or shows another transcript than before, is found out. A store belongs to one client of one server: two
/// servers may have markets of one name.</summary>
public interface ICheckpointStore
{
    /// <summary>Finds what was seen of a market.</summary>
    /// <param name="market">The market's name, <c>markets/{market}</c>.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>The latest, or null where nothing was seen.</returns>
    /// <exception cref="CheckpointStoreException">The store cannot be read.</exception>
    ValueTask<SeenTranscript?> FindAsync(string market, CancellationToken cancellationToken);

    /// <summary>Keeps what was seen of a market, in place of what was seen before.</summary>
    /// <param name="market">The market's name.</param>
    /// <param name="seen">The latest; it was verified, and has grown from the one before.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Completes when it is kept for as long as the store keeps anything.</returns>
    /// <exception cref="CheckpointStoreException">The store cannot be written.</exception>
    ValueTask KeepAsync(string market, SeenTranscript seen, CancellationToken cancellationToken);
}

/// <summary>What was seen of a transcript.</summary>
/// <param name="LogKey">The key that signed it: a C2SP note verifier key.</param>
/// <param name="Checkpoint">The latest checkpoint: a C2SP signed note.</param>
public sealed record SeenTranscript(string LogKey, ReadOnlyMemory<byte> Checkpoint);
