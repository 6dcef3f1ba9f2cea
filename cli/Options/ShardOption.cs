using System.CommandLine;
using Candor.Cli.Errors;
using Candor.Mechanism.Desirable;

namespace Candor.Cli.Options;

/// <summary><c>--shard i/n</c>, with which machines share one check.</summary>
internal static class ShardOption
{
    /// <summary>Creates the option.</summary>
    internal static Option<string> Create() => new("--shard")
    {
        Description =
            "Look at part i of n alone, such as 2/8; every part has to be run, and 'merge' puts them together.",
        HelpName = "i/n",
    };

    /// <summary>Reads the option, which goes with a file for the part.</summary>
    /// <param name="command">The command, for errors.</param>
    /// <param name="text">What was given; null for the whole check.</param>
    /// <param name="target">Where the part goes.</param>
    /// <exception cref="CliException">It is not a part, or one of both is missing.</exception>
    internal static ExistenceShard Read(string command, string? text, string? target)
    {
        if (text is null != target is null)
        {
            throw new CliException($"{command}: found one of --shard and --out, expected both or none");
        }

        if (text is null)
        {
            return ExistenceShard.Whole;
        }

        string[] numbers = text.Split('/');
        return numbers.Length == 2
            && OptionNumber.TryRead(numbers[0], out int index)
            && OptionNumber.TryRead(numbers[1], out int count)
            && index >= 1 && index <= count && count <= ExistenceShard.MostShards
                ? new ExistenceShard(index, count)
                : throw new CliException(
                    $"--shard: found '{text}', expected i/n with i from 1 to n and n at most "
                        + $"{ExistenceShard.MostShards}");
    }
}
