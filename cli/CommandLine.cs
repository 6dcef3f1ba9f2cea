using System.CommandLine;
using System.CommandLine.Parsing;
using Candor.Cli.Errors;
using Candor.Cli.Options;
using Candor.Cli.Output;
using Candor.Cli.Processes;

namespace Candor.Cli;

/// <summary>One run of the program: parse, run the command, and turn whatever went wrong into one line and an exit
/// code. Nothing else in the program writes an error or chooses an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="screen">Where results and messages go.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    internal static async Task<int> RunAsync(string[] args, Screen screen)
    {
        using var interrupt = new Interrupt();
        try
        {
            ParseResult parsed = CommandTree.Create(screen).Parse(OldSpellings.Renew(args));
            if (parsed.Errors.Count > 0)
            {
                screen.TryReport(DescribeParseErrors(parsed));
                return ExitCode.WrongInput;
            }

            if (parsed.GetValue(CommonOptions.EndWithParent))
            {
                interrupt.WatchStandardInput();
            }

            // The library's own handlers would print a stack trace and end the process two seconds after Ctrl+C, before
            // a demo's children are gone.
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = screen.Out,
                Error = screen.Error,
            };
            int code = await parsed.InvokeAsync(configuration, interrupt.Token).ConfigureAwait(false);
            screen.Flush();
            return code;
        }
        catch (Exception) when (interrupt.ExitCode is int code)
        {
            // Whatever goes wrong once it was told to end is a consequence of that.
            return code;
        }
        catch (Exception error)
        {
            ExplainedError explained = ErrorFilter.Explain(error);
            screen.TryReport(explained.Line);
            return explained.ExitCode;
        }
    }

    /// <summary>All of a command line's faults in one line, with where to read on.</summary>
    private static string DescribeParseErrors(ParseResult parsed)
    {
        string name = NameOf(parsed.CommandResult);
        // An unknown command also lacks its arguments; that second fault only hides the first.
        IEnumerable<string> unknown = parsed.UnmatchedTokens.Select(static token => $"'{token}' is not known here");
        IEnumerable<string> messages = parsed.UnmatchedTokens.Count > 0
            ? unknown
            : parsed.Errors.Select(static error => ErrorFilter.OneLine(error.Message).TrimEnd('.'));
        return $"{name}: {string.Join("; ", messages.Distinct())}; expected what '{name} --help' shows";
    }

    private static string NameOf(CommandResult result)
    {
        string own = result.Command is RootCommand ? "candor" : result.Command.Name;
        return result.Parent is CommandResult parent ? $"{NameOf(parent)} {own}" : own;
    }
}
