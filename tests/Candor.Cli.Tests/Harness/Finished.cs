using System.Text.RegularExpressions;

namespace Candor.Cli.Tests.Harness;

/// <summary>A run of the program that ended.</summary>
public sealed partial record Finished
{
    /// <summary>Keeps what the program left.</summary>
    /// <param name="exitCode">The exit code.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">
    /// Standard error. How far the work is stands in it where the machine is slow, and is taken out.
    /// </param>
    public Finished(int exitCode, string output, string error)
    {
        ExitCode = exitCode;
        Out = output;
        Error = ProgressLine().Replace(error, string.Empty);
    }

    /// <summary>The exit code.</summary>
    public int ExitCode { get; }

    /// <summary>Standard output.</summary>
    public string Out { get; }

    /// <summary>Standard error without lines of progress.</summary>
    public string Error { get; }

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

    [GeneratedRegex("^[a-z ]+  [0-9]+ %\n", RegexOptions.Multiline)]
    private static partial Regex ProgressLine();
}
