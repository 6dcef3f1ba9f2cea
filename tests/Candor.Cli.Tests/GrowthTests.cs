using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class GrowthTests
{
    [Fact]
    public async Task Growth_TwoParticipants_PrintsTheGoldenTable()
    {
        Finished run = await CandorProcess.RunAsync("growth", "--participants", "2", "--from", "-0.76", "--to", "-0.70",
            "--step", "0.02");
        Assert.Equal("alpha,disparity\n-0.76,5\n-0.74,8\n-0.72,15\n-0.70,38\n", run.Out);
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("--agents 2")]
    [InlineData("--agents=2")]
    public async Task Growth_OldSpellingOfParticipants_IsUnderstood(string old)
    {
        Finished run = await CandorProcess.RunAsync(
            ["growth", .. old.Split(' '), "--from", "-0.76", "--to", "-0.76", "--step", "0.02"]);
        Assert.Equal("alpha,disparity\n-0.76,5\n", run.Out);
    }

    [Fact]
    public async Task Growth_NoBoundaryUpToTheLimit_SaysMore()
    {
        Finished run = await CandorProcess.RunAsync(
            "growth", "--participants", "3", "--from", "-0.85", "--to", "-0.45", "--step", "0.4", "--max", "100");
        Assert.Equal("alpha,disparity\n-0.85,3\n-0.45,>100\n", run.Out);
    }

    [Theory]
    [InlineData("--participants 1 --from -1 --to -0.9 --step 0.1", "--participants: found 1, expected 2 to 100")]
    [InlineData(
        "--participants 2 --from -1.2 --to -1.1 --step 0.1",
        "--from: found -1.2, expected -1 or more: below, sharing nothing is efficient and free")]
    [InlineData("--participants 2 --from -0.9 --to -1 --step 0.1", "--to: found -1, expected -0.9 to 1000")]
    [InlineData("--participants 2 --from -1 --to -0.9 --step 0", "--step: found 0, expected at least 1e-9")]
    [InlineData("--participants 2 --from -1 --to -0.9 --step 0.1 --max 0", "--max: found 0, expected 1 to 1000000")]
    public async Task Growth_WrongRange_SaysWhatWasExpected(string options, string expected)
    {
        Finished run = await CandorProcess.RunAsync(["growth", .. options.Split(' ')]);
        Assert.Equal(expected, run.RefusalLine());
    }

    [Fact]
    public async Task Growth_Interrupted_EndsAsInterrupted()
    {
        await using CandorProcess process = CandorProcess.Start(
            "growth", "--participants", "2", "--from", "-0.6", "--to", "-0.1", "--step", "0.000001", "--max", "1000000");
        await process.LineAsync(static line => line == "alpha,disparity");
        await process.SignalAsync("INT");
        Finished run = await process.FinishAsync();
        Assert.Equal(130, run.ExitCode);
        Assert.Equal(string.Empty, run.Error);
    }
}
