namespace Candor.Hosting.Storage;

/// <summary>What there is to read of a database, for whoever serves it and for whoever only looks at it.
/// Thread-safe.</summary>
internal interface IEventReader
{
    /// <summary>Reads where a stream ends.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>Its end; null where there is no such stream.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    /// <exception cref="StreamDamagedException">What is stored of the end is not what was written.</exception>
    Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken);

    /// <summary>Reads events of a stream, in order.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="after">The number of the last event already known; 0 reads from the first.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>The events; empty at the end of the log and for an unknown stream.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(
        string stream, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Lists the names of all streams, also of those whose row is damaged.</summary>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>The names as they are stored, in no order that matters.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken);

    /// <summary>Holds some of the stored answers against their checksums.</summary>
    /// <param name="after">Where the last page ended; 0 for the first.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    Task<AnswerPage> CheckAnswersAsync(long after, int limit, CancellationToken cancellationToken);
}

/// <summary>Stored answers that were held against their checksums.</summary>
/// <param name="Last">Where the page ends.</param>
/// <param name="Count">How many it has; 0 behind the last.</param>
/// <param name="Bytes">How many bytes they have.</param>
/// <param name="Damaged">Those that are not what was written, in words.</param>
internal sealed record AnswerPage(long Last, int Count, long Bytes, IReadOnlyList<string> Damaged);
