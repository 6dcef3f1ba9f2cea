namespace Candor.Hosting;

/// <summary>The words of a command line that the framework's reader passes over in silence: what is no option, an option
/// with one dash, and an option at the end without its value.</summary>
internal static class CommandLineWords
{
    /// <summary>Finds them.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>What is wrong with each, in one line.</returns>
    internal static IEnumerable<string> FaultsOf(IReadOnlyList<string> args)
    {
        for (int i = 0; i < args.Count; i++)
        {
            string word = args[i];
            bool isOption = word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2;
            if (!isOption)
            {
                yield return $"'{word}' is not an option; expected options alone, such as --listen http://127.0.0.1:5080.";
            }
            else if (!word.Contains('=', StringComparison.Ordinal) && ++i == args.Count)
            {
                yield return $"'{word}' has no value; expected one after it.";
            }
        }
    }
}
