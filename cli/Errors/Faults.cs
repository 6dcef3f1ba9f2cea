using System.Collections.Immutable;
using Candor.Mechanism.Json;

namespace Candor.Cli.Errors;

/// <summary>Words for the faults of a JSON document.</summary>
internal static class Faults
{
    private const int Shown = 3;

    /// <summary>The first faults in one line, and how many there are beside them.</summary>
    /// <param name="faults">The faults, at least one.</param>
    /// <param name="file">The file they are in, where there is one.</param>
    internal static string Describe(ImmutableArray<JsonFault> faults, string? file = null)
    {
        string prefix = file is null ? string.Empty : $"{file}: ";
        string shown = string.Join(
            "; ", faults.Take(Shown).Select(static fault => ErrorFilter.OneLine(fault.ToString())));
        int hidden = faults.Length - Shown;
        return hidden > 0 ? $"{prefix}{shown}; and {hidden} more" : prefix + shown;
    }
}
