namespace Candor.Cli.Tests.Harness;

/// <summary>A run of the program that ended.</summary>
public sealed record Finished(int ExitCode, string Out, string Error)
{
    /// <summary>Asserts that the input was refused in one line without a stack trace, and says which.</summary>
    public string RefusalLine(int expectedExitCode = 2)
    {
        Assert.Equal(string.Empty, Out);
        Assert.True(Error.EndsWith('\n'), $"standard error has no line: '{Error}'");
        string line = Error.TrimEnd('\n');
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", line, StringComparison.Ordinal);
        Assert.Equal(expectedExitCode, ExitCode);
        return line;
    }

    /// <summary>The last line of standard error, after a log.</summary>
    public string LastLine()
    {
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return Error.TrimEnd('\n').Split('\n')[^1];
    }
}
