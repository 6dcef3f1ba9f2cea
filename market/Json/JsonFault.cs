using System.Collections.Immutable;

namespace Candor.Market.Json;

/// <summary>A fault in a JSON document.</summary>
/// <param name="Path">The member's path, such as <c>valuation.alpha[1][0]</c>; empty for the whole document.</param>
/// <param name="Found">What was found there.</param>
/// <param name="Expected">What was expected.</param>
public sealed record JsonFault(string Path, string Found, string Expected)
{
    /// <summary>The fault in one line.</summary>
    public override string ToString() =>
        $"{(Path.Length == 0 ? "the document" : Path)}: found {Found}, expected {Expected}";
}

/// <summary>Collects the faults of one document, in the order in which they are met.</summary>
public sealed class JsonFaults
{
    private readonly List<JsonFault> _faults = [];

    /// <summary>Whether nothing was wrong so far.</summary>
    public bool IsEmpty => _faults.Count == 0;

    /// <summary>How many faults there are so far; compare two counts to see whether a part was sound.</summary>
    public int Count => _faults.Count;

    /// <summary>Adds a fault.</summary>
    /// <param name="path">The member's path.</param>
    /// <param name="found">What was found there.</param>
    /// <param name="expected">What was expected.</param>
    public void Add(string path, string found, string expected) => _faults.Add(new JsonFault(path, found, expected));

    /// <summary>The faults so far.</summary>
    public ImmutableArray<JsonFault> ToImmutable() => [.. _faults];
}
