namespace Candor.Hosting.Storage;

/// <summary>Streams of events, each with its version, and the first answer to every request id. Thread-safe.</summary>
/// <remarks>SQLite implements it; tests put a store that fails in front of it.</remarks>
internal interface IEventStore : IEventReader, IAsyncDisposable
{
    /// <summary>What the database says of itself.</summary>
    StoreIdentity Identity { get; }

    /// <summary>Writes down who signs for what the database holds, so that it is never served with another key.</summary>
    /// <param name="signer">The public key, which <see cref="StoreIdentity.Allows"/>.</param>
    /// <exception cref="StoreOpenException">It cannot be written.</exception>
    void Bind(string signer);

    /// <summary>Stores events together with the answer to the request that caused them: all of it or nothing.</summary>
    /// <param name="append">What to store.</param>
    /// <returns><see cref="AppendResult.Appended"/> once it is on disk, or why nothing is stored.</returns>
    Task<AppendResult> AppendAsync(Append append);

    /// <summary>The furthest end of a stream of which anything may have been signed. It is kept outside the database, so that
    /// a database that was set back shows.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <returns>The mark; null where there is none.</returns>
    StreamHead? MarkOf(string stream);

    /// <summary>Moves the mark of a stream on, to an end that was read from the database and holds what the mark held.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="head">The end.</param>
    /// <exception cref="StoreUnavailableException">The mark cannot be written.</exception>
    void Mark(string stream, StreamHead head);

    /// <summary>Finds the answer that a request id got.</summary>
    /// <param name="actor">The key id of its signer.</param>
    /// <param name="requestId">The request id.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>The record, or null where this actor has not used the id.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    Task<RequestRecord?> FindRequestAsync(string actor, string requestId, CancellationToken cancellationToken);

    /// <summary>Lists streams by name.</summary>
    /// <param name="after">The last name of the page before; empty for the first page.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>The streams after that name, in ordinal order.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<ListedStream>> ListStreamsAsync(
        string after, int limit, CancellationToken cancellationToken);

    /// <summary>Lists the streams whose summary is not empty by name.</summary>
    /// <param name="after">The last name of the page before; empty for the first page.</param>
    /// <param name="limit">At most this many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>The streams after that name, in ordinal order.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<ListedStream>> ListSummariesAsync(
        string after, int limit, CancellationToken cancellationToken);

    /// <summary>Lists the streams on which the program has to act by itself, now or later.</summary>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>Names with times, the earliest first.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read.</exception>
    Task<IReadOnlyList<DueStream>> ListDueAsync(CancellationToken cancellationToken);
}
