using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Candor.Hosting.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Candor.Hosting.Tests.Storage;

public partial class SqliteSchemaTests
{
    /// <summary>Databases of this shape are on people's disks. A change of it is a new version with a migration, and a
    /// line here beside the old one.</summary>
    private const string FrozenVersion1 = "bc48cc58196885a8628a0bd26830dee5e2a80fe6b1d011ae0314abb72480adf5";

    private const string FrozenVersion2 = "a222499dad3f23eb9864c0823ffd0665aff63847b644217fe9e74467b798ffc3";

    private const string FrozenIdentity = "de528fd7fdd8935e6334a16cdf94815071d44945965f384be2b3633ba4b59a5c";

    [Fact]
    public void Create_Version1_IsFrozen()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        connection.Execute(SqliteSchema.Create);

        AssertShape(FrozenVersion1, connection);
    }

    [Fact]
    public async Task Create_Version2_IsFrozen()
    {
        await using var fixture = new StoreFixture();
        using SqliteConnection other = fixture.OpenRaw();

        Assert.Equal(2, SqliteSchema.Version);
        AssertShape(FrozenVersion2, other);
    }

    [Fact]
    public async Task Identity_IsFrozen()
    {
        await using var fixture = new StoreFixture();
        using SqliteConnection other = fixture.OpenRaw();
        string table = other.ReadText("SELECT sql FROM sqlite_schema WHERE name = 'identity'");

        Assert.True(Digest(table) == FrozenIdentity, $"The digest of the table is now {Digest(table)}:\n{table}");
        Assert.Equal("server", other.ReadText("SELECT role FROM identity"));
    }

    [Fact]
    public async Task Create_NewFile_CarriesOurNumbersAndTheDurabilityWeClaim()
    {
        await using var fixture = new StoreFixture();
        using SqliteConnection other = fixture.OpenRaw();

        Assert.Equal(0x434E4452, other.ReadInteger("PRAGMA application_id"));
        Assert.Equal(2, other.ReadInteger("PRAGMA user_version"));
        Assert.Equal("wal", other.ReadText("PRAGMA journal_mode"));
        using SqliteConnection writer = SqliteConnections.OpenWriter(fixture.Settings.Path, 0);
        Assert.Equal(2, writer.ReadInteger("PRAGMA synchronous"));
    }

    private static void AssertShape(string frozen, SqliteConnection connection)
    {
        string schema = connection.ReadText(
            "SELECT group_concat(type || ' ' || name || ': ' || sql, char(10)) FROM "
            + "(SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'identity' "
            + "ORDER BY type, name)");
        Assert.True(Digest(schema) == frozen, $"The digest of the schema is now {Digest(schema)}:\n{schema}");
    }

    private static string Digest(string sql) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Spaces().Replace(sql, " "))));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
