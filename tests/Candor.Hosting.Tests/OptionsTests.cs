using Candor.Platform;
using Candor.Server.Testing;

namespace Candor.Hosting.Tests;

public sealed class OptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_FileEnvironmentAndCommandLine_TheLaterOnesWin()
    {
        string file = _folder.File("server.json");
        File.WriteAllText(file, """
            {
              // Comments are allowed.
              "databasePath": "from-file.db", "maxStreams": 7, "shutdownGraceSeconds": 3,
              "listenUrls": ["http://127.0.0.1:1", "http://127.0.0.1:2"],
            }
            """);
        Environment.SetEnvironmentVariable("CANDOR_MaxStreams", "8");
        Environment.SetEnvironmentVariable("CANDOR_ShutdownGraceSeconds", "4");
        try
        {
            CandorServerOptions options = OptionsReader.Read<CandorServerOptions>(
                OptionsReader.ReadSources<CandorServerOptions>(["--Config", file, "--ShutdownGraceSeconds", "5"]));

            Assert.Equal("from-file.db", options.DatabasePath);
            Assert.Equal(["http://127.0.0.1:1", "http://127.0.0.1:2"], options.ListenUrls);
            Assert.Equal(8, options.MaxStreams);
            Assert.Equal(5, options.ShutdownGraceSeconds);
            Assert.Equal(new CandorServerOptions().MaxMessageBytes, options.MaxMessageBytes);
        }
        finally
        {
            Environment.SetEnvironmentVariable("CANDOR_MaxStreams", null);
            Environment.SetEnvironmentVariable("CANDOR_ShutdownGraceSeconds", null);
        }
    }

    [Fact]
    public void Build_ManyFaults_ListsAllOfThemAtOnce()
    {
        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(
        [
            "--DatabasePath", " ", "--ListenUrls", "127.0.0.1:5080;ftp://x", "--MaxStreams", "many", "--MaxIdleMarkets",
            "-1", "--AllowedOperators", "me", "--MaxMessageBytes", "99999999999",
        ]));

        foreach (string expected in (string[])[
            "DatabasePath is empty", "ListenUrls holds '127.0.0.1:5080'", "ListenUrls holds 'ftp://x'",
            "MaxStreams is 'many'; expected a whole number", "MaxIdleMarkets is -1; expected 0 to 1000000",
            "AllowedOperators holds 'me'", "MaxMessageBytes is '99999999999'"])
        {
            Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Build_UnknownName_IsRefused()
    {
        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(["--DatabsePath", "x.db"]));
        Assert.Contains("'DatabsePath' is not an option", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"maxStreams\": }")]
    [InlineData("[1]")]
    public void Build_MalformedFile_SaysWhereInOneLine(string text)
    {
        string file = _folder.File("server.json");
        File.WriteAllText(file, text);

        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(["--Config", file]));

        Assert.StartsWith("The configuration cannot be read", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Build_FileThatIsNotThere_SaysWhich()
    {
        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(["--Config", _folder.File("none.json")]));
        Assert.Contains("none.json", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
