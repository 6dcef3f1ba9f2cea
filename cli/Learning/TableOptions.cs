using System.CommandLine;
using Candor.Cli.Options;

namespace Candor.Cli.Learning;

/// <summary>How a command line says a table is laid out.</summary>
internal sealed class TableOptions
{
    /// <summary>What stands between two cells.</summary>
    internal Option<string> Separator { get; } = SeparatorOption.Create();

    /// <summary>Whether the first line is a row.</summary>
    internal Option<bool> NoHeader { get; } = new("--no-header")
    {
        Description = "The first line is a row; columns are called 1, 2, 3 and so on.",
    };

    /// <summary>Reads the table.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal DataTable Read(ParseResult parsed, string path, CancellationToken cancellationToken) => DataTable.Read(
        path,
        SeparatorOption.Parse(parsed.GetValue(Separator), path) ?? ',',
        !parsed.GetValue(NoHeader),
        cancellationToken);
}
