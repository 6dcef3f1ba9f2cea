using System.Net;
using System.Net.Sockets;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_Interrupted_StopsAsItWasTold()
    {
        await using CandorProcess server = Start("http://127.0.0.1:0", "a.db");
        await server.LineAsync(
            static line => line.StartsWith("listening on http://127.0.0.1:", StringComparison.Ordinal));
        await server.SignalAsync("INT");
        Assert.Equal(0, (await server.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task Serve_PortInUse_IsOneLine()
    {
        await using CandorProcess first = Start("http://127.0.0.1:0", "a.db");
        string line = await first.LineAsync(static text => text.StartsWith("listening on ", StringComparison.Ordinal));
        string address = line["listening on ".Length..];
        await using CandorProcess second = Start(address, "b.db");
        Finished run = await second.FinishAsync();
        Assert.Contains(address["http://".Length..], run.LastLine(), StringComparison.Ordinal);
        Assert.Contains("in use", run.LastLine(), StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Serve_DatabaseInNoFolder_IsOneLine()
    {
        Finished run = await CandorProcess.RunAsync(
            "serve", "--listen", "http://127.0.0.1:0", "--database", _folder.File("none/a.db"));
        Assert.Contains("none", run.LastLine(), StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Theory]
    [InlineData("--Logging:LogLevel:Default", "Silly", "Logging:LogLevel:Default is 'Silly'; expected one of Trace,")]
    [InlineData("--Kestrel:Endpoints:A:Url", "junk", "Kestrel:Endpoints:A:Url is 'junk'; expected an address")]
    [InlineData("--listen", "http://nohost.invalid:0", "ListenUrls holds 'http://nohost.invalid:0'; expected an address")]
    [InlineData("--listen", "", "ListenUrls is empty; expected at least one address.")]
    [InlineData("--database", "", "DatabasePath is empty; expected the path of a file.")]
    [InlineData("stray", "word", "'stray' is not an option; expected options alone, such as --listen")]
    [InlineData("--listen", "nonsense", "ListenUrls holds 'nonsense'; expected an address such as")]
    [InlineData("--MaxStreams", "many", "MaxStreams is 'many'; expected a whole number.")]
    [InlineData("--Bogus", "1", "'Bogus' is not an option; expected one of")]
    [InlineData("--Config", "none.json", "The configuration cannot be read: ")]
    [InlineData("--listen", "https://127.0.0.1:0", "and there is no certificate; expected one with --certificate FILE")]
    [InlineData("--certificate", "none.pfx", "CertificatePath 'none.pfx' cannot be used: ")]
    public async Task Serve_WrongOptions_AreNamed(string option, string value, string expected)
    {
        Finished run = await CandorProcess.RunAsync("serve", option, value);
        Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("market list")]
    [InlineData("market show a")]
    [InlineData("market watch a")]
    public async Task Client_ServerNotThere_SaysWhere(string command)
    {
        Finished run = await CandorProcess.RunAsync([.. command.Split(' '), "--server", "http://127.0.0.1:1"]);
        Assert.StartsWith(
            "http://127.0.0.1:1: no Candor server answers there; expected one, such as 'candor serve' starts",
            run.RefusalLine(expectedExitCode: 1),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_UnknownVariable_IsNamed()
    {
        await using CandorProcess run = CandorProcess.Start(
            ["serve"], new Dictionary<string, string> { ["CANDOR_DatabsePath"] = "x.db" });
        Assert.Contains(
            "'CANDOR_DatabsePath' is not an option; expected one of LogName",
            (await run.FinishAsync()).RefusalLine(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("market list")]
    [InlineData("validate show")]
    public async Task Client_SilentPort_IsToldWithAddressTimeAndCause(string command)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Finished run = await CandorProcess.RunAsync(
            [.. command.Split(' '), "--server", $"http://{silent.LocalEndpoint}", "--timeout", "0.5"]);
        Assert.Equal(
            $"http://{silent.LocalEndpoint}: no Candor server answers there; expected one, such as 'candor serve' starts "
            + "(nothing answered within 0.5 seconds, the time given to a call; expected a Candor server that is not "
            + "overloaded)",
            run.RefusalLine(expectedExitCode: 1));
    }

    [Theory]
    [InlineData("0", "--timeout: found 0, expected 0.1 to 3600 seconds")]
    [InlineData("3601", "--timeout: found 3601, expected 0.1 to 3600 seconds")]
    [InlineData("soon", "candor market list: Cannot parse argument 'soon' for option '--timeout', expected a number")]
    public async Task Client_TimeoutThatIsNone_IsRefused(string timeout, string expected)
    {
        Finished run = await CandorProcess.RunAsync("market", "list", "--timeout", timeout);
        Assert.StartsWith(expected, run.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_EmptyServerVariable_IsToldAsTheVariables()
    {
        await using CandorProcess run = CandorProcess.Start(
            ["market", "list"], new Dictionary<string, string> { ["CANDOR_SERVER"] = string.Empty });
        Assert.StartsWith(
            "CANDOR_SERVER '': is not a server's address; expected http or https",
            (await run.FinishAsync()).RefusalLine(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1/path")]
    public async Task Client_WrongAddress_IsRefused(string address)
    {
        Finished run = await CandorProcess.RunAsync("market", "list", "--server", address);
        Assert.StartsWith($"--server '{address}': is not a server's address; "
            + $"expected", run.RefusalLine(), StringComparison.Ordinal);
    }

    private CandorProcess Start(string address, string database) =>
        CandorProcess.Start("serve", "--listen", address, "--database", _folder.File(database));
}
