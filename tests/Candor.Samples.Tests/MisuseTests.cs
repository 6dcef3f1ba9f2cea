using TemporaryFolder = Candor.Server.Testing.TemporaryFolder;

namespace Candor.Samples.Tests;

/// <summary>What the samples say where they cannot go on: the reason, in one line.</summary>
public sealed class MisuseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Participant_WithoutArguments_SaysHowToUseIt()
    {
        (int exitCode, string[] lines) = await SampleProcess.RunAsync(_folder.Path, SampleFiles.Participant);
        Assert.Equal(2, exitCode);
        Assert.Equal(["usage: participant SERVER MARKET ID KEY.pem DATA.csv"], lines);
    }

    [Fact]
    public async Task Participant_WithoutKey_SaysTheReasonInOneLine()
    {
        (int exitCode, string[] lines) = await SampleProcess.RunAsync(
            _folder.Path, SampleFiles.Participant, "http://127.0.0.1:1", "hospitals", "north", "north.pem", "north.csv");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("KEY_FILE_MISSING: ", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_WithoutConfiguration_NamesAllThatIsMissing()
    {
        (int exitCode, string[] lines) = await SampleProcess.RunAsync(
            _folder.Path, SampleFiles.Worker, "--Candor:Market=No id");
        Assert.Equal(2, exitCode);
        string line = Assert.Single(
            lines, one => one.StartsWith("The configuration is wrong: ", StringComparison.Ordinal));
        Assert.All(
            ["Market", "Participant", "KeyFile", "DataFile", "StateFolder"],
            name => Assert.Contains(name, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Worker_WithoutKey_LogsTheReasonAndFails()
    {
        (int exitCode, string[] lines) = await SampleProcess.RunAsync(
            _folder.Path,
            SampleFiles.Worker,
            "--Candor:Market=hospitals",
            "--Candor:Participant=south",
            "--Candor:KeyFile=south.pem",
            $"--Candor:DataFile={SampleFiles.SouthData}",
            "--Candor:StateFolder=.");
        Assert.Equal(1, exitCode);
        Assert.Contains(lines, line => line.Contains("KEY_FILE_MISSING: ", StringComparison.Ordinal));
    }
}
