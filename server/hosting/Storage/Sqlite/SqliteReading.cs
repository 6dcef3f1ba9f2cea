namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Reads streams and answers, for the server that serves them and for a check beside it.</summary>
/// <param name="readers">The connections.</param>
internal sealed class SqliteReading(SqliteReaders readers) : IEventReader
{
    /// <summary>What is said of a stream's row whose checksum is not that of its fields.</summary>
    internal const string RowDamaged = "the row that says where it ends is not what was written";

    /// <inheritdoc/>
    public async Task<StreamHead?> ReadHeadAsync(string stream, CancellationToken cancellationToken)
    {
        StreamRow? row = await readers.QueryAsync(
            SqliteQueries.FindStream,
            command => command.Set("$stream", stream),
            rows => rows.Read() ? SqliteQueries.ReadStream(rows) : null,
            cancellationToken).ConfigureAwait(false);
        return row is null or { IsIntact: true }
            ? row?.Head
            : throw new StreamDamagedException(stream, RowDamaged);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredEvent>> ReadEventsAsync(
        string stream, long after, int limit, CancellationToken cancellationToken) =>
        await readers.QueryAsync(
            SqliteQueries.ReadEvents,
            command =>
            {
                command.Set("$stream", stream);
                command.Set("$after", after);
                command.Set("$limit", limit);
            },
            rows => SqliteQueries.ReadAll(
                rows, row => new StoredEvent(row.GetInt64(0), SqliteQueries.Bytes(row, 1))),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamesAsync(CancellationToken cancellationToken) =>
        await readers.QueryAsync(
            SqliteQueries.ListNames,
            static _ => { },
            rows => SqliteQueries.ReadAll(rows, static row => row.IsDBNull(0) ? "" : row.GetString(0)),
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<AnswerPage> CheckAnswersAsync(long after, int limit, CancellationToken cancellationToken) =>
        readers.QueryAsync(
            SqliteQueries.ReadAnswers,
            command =>
            {
                command.Set("$after", after);
                command.Set("$limit", limit);
            },
            rows => SqliteQueries.ReadAnswerPage(rows, after),
            cancellationToken);
}
