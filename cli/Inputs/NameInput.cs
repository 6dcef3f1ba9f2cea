using Candor.Cli.Errors;
using Candor.Market.Definitions;

namespace Candor.Cli.Inputs;

/// <summary>Checks the names that a command line gives, before anything is sent.</summary>
internal static class NameInput
{
    private const string Markets = "markets/";

    /// <summary>A market's name from its id or its name.</summary>
    /// <param name="text">What was typed.</param>
    /// <exception cref="CliException">It is neither.</exception>
    internal static string Market(string text)
    {
        string id = text.StartsWith(Markets, StringComparison.Ordinal) ? text[Markets.Length..] : text;
        return ResourceId.IsValid(id)
            ? Markets + id
            : throw new CliException($"MARKET '{text}': names no market; expected an id of {ResourceId.Expected}");
    }

    /// <summary>The id of a market from its id or its name.</summary>
    /// <param name="text">What was typed.</param>
    /// <exception cref="CliException">It is neither.</exception>
    internal static string MarketId(string text) => Market(text)[Markets.Length..];

    /// <summary>A participant's id.</summary>
    /// <param name="text">What was typed.</param>
    /// <exception cref="CliException">It is not a valid id.</exception>
    internal static string Participant(string text) => ResourceId.IsValid(text)
        ? text
        : throw new CliException($"--as '{text}': names no participant; expected an id of {ResourceId.Expected}");
}
