using Candor.Hosting.Storage.Marks;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>Opens the high-water marks of a database and holds them against it: a database that is behind them is not
/// served, since what it signed anew would be a second history.</summary>
internal static class SqliteMarks
{
    private const int MaxNamed = 3;

    private const string PutBack =
        "Put back the database as the last run left it, with its '-wal' file where there is one. If it is lost for "
        + "ever, see 'candor database accept-loss --help'.";

    /// <summary>Opens the marks, making the file for a database that has none yet.</summary>
    /// <param name="connection">The write connection of a database of this version.</param>
    /// <param name="path">The database's path, for the messages.</param>
    /// <param name="marksPath">The marks' path.</param>
    /// <returns>The marks, none of which is ahead of the database.</returns>
    /// <exception cref="StoreOpenException">They cannot be used, or the database is behind them.</exception>
    internal static HighWaterMarks Open(SqliteConnection connection, string path, string marksPath)
    {
        try
        {
            Dictionary<string, StreamRow> rows = ReadRows(connection);
            string? known = connection.ReadOptionalText("SELECT id FROM marks");
            HighWaterMarks marks = File.Exists(marksPath)
                ? OpenKnown(path, marksPath, known, rows)
                : known is null || rows.Count == 0
                    ? HighWaterMarks.Create(
                        marksPath,
                        rows.Values.Where(row => row.IsIntact).Select(row => KeyValuePair.Create(row.Name, row.Head)))
                    : throw Unusable(
                        path, $"holds markets or audits, and the file of its high-water marks '{marksPath}' is not there. "
                        + "Put back the file that was there");
            if (marks.Id != known)
            {
                Bind(connection, marks.Id);
            }

            return marks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreOpenException(
                StoreOpenFault.MarksUnusable,
                path,
                $"keeps its high-water marks in '{marksPath}', which cannot be used: {e.Message}",
                e);
        }
    }

    private static HighWaterMarks OpenKnown(
        string path, string marksPath, string? known, Dictionary<string, StreamRow> rows)
    {
        if (!HighWaterMarks.TryOpen(marksPath, out HighWaterMarks? marks, out string? fault))
        {
            throw Unusable(path, $"keeps its high-water marks in '{marksPath}', which {fault}. Put back the file that was there");
        }

        try
        {
            RequireNotBehind(path, marks, rows);
            return known is null || known == marks.Id
                ? marks
                : throw Unusable(
                    path, $"has other high-water marks than '{marksPath}', which is another database's. Put back the file that "
                    + "was there");
        }
        catch
        {
            marks.Dispose();
            throw;
        }
    }

    private static void RequireNotBehind(string path, HighWaterMarks marks, Dictionary<string, StreamRow> rows)
    {
        IReadOnlyList<LostStream> lost = FindLost(marks, rows);
        if (lost.Count > 0)
        {
            string more = lost.Count > MaxNamed ? $"; and {lost.Count - MaxNamed} more" : "";
            throw new StoreOpenException(
                StoreOpenFault.SetBack,
                path,
                $"is behind what was signed of it: {string.Join("; ", lost.Take(MaxNamed).Select(Describe))}{more}. {PutBack}");
        }
    }

    // A stream whose row is damaged is closed by itself when it is read. Where as many rows are damaged as streams are
    // missing, it is their names that are damaged.
    internal static IReadOnlyList<LostStream> FindLost(HighWaterMarks marks, IReadOnlyDictionary<string, StreamRow> rows)
    {
        var lost = new List<LostStream>();
        int missing = 0;
        foreach ((string stream, StreamHead mark) in marks.All)
        {
            if (!rows.TryGetValue(stream, out StreamRow? row))
            {
                missing++;
                lost.Add(new LostStream(stream, mark, null));
            }
            else if (row.IsIntact && (row.Version < mark.Version || (row.Version == mark.Version && row.Head != mark)))
            {
                lost.Add(new LostStream(stream, mark, row.Head));
            }
        }

        return lost.Count > missing || missing > rows.Values.Count(row => !row.IsIntact)
            ? [.. lost.OrderBy(static one => one.Stream, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Says in words how far a stream is behind its mark.</summary>
    /// <param name="lost">The stream.</param>
    internal static string Describe(LostStream lost) => lost switch
    {
        { Found: null } => $"{lost.Stream} is missing, {Events(lost.Signed.Version)} signed",
        { Found: { } found } when found.Version < lost.Signed.Version =>
            $"{lost.Stream} has {found.Version} events, {Events(lost.Signed.Version)} signed",
        _ => $"{lost.Stream} has other events than the {lost.Signed.Version} that were signed",
    };

    private static string Events(long version) => version == 1 ? "1 event was" : $"{version} were";

    internal static Dictionary<string, StreamRow> ReadRows(SqliteConnection connection)
    {
        using SqliteCommand command = connection.Prepare(SqliteQueries.ListAll);
        using SqliteDataReader rows = command.ExecuteReader();
        var read = new Dictionary<string, StreamRow>(StringComparer.Ordinal);
        foreach (StreamRow row in SqliteQueries.ReadAll(rows, SqliteQueries.ReadStream))
        {
            // Damaged names may read alike.
            if (row.IsIntact)
            {
                read[row.Name] = row;
            }
            else
            {
                read.TryAdd(row.Name, row);
            }
        }

        return read;
    }

    internal static void Bind(SqliteConnection connection, string id)
    {
        using SqliteCommand insert = connection.Prepare(
            "INSERT INTO marks (one, id) VALUES (1, $id) ON CONFLICT DO UPDATE SET id = $id");
        insert.Set("$id", id);
        insert.ExecuteNonQuery();
    }

    private static StoreOpenException Unusable(string path, string detail) =>
        new(StoreOpenFault.MarksUnusable, path, $"{detail}.");
}
