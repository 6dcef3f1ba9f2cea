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

    internal const string ListNames = "SELECT name FROM market";

    internal const string ListStray =
        """
        SELECT DISTINCT e.market FROM event e LEFT JOIN market m ON m.name = e.market
        WHERE m.name IS NULL OR e.sequence > m.version
        """;

    internal const string ReadAnswers =
        """
        SELECT rowid, actor, request_id, body_sha256, response, event, checksum FROM request
        WHERE rowid > $after ORDER BY rowid LIMIT $limit
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

        RequestRecord record = ReadRequest(rows, actor, requestId, 0);
        return IsIntact(rows, record, 3)
            ? record
            : throw new StoreUnavailableException($"The stored {NameOf(record)} is damaged.", null);
    }

    internal static AnswerPage ReadAnswerPage(SqliteDataReader rows, long after)
    {
        int count = 0;
        long bytes = 0;
        var damaged = new List<string>();
        for (; rows.Read(); count++)
        {
            after = rows.GetInt64(0);
            RequestRecord record = ReadRequest(rows, Text(rows, 1), Text(rows, 2), 3);
            bytes += record.Response.Length;
            if (!IsIntact(rows, record, 6))
            {
                damaged.Add(NameOf(record));
            }
        }

        return new AnswerPage(after, count, bytes, damaged);
    }

    internal static StreamRow ReadStream(SqliteDataReader rows) => new(
        Text(rows, 0), Integer(rows, 1) ?? -1, Integer(rows, 2), Bytes(rows, 3), Bytes(rows, 4), Bytes(rows, 5));

    // A flipped bit can make a value another type, or nothing. What is read then is no error of the reader's: it differs
    // from what was written, which the checksum or the root tells.
    internal static byte[] Bytes(SqliteDataReader rows, int column) =>
        rows.IsDBNull(column) ? [] : rows.GetFieldValue<byte[]>(column);

    private static string Text(SqliteDataReader rows, int column) =>
        rows.IsDBNull(column) ? "" : rows.GetString(column);

    private static long? Integer(SqliteDataReader rows, int column) =>
        rows.IsDBNull(column) ? null : rows.GetInt64(column);

    private static RequestRecord ReadRequest(SqliteDataReader rows, string actor, string requestId, int first) => new(
        actor, requestId, Bytes(rows, first), Bytes(rows, first + 1), Integer(rows, first + 2));

    private static bool IsIntact(SqliteDataReader rows, RequestRecord record, int checksum) =>
        RowChecksum.Of(record).AsSpan().SequenceEqual(Bytes(rows, checksum));

    private static string NameOf(RequestRecord record) => $"answer to request '{record.RequestId}' of key '{record.Actor}'";

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
