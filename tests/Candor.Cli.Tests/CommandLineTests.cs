using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class CommandLineTests
{
    [Theory]
    [InlineData(
        "setle x",
        "candor: 'setle' is not known here; 'x' is not known here; expected what 'candor --help' shows")]
    [InlineData(
        "settle",
        "candor settle: Required argument 'FILE' missing for command: 'settle'; expected what 'candor settle --help' "
        + "shows")]
    [InlineData(
        "settle a.json --jsn",
        "candor settle: '--jsn' is not known here; expected what 'candor settle --help' shows")]
    [InlineData(
        "join m --as a --key k --data d --attempt-over-report 3",
        "candor join: '--attempt-over-report' is not known here; '3' is not known here; expected what 'candor join "
        + "--help' shows")]
    [InlineData("keygen", "candor keygen: Option '--out' is required; expected what 'candor keygen --help' shows")]
    public async Task Run_WrongCommandLine_IsOneLineThatNamesTheHelp(string line, string expected)
    {
        Finished run = await CandorProcess.RunAsync(line.Split(' '));
        Assert.Equal(expected, run.RefusalLine());
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("settle --help")]
    [InlineData("keygen --help")]
    public async Task Help_OfACommand_TeachesWithExamples(string line)
    {
        Finished run = await CandorProcess.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Examples:\n  candor ", run.Out, StringComparison.Ordinal);
        Assert.Contains("Exit codes:\n0 done; 1 ", run.Out, StringComparison.Ordinal);
        Assert.Equal(string.Empty, run.Error);
    }

    [Fact]
    public async Task Help_OfTheProgram_ShowsNoCheater()
    {
        Finished run = await CandorProcess.RunAsync("--help");
        Assert.DoesNotContain("dishonest", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StandardInputClosesUnderAWatchedProcess_EndsAsHungUp()
    {
        await using CandorProcess process = CandorProcess.Start("settle", "/dev/null", "--end-with-parent");
        process.CloseInput();
        Finished run = await process.FinishAsync();
        Assert.Contains(run.ExitCode, new[] { 129, 2 });
    }
}
