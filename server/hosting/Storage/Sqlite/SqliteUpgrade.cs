using Candor.Commitments.Merkle;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Brings a database of version 1 to version 2. What is stored when it is first opened is taken as it is: version 1
/// had nothing to hold it against.</summary>
internal static class SqliteUpgrade
{
    /// <summary>Upgrades the database.</summary>
    /// <param name="connection">The write connection, in a transaction.</param>
    internal static void Run(SqliteConnection connection)
    {
        foreach (string statement in SqliteSchema.Upgrade)
        {
            connection.Execute(statement);
        }

        SealStreams(connection);
        SealRequests(connection);
    }

    private static void SealStreams(SqliteConnection connection)
    {
        using SqliteCommand update = connection.Prepare(
            "UPDATE market SET root = $root, checksum = $checksum WHERE name = $stream");
        foreach ((string name, long version, long? due, byte[] summary) in Read(
            connection,
            "SELECT name, version, deadline, summary FROM market",
            rows => (rows.GetString(0), rows.GetInt64(1), rows.IsDBNull(2) ? (long?)null : rows.GetInt64(2),
                rows.GetFieldValue<byte[]>(3))))
        {
            byte[] root = RootOf(connection, name);
            update.Set("$root", root);
            update.Set("$checksum", RowChecksum.Of(name, version, due, summary, root));
            update.Set("$stream", name);
            update.ExecuteNonQuery();
        }
    }

    private static byte[] RootOf(SqliteConnection connection, string stream)
    {
        var tree = new MerkleAccumulator();
        using SqliteCommand events = connection.Prepare(
            "SELECT body FROM event WHERE market = $stream ORDER BY sequence");
        events.Set("$stream", stream);
        using SqliteDataReader rows = events.ExecuteReader();
        while (rows.Read())
        {
            tree.Append(rows.GetFieldValue<byte[]>(0));
        }

        return tree.Root();
    }

    private static void SealRequests(SqliteConnection connection)
    {
        using SqliteCommand update = connection.Prepare("UPDATE request SET checksum = $checksum WHERE rowid = $row");
        foreach ((long row, byte[] checksum) in Read(
            connection,
            "SELECT rowid, actor, request_id, body_sha256, response FROM request",
            rows => (rows.GetInt64(0), RowChecksum.Of(new RequestRecord(
                rows.GetString(1), rows.GetString(2), rows.GetFieldValue<byte[]>(3), rows.GetFieldValue<byte[]>(4))))))
        {
            update.Set("$checksum", checksum);
            update.Set("$row", row);
            update.ExecuteNonQuery();
        }
    }

    private static List<T> Read<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using SqliteCommand command = connection.Prepare(sql);
        using SqliteDataReader rows = command.ExecuteReader();
        return SqliteQueries.ReadAll(rows, read);
    }
}
