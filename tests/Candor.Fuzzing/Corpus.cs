namespace Candor.Fuzzing;

/// <summary>The inputs that are kept: seeds, and whatever broke a parser once.</summary>
internal static class Corpus
{
    /// <summary>The inputs of a target, in the order of their names.</summary>
    /// <param name="target">The target.</param>
    /// <returns>Each with its name.</returns>
    internal static IReadOnlyList<(string Name, byte[] Bytes)> Of(FuzzTarget target)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus", target.Name);
        return
        [
            .. Directory.GetFiles(folder)
                .Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))),
        ];
    }

    /// <summary>The names of the folders that are there.</summary>
    internal static IEnumerable<string> Folders() => Directory
        .GetDirectories(Path.Combine(AppContext.BaseDirectory, "corpus"))
        .Select(path => Path.GetFileName(path)!)
        .Order(StringComparer.Ordinal);
}
