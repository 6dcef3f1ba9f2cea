using System.Text;
using Candor.Cli.Errors;
using Candor.Cli.Inputs;
using Candor.Cli.Output;
using Candor.Cli.Participation;
using Candor.Cli.Tests.Harness;

namespace Candor.Cli.Tests.Output;

/// <summary>Files that are not what they were named as, and what they quote, on a person's screen.</summary>
public sealed class ForeignInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadText_NotUtf8_SaysWhatItIs()
    {
        File.WriteAllText(_folder.File("utf16.json"), "{}", Encoding.Unicode);
        File.WriteAllBytes(_folder.File("latin1.json"), [(byte)'{', (byte)'\n', 0xe9]);

        Assert.Equal(
            $"{_folder.File("utf16.json")}: is UTF-16; expected UTF-8", await RefuseAsync("utf16.json"));
        Assert.Equal(
            $"{_folder.File("latin1.json")}: is not UTF-8 at line 2, byte 1 (0xE9); expected a scenario file in UTF-8",
            await RefuseAsync("latin1.json"));
    }

    [Fact]
    public void RequireData_ThatCannotBeReadTwice_IsRefusedBeforeAnythingIsSent()
    {
        Assert.Contains("need to be read twice", Refuse("-"), StringComparison.Ordinal);
        Assert.Contains("is a folder; expected a dataset", Refuse(_folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void OneLine_WhatATerminalObeys_IsShown() =>
        Assert.Equal("a b␣[2J␣c", ErrorFilter.OneLine("a\r\nb\u001b[2J\u202ec\n"));

    private static string Refuse(string data) => Assert.Throws<CliException>(
        () => new DatasetInput(Screen.OfThisProcess(), data, receipt: null).Require(null, null)).Message;

    private async Task<string> RefuseAsync(string name) => (await Assert.ThrowsAsync<CliException>(
        () => InputFile.ReadTextAsync(_folder.File(name), "a scenario file", CancellationToken.None))).Message;
}
