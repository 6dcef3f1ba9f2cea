using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Candor.Cli.Errors;
using Candor.Market.Json;

namespace Candor.Cli.Inputs;

/// <summary>The files in which parts of one check wait for each other.</summary>
internal static class PartFiles
{
    /// <summary>Reads one part.</summary>
    /// <typeparam name="T">The part.</typeparam>
    internal delegate bool Reader<T>(
        string json,
        [NotNullWhen(true)] out T? part,
        [NotNullWhen(true)] out string? scenario,
        out ImmutableArray<JsonFault> faults);

    /// <summary>The argument that names them.</summary>
    internal static Argument<string[]> Argument() => new("PART")
    {
        Description = "Every part of one check, in any order.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Reads the parts of one scenario.</summary>
    /// <typeparam name="T">The part.</typeparam>
    /// <param name="paths">The files, at least one.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The parts, and the text of their scenario.</returns>
    /// <exception cref="CliException">A file is no part, or of another scenario.</exception>
    internal static async Task<(IReadOnlyList<T> Parts, string Scenario)> ReadAsync<T>(
        string[] paths, Reader<T> read, CancellationToken cancellationToken)
    {
        var parts = new List<T>();
        string? scenario = null;
        foreach (string path in paths)
        {
            string text = await InputFile.ReadTextAsync(path, "a part of a check", cancellationToken)
                .ConfigureAwait(false);
            if (!read(text, out T? part, out string? own, out ImmutableArray<JsonFault> faults))
            {
                throw new CliException(FaultText.Describe(faults, path));
            }

            if (scenario is not null && own != scenario)
            {
                throw new CliException(
                    $"{path}: scenario: found another one than in the first part, expected the same");
            }

            scenario = own;
            parts.Add(part);
        }

        return (parts, scenario!);
    }

    /// <summary>Puts parts together.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="command">The command, for errors.</param>
    /// <param name="merge">Puts them together; an error about <c>parts</c> is the files' fault.</param>
    /// <exception cref="CliException">A part is missing, repeated, or of another number of parts.</exception>
    internal static T Merge<T>(string command, Func<T> merge)
    {
        try
        {
            return merge();
        }
        catch (ArgumentException error) when (error.ParamName == "parts")
        {
            throw new CliException($"{command}: {FaultText.WithoutParameter(error)}");
        }
    }
}
