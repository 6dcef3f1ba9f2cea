using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Candor.Market.Tests.Records.Normalization;

/// <summary>The files of the Unicode Character Database in tests/vectors/unicode.</summary>
internal static class UnicodeFile
{
    /// <summary>The rows of a file, without comments, as fields.</summary>
    internal static IEnumerable<string[]> Rows(string name)
    {
        using Stream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors", "unicode", name));
        using Stream text = name.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(text, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            string row = line.Split('#')[0].Trim();
            if (row.Length > 0)
            {
                yield return row.Split(';', StringSplitOptions.TrimEntries);
            }
        }
    }

    /// <summary>Such as <c>0041</c> or <c>0041..005A</c>.</summary>
    internal static IEnumerable<int> Range(string field)
    {
        string[] ends = field.Split("..");
        return Enumerable.Range(Hex(ends[0]), Hex(ends[^1]) - Hex(ends[0]) + 1);
    }

    /// <summary>Such as <c>0041 0301</c>.</summary>
    internal static List<int> CodePoints(string field) => [.. field.Split(' ').Select(Hex)];

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
