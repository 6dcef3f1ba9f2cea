using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Storage.Sqlite;

/// <summary>The database's own word of what it is for, in a table of one row.</summary>
/// <remarks>The table came after version 1 and is not part of it: a file of version 0.1.0 gets it when it is opened, and
/// version 0.1.0, which does not look for it, still reads a file that has it.</remarks>
internal static class SqliteIdentity
{
    /// <summary>The table, frozen as those of <see cref="SqliteSchema.Create"/> are.</summary>
    internal const string Create = """
        CREATE TABLE IF NOT EXISTS identity (
            one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
            role   TEXT    NOT NULL,
            signer TEXT
        ) STRICT;
        """;

    /// <summary>Holds a database to its role, and writes the role into one that does not say it.</summary>
    /// <param name="connection">The write connection of a database that is known to be Candor's.</param>
    /// <param name="path">The database's path, for the messages.</param>
    /// <param name="role">What it is to be for.</param>
    /// <returns>What else it says of itself.</returns>
    /// <exception cref="StoreOpenException">It is for something else.</exception>
    internal static StoreIdentity Ensure(SqliteConnection connection, string path, StoreRole role)
    {
        string asked = NameOf(role);
        string found = ReadRole(connection) ?? InferRole(connection) ?? asked;
        if (found != asked)
        {
            throw new StoreOpenException(
                StoreOpenFault.OtherRole,
                path,
                $"is a {found}'s ({ContentsOf(found)}); expected a {asked}'s ({ContentsOf(asked)}) or a new file.");
        }

        connection.Execute($"""
            BEGIN IMMEDIATE;
            {Create}
            INSERT INTO identity (one, role) VALUES (1, '{asked}') ON CONFLICT DO NOTHING;
            COMMIT;
            """);
        return new StoreIdentity(
            connection.ReadOptionalText("SELECT signer FROM identity"),
            connection.ReadInteger("SELECT NOT EXISTS (SELECT 1 FROM market)") == 1);
    }

    /// <summary>Reads what a database is for.</summary>
    /// <param name="connection">A connection that reads.</param>
    /// <param name="path">The database's path, for the messages.</param>
    /// <returns>Its role.</returns>
    /// <exception cref="StoreOpenException">It does not say, or in a word that is not known.</exception>
    internal static StoreRole Read(SqliteConnection connection, string path)
    {
        string? found = ReadRole(connection);
        foreach (StoreRole role in Enum.GetValues<StoreRole>())
        {
            if (found == NameOf(role))
            {
                return role;
            }
        }

        throw new StoreOpenException(
            StoreOpenFault.Corrupt,
            path,
            $"does not say what it is for: found '{found}', expected '{NameOf(StoreRole.Platform)}' or "
            + $"'{NameOf(StoreRole.Validator)}'.");
    }

    /// <summary>Writes down who signs for what the database holds.</summary>
    /// <param name="connection">A connection that writes.</param>
    /// <param name="signer">The public key.</param>
    internal static void Bind(SqliteConnection connection, string signer)
    {
        using SqliteCommand update = connection.Prepare("UPDATE identity SET signer = $signer");
        update.Set("$signer", signer);
        update.ExecuteNonQuery();
    }

    private static string NameOf(StoreRole role) => role == StoreRole.Platform ? "server" : "validator";

    private static string ContentsOf(string role) =>
        role == NameOf(StoreRole.Platform) ? "it holds markets" : "it holds audits";

    private static string? ReadRole(SqliteConnection connection) =>
        connection.ReadInteger("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'identity'") == 0
            ? null
            : connection.ReadOptionalText("SELECT role FROM identity");

    // Every market has a summary, by which markets are listed; what a validator stores has none.
    private static string? InferRole(SqliteConnection connection) =>
        connection.ReadOptionalText("SELECT CASE WHEN length(summary) > 0 THEN 'server' ELSE 'validator' END FROM market LIMIT 1");
}
