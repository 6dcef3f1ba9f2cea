using Candor.Releases.Tests.Frozen;
using Candor.Releases.Tests.Today;

namespace Candor.Releases.Tests;

/// <summary><c>candor verify</c> says of a frozen transcript what it said when it was made.</summary>
[Trait("Category", "Slow")]
public sealed class VerifyTests
{
    [Theory]
    [InlineData("audited", 0)]
    [InlineData("plain", 0)]
    [InlineData("refusing", 0)]
    [InlineData("cancelled", 0)]
    [InlineData("audited-open", 1)]
    [InlineData("audited-stranger", 1)]
    public async Task Verify_FrozenTranscript_PrintsWhatItPrinted(string transcript, int exitCode)
    {
        string path = Release.PathOf("transcripts", $"{transcript}.jsonl");

        Assert.Equal(
            (exitCode, File.ReadAllText(Release.PathOf("verified", $"{transcript}.txt"))),
            await TodaysTool.RunAsync("verify", path));
        Assert.Equal(
            (exitCode, File.ReadAllText(Release.PathOf("verified", $"{transcript}.json"))),
            await TodaysTool.RunAsync("verify", path, "--json"));
    }
}
