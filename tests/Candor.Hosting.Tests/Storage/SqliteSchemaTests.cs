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

    private const string FrozenIdentity = "de528fd7fdd8935e6334a16cdf94815071d44945965f384be2b3633ba4b59a5c";

    [Fact]
    public async Task Create_Version1_IsFrozen()
    {
        await using var fixture = new StoreFixture();
        using SqliteConnection other = fixture.OpenRaw();
        string schema = other.ReadText(
            "SELECT group_concat(type || ' ' || name || ': ' || sql, char(10)) FROM "
            + "(SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'identity' "
            + "ORDER BY type, name)");

        string digest = Digest(schema);
        Assert.Equal(1, SqliteSchema.Version);
        Assert.True(digest == FrozenVersion1, $"The digest of the schema is now {digest}:\n{schema}");
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
        Assert.Equal(1, other.ReadInteger("PRAGMA user_version"));
        Assert.Equal("wal", other.ReadText("PRAGMA journal_mode"));
        using SqliteConnection writer = SqliteConnections.OpenWriter(fixture.Settings.Path, 0);
        Assert.Equal(2, writer.ReadInteger("PRAGMA synchronous"));
    }

    private static string Digest(string sql) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Spaces().Replace(sql, " "))));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
