using Candor.Hosting.Storage;
using Candor.Server.Testing;

namespace Candor.Hosting.Tests.Storage;

public sealed class DatabaseFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("candor.db");

    private string Link => _folder.File("link.db");

    [Fact]
    public void Beside_NoLink_IsBesideTheFile() =>
        Assert.Equal($"{Database}.log-key", DatabaseFiles.Beside(_folder.File("./candor.db"), ".log-key"));

    [FactWhereFilesHaveModes]
    public void Beside_ALink_IsBesideTheFile()
    {
        // The file need not be there yet.
        File.CreateSymbolicLink(Link, "candor.db");

        Assert.Equal($"{Database}.log-key", DatabaseFiles.Beside(Link, ".log-key"));
    }

    [FactWhereFilesHaveModes]
    public void Beside_WhatVersion010LeftBesideTheLink_IsFoundThere()
    {
        File.CreateSymbolicLink(Link, "candor.db");
        File.WriteAllText($"{Link}.log-key", "a key");

        Assert.Equal($"{Link}.log-key", DatabaseFiles.Beside(Link, ".log-key"));
    }

    [FactWhereFilesHaveModes]
    public void Beside_OneAtEitherName_IsRefusedUnlessTheyAreOne()
    {
        File.CreateSymbolicLink(Link, "candor.db");
        File.WriteAllText($"{Database}.log-key", "a key");
        File.WriteAllText($"{Link}.log-key", "another");

        var e = Assert.Throws<CandorServerException>(() => DatabaseFiles.Beside(Link, ".log-key"));
        Assert.Contains($"there are both '{Link}.log-key' and '{Database}.log-key'", e.Message, StringComparison.Ordinal);

        File.Delete($"{Link}.log-key");
        File.CreateSymbolicLink($"{Link}.log-key", "candor.db.log-key");
        Assert.Equal($"{Database}.log-key", DatabaseFiles.Beside(Link, ".log-key"));
    }

    [FactWhereFilesHaveModes]
    public void Resolve_LinksInACircle_IsThePathItself()
    {
        File.CreateSymbolicLink(Link, "candor.db");
        File.CreateSymbolicLink(Database, "link.db");

        Assert.Equal(Link, DatabaseFiles.Resolve(Link));
    }

    public void Dispose() => _folder.Dispose();
}
