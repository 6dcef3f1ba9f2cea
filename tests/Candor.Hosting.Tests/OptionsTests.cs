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
    [InlineData("--Logging:LogLevel:Default=Silly", "Logging:LogLevel:Default is 'Silly'; expected one of Trace, Debug")]
    [InlineData("--Logging:LogLevel:Default=3", "Logging:LogLevel:Default is '3'; expected one of Trace, Debug")]
    [InlineData("--Logging:Console:LogLevel:Grpc=", "Logging:Console:LogLevel:Grpc is ''; expected one of Trace, Debug")]
    [InlineData("--Kestrel:Endpoints:A:Url=junk", "Kestrel:Endpoints:A:Url is 'junk'; expected an address such as http")]
    [InlineData("--Kestrel:Endpoints:A:Protocols=Http2", "Kestrel:Endpoints:A:Url is ''; expected an address such as")]
    [InlineData("--listen=http://nohost.invalid:0", "ListenUrls holds 'http://nohost.invalid:0'; expected an address such")]
    [InlineData("--listen=", "ListenUrls is empty; expected at least one address.")]
    [InlineData("--database=", "DatabasePath is empty; expected the path of a file.")]
    [InlineData("--AddressFile=", "AddressFile is empty; expected the path of a file.")]
    [InlineData("--MaxStreams=", "MaxStreams is ''; expected a whole number.")]
    [InlineData("--MaxStreams= 5", "MaxStreams is ' 5'; expected a whole number.")]
    [InlineData("--MaxStreams=+5", "MaxStreams is '+5'; expected a whole number.")]
    [InlineData("--MaxStreams=05", "MaxStreams is '05'; expected a whole number.")]
    [InlineData("--MaxStreams=0x10", "MaxStreams is '0x10'; expected a whole number.")]
    [InlineData("--MaxDatabaseBytes=5\0", "MaxDatabaseBytes is '5\0'; expected a whole number.")]
    [InlineData("--Config=", "Config is empty; expected the path of a configuration file.")]
    [InlineData("word", "'word' is not an option; expected options alone, such as --listen")]
    [InlineData("MaxStreams=5", "'MaxStreams=5' is not an option; expected options alone")]
    [InlineData("/MaxStreams=5", "'/MaxStreams=5' is not an option; expected options alone")]
    [InlineData("-x", "'-x' is not an option; expected options alone")]
    [InlineData("--MaxStreams", "'--MaxStreams' has no value; expected one after it.")]
    public void Build_WordThatIsNoOption_OrValueThatIsNone_IsNamed(string word, string expected)
    {
        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(["--MaxIdleMarkets", "1", word]));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://[::]:5080")]
    [InlineData("https://LOCALHOST:5080")]
    public void IsListenAddress_AddressOrLocalhost_IsOne(string url) => Assert.True(HostOptions.IsListenAddress(url));

    [Fact]
    public void Build_UnknownVariable_IsRefusedAndOthersAreLeftAlone()
    {
        (string Name, string Value)[] others =
        [
            ("CANDOR_SERVER", "http://127.0.0.1:1"), ("CANDOR_PATIENCE", "4"), ("CANDOR_SCHEDULES", "20"), ("CANDOR_FLIPS", "2000"),
            ("CANDOR_SERVICE_HOST", "10.0.0.1"), ("CANDOR_PORT", "tcp://10.0.0.1:5080"),
            ("CANDOR_VALIDATOR_PORT_5081_TCP_ADDR", "10.0.0.2"),
        ];
        try
        {
            foreach ((string name, string value) in others)
            {
                Environment.SetEnvironmentVariable(name, Environment.GetEnvironmentVariable(name) ?? value);
            }

            OptionsReader.ReadSources<CandorServerOptions>([]);
            Environment.SetEnvironmentVariable("CANDOR_DatabsePath", "x.db");

            var e = Assert.Throws<CandorServerException>(() => OptionsReader.ReadSources<CandorServerOptions>([]));

            Assert.Contains("'CANDOR_DatabsePath' is not an option; expected one of", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("CANDOR_DatabsePath", null);
            foreach ((string name, string value) in others.Where(
                static one => Environment.GetEnvironmentVariable(one.Name) == one.Value))
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }
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
