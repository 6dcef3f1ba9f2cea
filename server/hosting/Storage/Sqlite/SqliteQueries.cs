using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>The queries and how their rows are read.</summary>
internal static class SqliteQueries
{
    internal const string ReadEvents =
        "SELECT sequence, body FROM event WHERE market = $stream AND sequence > $after ORDER BY sequence LIMIT $limit";

    internal const string FindRequest =
        "SELECT body_sha256, response, event, checksum FROM request WHERE actor = $actor AND request_id = $id";

    internal const string FindStream =
        "SELECT name, version, deadline, summary, root, checksum FROM market WHERE name = $stream";

    internal const string ListStreams =
        "SELECT name, version, deadline, summary, root, checksum FROM market WHERE name > $after ORDER BY name LIMIT $limit";

    internal const string ListSummaries =
        """
        SELECT name, version, deadline, summary, root, checksum FROM market WHERE name > $after AND length(summary) > 0
        ORDER BY name LIMIT $limit
        """;

    internal const string ListDue =
        """
        SELECT name, version, deadline, summary, root, checksum FROM market WHERE deadline IS NOT NULL ORDER BY deadline
        """;

    internal const string ListAll = "SELECT name, version, deadline, summary, root, checksum FROM market";

    internal static void BindRequest(SqliteCommand command, string actor, string requestId)
    {
        command.Set("$actor", actor);
        command.Set("$id", requestId);
    }

    internal static RequestRecord? ReadRequest(SqliteDataReader rows, string actor, string requestId)
    {
        if (!rows.Read())
        {
            return null;
        }

        var record = new RequestRecord(
            actor,
            requestId,
            rows.GetFieldValue<byte[]>(0),
            rows.GetFieldValue<byte[]>(1),
            rows.IsDBNull(2) ? null : rows.GetInt64(2));
        return RowChecksum.Of(record).AsSpan().SequenceEqual(rows.GetFieldValue<byte[]>(3))
            ? record
            : throw new StoreUnavailableException(
                $"The stored answer to request '{requestId}' of key '{actor}' is damaged.", null);
    }

    internal static StreamRow ReadStream(SqliteDataReader rows) => new(
        rows.GetString(0),
        rows.GetInt64(1),
        rows.IsDBNull(2) ? null : rows.GetInt64(2),
        rows.GetFieldValue<byte[]>(3),
        rows.GetFieldValue<byte[]>(4),
        rows.GetFieldValue<byte[]>(5));

    internal static List<T> ReadAll<T>(SqliteDataReader rows, Func<SqliteDataReader, T> read)
    {
        var all = new List<T>();
        while (rows.Read())
        {
            all.Add(read(rows));
        }

        return all;
    }

    // Rounded up: a server that wakes before the deadline would find nothing to do.
    internal static long ToMilliseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTime.UnixEpoch.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
}
