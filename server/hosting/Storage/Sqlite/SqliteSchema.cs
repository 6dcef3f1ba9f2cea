using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>The tables, and the check that a file holds them. Frozen by a test: another shape is another
/// <see cref="Version"/>.</summary>
/// <remarks>The file says "market" where the code says "stream", and "deadline" where it says "due": the names are
/// those of the first version, whose files are read for ever.</remarks>
internal static class SqliteSchema
{
    /// <summary>The number in <c>PRAGMA user_version</c>.</summary>
    internal const int Version = 2;

    /// <summary>The number in <c>PRAGMA application_id</c>: "CNDR" in ASCII.</summary>
    internal const int ApplicationId = 0x434E4452;

    /// <summary>Version 1. The version of a stream stands in its row and in the numbers of its events; both refuse an
    /// append that expects another. Events never change: triggers refuse it.</summary>
    internal const string Create = """
        CREATE TABLE market (
            name     TEXT    NOT NULL PRIMARY KEY,
            version  INTEGER NOT NULL CHECK (version >= 1),
            deadline INTEGER,
            summary  BLOB    NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX market_by_deadline ON market (deadline) WHERE deadline IS NOT NULL;

        CREATE TABLE event (
            market   TEXT    NOT NULL REFERENCES market (name),
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            body     BLOB    NOT NULL,
            PRIMARY KEY (market, sequence)
        ) STRICT;

        CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
        BEGIN
            SELECT RAISE(ABORT, 'an event is never changed');
        END;

        CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
        BEGIN
            SELECT RAISE(ABORT, 'an event is never removed');
        END;

        CREATE TABLE request (
            actor       TEXT NOT NULL,
            request_id  TEXT NOT NULL,
            body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
            response    BLOB NOT NULL,
            PRIMARY KEY (actor, request_id)
        ) STRICT;
        """;

    /// <summary>What version 2 adds: where each stream ends, as a root over its events; checksums of the rows that no root
    /// covers; and the id of the file of high-water marks.</summary>
    /// <remarks>Statement by statement: the library does not tell of one that fails behind another in the same text.</remarks>
    internal static readonly ImmutableArray<string> Upgrade =
    [
        "ALTER TABLE market ADD COLUMN root BLOB CHECK (length(root) = 32)",
        "ALTER TABLE market ADD COLUMN checksum BLOB CHECK (length(checksum) = 16)",
        "ALTER TABLE request ADD COLUMN event INTEGER CHECK (event >= 1)",
        "ALTER TABLE request ADD COLUMN checksum BLOB CHECK (length(checksum) = 16)",
        """
        CREATE TABLE marks (
            one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            id  TEXT    NOT NULL
        ) STRICT
        """,
        "PRAGMA user_version = 2",
    ];

    /// <summary>Makes a new file ours, or checks that an old one is.</summary>
    /// <param name="connection">The write connection, open.</param>
    /// <param name="path">The database's path, for the messages.</param>
    /// <exception cref="StoreOpenException">The file is another program's, from a newer version, or
    /// damaged.</exception>
    internal static void Ensure(SqliteConnection connection, string path)
    {
        long applicationId = connection.ReadInteger("PRAGMA application_id");
        long version = connection.ReadInteger("PRAGMA user_version");
        long tables = connection.ReadInteger("SELECT count(*) FROM sqlite_schema");
        if (applicationId == 0 && version == 0 && tables == 0)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            connection.Execute(Create);
            connection.Execute(FormattableString.Invariant($"PRAGMA application_id = {ApplicationId}"));
            SqliteUpgrade.Run(connection);
            transaction.Commit();
            return;
        }

        RequireOurs(applicationId, version, path);
        string verdict = connection.ReadText("PRAGMA quick_check(1)");
        if (verdict != "ok")
        {
            throw new StoreOpenException(
                StoreOpenFault.Corrupt, path, $"is damaged: {verdict.ReplaceLineEndings(" ")}");
        }

        if (version == 1)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            SqliteUpgrade.Run(connection);
            transaction.Commit();
        }
    }

    /// <summary>Holds a database that is only read to this version.</summary>
    /// <param name="connection">A connection that reads.</param>
    /// <param name="path">The database's path, for the messages.</param>
    /// <exception cref="StoreOpenException">The file is another program's, or of another version.</exception>
    internal static void Require(SqliteConnection connection, string path)
    {
        long version = connection.ReadInteger("PRAGMA user_version");
        RequireOurs(connection.ReadInteger("PRAGMA application_id"), version, path);
        if (version < Version)
        {
            throw new StoreOpenException(
                StoreOpenFault.OlderVersion,
                path,
                $"has version {version}, which has no roots to hold it against; expected {Version}. Start a server of this "
                + "version on it once, which brings it there.");
        }
    }

    private static void RequireOurs(long applicationId, long version, string path)
    {
        if (applicationId != ApplicationId)
        {
            throw new StoreOpenException(
                StoreOpenFault.Foreign,
                path,
                $"is not Candor's: its application id is {applicationId}, expected {ApplicationId}.");
        }

        if (version is < 1 or > Version)
        {
            throw new StoreOpenException(
                StoreOpenFault.NewerVersion,
                path,
                $"has version {version}; this server knows versions up to {Version}. Use a newer server.");
        }
    }
}
