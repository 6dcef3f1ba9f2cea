using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class ValidateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_ByItself_SaysWhoItIsAndKeepsItsKey()
    {
        string first = await WhoAsync();
        Assert.Contains("id          registry", first, StringComparison.Ordinal);
        Assert.Contains("public key  MFkw", first, StringComparison.Ordinal);
        Assert.Equal(first, await WhoAsync());

        async Task<string> WhoAsync()
        {
            await using CandorProcess validator = Start("http://127.0.0.1:0");
            string line = await validator.LineAsync(
                static text => text.StartsWith("listening on http://127.0.0.1:", StringComparison.Ordinal));
            Finished shown = await CandorProcess.RunAsync(
                "validate", "show", "--server", line["listening on ".Length..]);
            Assert.Equal(0, shown.ExitCode);
            await validator.SignalAsync("INT");
            Assert.Equal(0, (await validator.FinishAsync()).ExitCode);
            return shown.Out;
        }
    }

    [Fact]
    public async Task Serve_WrongAddressOrId_IsOneLine()
    {
        await using CandorProcess validator = Start("nowhere");
        Finished run = await validator.FinishAsync();
        Assert.Contains(
            "ListenUrls holds 'nowhere'; expected an address such as", run.RefusalLine(), StringComparison.Ordinal);
        run = await CandorProcess.RunAsync("validate", "serve", "--server", "nonsense");
        Assert.StartsWith("--server 'nonsense': is not a server's address", run.RefusalLine(), StringComparison.Ordinal);
        run = await CandorProcess.RunAsync("validate", "serve", "--id", "No Id");
        Assert.Contains("Id is 'No Id'", run.RefusalLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ServerThatIsNotThere_SaysThatItWaitsAndWhy()
    {
        await using CandorProcess validator = CandorProcess.Start(
            "validate", "serve", "--listen", "http://127.0.0.1:0", "--database", _folder.File("validator.db"),
            "--key", _folder.File("validator.pem"), "--server", "http://127.0.0.1:1");
        string line = await validator.LineAsync(static text => text.Contains("waiting for", StringComparison.Ordinal));
        Assert.Contains(
            "waiting for http://127.0.0.1:1, the server of the markets; expected a Candor server there: The market's server "
            + "cannot be reached: http://127.0.0.1:1: GetValidator: no connection (",
            line,
            StringComparison.Ordinal);
        await validator.SignalAsync("INT");
        Assert.Equal(0, (await validator.FinishAsync()).ExitCode);
    }

    [Theory]
    [InlineData("--listen", "https://127.0.0.1:0", "and there is no certificate; expected one with --certificate FILE")]
    [InlineData("--certificate", "none.pfx", "CertificatePath 'none.pfx' cannot be used: ")]
    [InlineData("--MaxStreams", "many", "The validator's options are wrong: MaxStreams is 'many'; expected a whole number.")]
    [InlineData("--Bogus", "1", "'Bogus' is not an option; expected one of")]
    public async Task Serve_WrongHostOptions_AreNamed(string option, string value, string expected)
    {
        Finished run = await CandorProcess.RunAsync("validate", "serve", option, value);
        Assert.Contains(expected, run.RefusalLine(), StringComparison.Ordinal);
    }

    private CandorProcess Start(string address) => CandorProcess.Start(
        "validate",
        "serve",
        "--listen",
        address,
        "--db",
        _folder.File("validator.db"),
        "--key",
        _folder.File("validator.pem"),
        "--id",
        "registry");
}
