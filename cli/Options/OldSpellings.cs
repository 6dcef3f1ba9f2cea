namespace Candor.Cli.Options;

/// <summary>Names that options had in earlier releases. They go on working, and no help shows them.</summary>
internal static class OldSpellings
{
    private static readonly (string Command, string Old, string New)[] s_all =
    [
        ("growth", "--agents", "--participants"),
    ];

    /// <summary>A command line with today's names.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    internal static string[] Renew(string[] args)
    {
        string line = string.Join(' ', args);
        (string Command, string Old, string New)[] names =
            [.. s_all.Where(one => line.StartsWith(one.Command + ' ', StringComparison.Ordinal))];
        return names.Length == 0 ? args : [.. args.Select(argument => Renew(argument, names))];
    }

    // A value may stand behind '=' or ':' in the same argument.
    private static string Renew(string argument, (string Command, string Old, string New)[] names)
    {
        foreach ((_, string old, string renewed) in names)
        {
            bool isOld = argument.StartsWith(old, StringComparison.Ordinal)
                && (argument.Length == old.Length || argument[old.Length] is '=' or ':');
            if (isOld)
            {
                return renewed + argument[old.Length..];
            }
        }

        return argument;
    }
}
