using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests;

[Trait("Category", "Slow")]
public sealed class VerifyTests
{
    [Fact]
    public async Task Verify_DefinitionWithATimeThatNoCalendarHas_NamesTheFirstEntry()
    {
        Finished verified = await CandorProcess.RunAsync(
            "verify", Path.Combine(AppContext.BaseDirectory, "Inputs", "bad-time.transcript"));

        Assert.Equal((1, ""), (verified.ExitCode, verified.Error));
        Assert.Contains("does not hold: entry 0 (Rules)", verified.Out, StringComparison.Ordinal);
        Assert.Contains("reportDeadline: found 1000000000000000 seconds", verified.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("verified:", verified.Out, StringComparison.Ordinal);
    }
}
