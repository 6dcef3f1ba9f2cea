using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Client;

namespace Candor.Cli.Options;

/// <summary><c>--separator</c>: what stands between two cells of one CSV file. Rules say what a record is, and not how a
/// file spells it.</summary>
internal static class SeparatorOption
{
    private const string Tab = "tab";
    private const string Expected = "';', ',', '|' or tab";

    /// <summary>Creates the option.</summary>
    internal static Option<string> Create() => new("--separator")
    {
        Description = "What stands between two cells of the CSV file: ';', ',', '|' or tab. Where it is not given, what the "
            + "schema says, or a comma.",
        HelpName = "CHARACTER",
    };

    /// <summary>Reads what was given.</summary>
    /// <param name="given">What was typed; null for nothing.</param>
    /// <param name="file">The file that it is said of.</param>
    /// <returns>The separator; null where none was given.</returns>
    /// <exception cref="CliException">It is no separator, or the file has none.</exception>
    internal static char? Parse(string? given, string file)
    {
        if (given is null)
        {
            return null;
        }

        if (new DatasetFileOptions().Layout.IsJsonLines(file))
        {
            throw new CliException(
                $"--separator '{given}': has no use here; '{file}' is a file of JSON lines by its name; expected no --separator");
        }

        return given switch
        {
            Tab => '\t',
            ";" or "," or "|" => given[0],
            _ => throw new CliException($"--separator '{given}': is not a separator; expected {Expected}"),
        };
    }
}
