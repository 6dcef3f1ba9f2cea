using System.Collections.Immutable;

namespace Candor.Cli.Errors;

/// <summary>Words for the faults of a JSON document.</summary>
internal static class FaultText
{
    private const int Shown = 20;

    /// <summary>The first faults in one line, and how many there are beside them.</summary>
    /// <typeparam name="T">The document's own type of fault; its text is the fault in one line.</typeparam>
    /// <param name="faults">The faults, at least one.</param>
    /// <param name="file">The file they are in, where there is one.</param>
    internal static string Describe<T>(ImmutableArray<T> faults, string? file = null)
        where T : notnull
    {
        string prefix = file is null ? string.Empty : $"{file}: ";
        string shown = string.Join("; ", faults.Take(Shown).Select(static fault => ErrorFilter.OneLine($"{fault}")));
        int hidden = faults.Length - Shown;
        return hidden > 0 ? $"{prefix}{shown}; and {hidden} more" : prefix + shown;
    }

    /// <summary>What an argument's error says, without the name of the parameter, which means nothing to a user.</summary>
    /// <param name="error">The error.</param>
    internal static string WithoutParameter(ArgumentException error) => error.Message.Split(" (Parameter")[0];
}
