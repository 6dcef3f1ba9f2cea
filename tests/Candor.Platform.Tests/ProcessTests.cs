using Candor.Server.Testing;
using Candor.V1;
using Grpc.Net.Client;

namespace Candor.Platform.Tests;

/// <summary>The server as a process of its own.</summary>
[Trait("Category", "Slow")]
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Start_PortInUse_IsOneLineAndExitCode2()
    {
        await using ServerProcess first = await ServerProcess.StartAsync(_folder.File("first.db"));

        (int code, string error) = await ServerProcess.RunToEndAsync(
            "--DatabasePath", _folder.File("second.db"), "--ListenUrls", first.Address);

        Assert.Equal(2, code);
        Assert.Contains("address already in use", error, StringComparison.Ordinal);
        AssertOneLine(error);
    }

    [Fact]
    public async Task Start_DatabaseInUse_IsOneLineAndExitCode2()
    {
        await using ServerProcess first = await ServerProcess.StartAsync(_folder.File("candor.db"));

        (int code, string error) = await ServerProcess.RunToEndAsync(
            "--DatabasePath", _folder.File("candor.db"), "--ListenUrls", "http://127.0.0.1:0");

        Assert.Equal(2, code);
        Assert.Contains("is in use by another server", error, StringComparison.Ordinal);
        AssertOneLine(error);
    }

    [Fact]
    public async Task Start_WrongOptions_IsOneLineAndExitCode2()
    {
        (int code, string error) = await ServerProcess.RunToEndAsync("--MaxStreams", "0", "--ListenUrls", "nowhere");

        Assert.Equal(2, code);
        Assert.Contains("MaxStreams is 0", error, StringComparison.Ordinal);
        Assert.Contains("ListenUrls holds 'nowhere'", error, StringComparison.Ordinal);
        AssertOneLine(error);
    }

    [Fact]
    public async Task AddressFile_ThatIsSomethingElse_IsLeftAsItIs()
    {
        string notes = _folder.File("notes.txt");
        await File.WriteAllTextAsync(notes, "notes of a year\n");

        (int code, string error) = await ServerProcess.RunToEndAsync(
            "--DatabasePath", _folder.File("candor.db"), "--ListenUrls", "http://127.0.0.1:0", "--AddressFile", notes);

        Assert.Equal(2, code);
        Assert.Contains("is something else, and is left as it is", error, StringComparison.Ordinal);
        Assert.Equal("notes of a year\n", await File.ReadAllTextAsync(notes));
    }

    [Fact]
    public async Task Stop_Terminated_EndsCleanlyAndRemovesTheAddressFile()
    {
        string addressFile = _folder.File("address");
        await using ServerProcess server = await ServerProcess.StartAsync(
            _folder.File("candor.db"), "--AddressFile", addressFile);
        Assert.Equal(server.Address, (await File.ReadAllTextAsync(addressFile)).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(FileModes.List(_folder.Path), entry => Assert.StartsWith("600 ", entry, StringComparison.Ordinal));
        }

        using var channel = GrpcChannel.ForAddress(server.Address);
        await new MarketService.MarketServiceClient(channel).ListMarketsAsync(new ListMarketsRequest());

        Assert.Equal(0, await server.TerminateAsync());

        Assert.False(File.Exists(addressFile));
        Assert.Equal(
            [
                "candor.db",
                "candor.db.lock",
                "candor.db.log-key",
                "candor.db.log-key.marks",
                "candor.db.validator",
                "candor.db.validator-key",
                "candor.db.validator-key.marks",
                "candor.db.validator.lock",
            ],
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertOneLine(string error) =>
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
