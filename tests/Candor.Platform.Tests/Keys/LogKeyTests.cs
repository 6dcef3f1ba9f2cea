using Candor.Hosting;
using Candor.Platform.Tests.Transcripts;
using Candor.Server.Testing;
using Microsoft.Extensions.Logging.Testing;

namespace Candor.Platform.Tests.Keys;

public sealed class LogKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Start_TheFirstTime_MakesAKeyForItsOwnerAlone()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        string path = $"{server.Database}.log-key";
        Assert.StartsWith("PRIVATE+KEY+candor+", File.ReadAllText(path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal("candor", (await server.KeyAsync()).Name);
        FakeLogRecord record = Assert.Single(server.Log.GetSnapshot(), entry => entry.Id.Id == 103);
        string logged = $"{record.Message} {record.Exception}";
        Assert.Contains((await server.KeyAsync()).ToString(), logged, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AnotherNameAndPath_AreTakenFromTheOptions()
    {
        string path = _folder.File("key");
        await using RunningServer server = await RunningServer.StartAsync(
            o => o with { LogName = "candor.example.org", LogKeyPath = path });

        Assert.True(File.Exists(path));
        Assert.False(File.Exists($"{server.Database}.log-key"));
        Assert.Equal("candor.example.org", (await server.KeyAsync()).Name);
    }

    [FactWhereFilesHaveModes]
    public async Task Start_KeyThatOthersMayUse_IsSaidInTheLogWithTheCommandThatMendsIt()
    {
        string path = _folder.File("key");
        await using (await RunningServer.StartAsync(o => o with { LogKeyPath = path }))
        {
            // Makes the key.
        }

        FileModes.Set(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        await using RunningServer server = await RunningServer.StartAsync(o => o with { LogKeyPath = path });

        FakeLogRecord record = Assert.Single(server.Log.GetSnapshot(), entry => entry.Id.Id == 104);
        Assert.Contains("(mode 440)", record.Message, StringComparison.Ordinal);
        Assert.EndsWith($"chmod 600 '{path}'", record.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("PRIVATE+KEY+candor+00000000+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB")]
    public async Task Start_DamagedKey_SaysSoInOneLine(string text)
    {
        string path = _folder.File("key");
        File.WriteAllText(path, text);

        CandorServerException e = await Assert.ThrowsAsync<CandorServerException>(
            () => RunningServer.StartAsync(o => o with { LogKeyPath = path }));

        Assert.StartsWith($"The log key '{path}' is damaged", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public async Task Start_KeyOfAnotherName_IsRefused()
    {
        string path = _folder.File("key");
        await using (await RunningServer.StartAsync(o => o with { LogKeyPath = path }))
        {
            // Makes the key.
        }

        CandorServerException e = await Assert.ThrowsAsync<CandorServerException>(
            () => RunningServer.StartAsync(o => o with { LogKeyPath = path, LogName = "other" }));

        Assert.Contains("is named 'candor'; the option LogName is 'other'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeyInAFolderThatIsNotThere_IsRefused()
    {
        string path = _folder.File(Path.Combine("none", "key"));

        CandorServerException e = await Assert.ThrowsAsync<CandorServerException>(
            () => RunningServer.StartAsync(o => o with { LogKeyPath = path }));

        Assert.StartsWith($"The log key '{path}' cannot be used", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AnotherKeyThanTheMarketsAreSignedWith_IsRefused()
    {
        string other = _folder.File("other");
        await using (await RunningServer.StartAsync(o => o with { LogKeyPath = other }))
        {
            // Makes another key.
        }

        await using RunningServer server = await RunningServer.StartAsync();
        string key = (await server.KeyAsync()).ToString();
        (await server.CreateMarketAsync()).Dispose();
        await server.StopAsync();
        File.Copy(other, $"{server.Database}.log-key", overwrite: true);

        CandorServerException e = await Assert.ThrowsAsync<CandorServerException>(() => server.StartAsync());

        Assert.Contains($"holds markets that {key} signed", e.Message, StringComparison.Ordinal);
        await server.App.DisposeAsync();
        File.Delete($"{server.Database}.log-key");
        e = await Assert.ThrowsAsync<CandorServerException>(() => server.StartAsync());
        Assert.Contains("is not there", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists($"{server.Database}.log-key"));
    }

    [Fact]
    public async Task Start_AnotherKeyWhileThereIsNoMarket_IsTaken()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string first = (await server.KeyAsync()).ToString();
        await server.StopAsync();
        File.Delete($"{server.Database}.log-key");

        await server.StartAsync();

        Assert.NotEqual(first, (await server.KeyAsync()).ToString());
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("two words")]
    [InlineData("a+b")]
    public void Build_NameThatNoKeyHas_IsRefused(string name)
    {
        var e = Assert.Throws<CandorServerException>(() => CandorServer.Build(["--LogName", name]));
        Assert.Contains($"LogName is '{name}'", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
