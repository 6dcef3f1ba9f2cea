namespace Candor.Market.Texts;

/// <summary>What the first bytes of a file say that it is, where that is not text in UTF-8.</summary>
/// <remarks>
/// None of the signatures begins a text that a person writes: each has a byte that UTF-8 does not have there, or a control
/// character that no table begins with.
/// </remarks>
public static class FileSignature
{
    /// <summary>The most bytes from the start of a file that are looked at.</summary>
    public const int Longest = 16;

    private const string Unpack = "unpack it first";
    private const string Export = "export the table first";

    /// <summary>Why a file cannot be text in UTF-8.</summary>
    /// <param name="start">The file's first bytes, <see cref="Longest"/> of them where it has as many.</param>
    /// <param name="expected">What was expected, such as <c>a scenario file</c>.</param>
    /// <returns>What goes on a sentence that begins with the file, such as <c>is UTF-16; expected UTF-8</c>; null where it
    /// may be text.</returns>
    public static string? FaultOf(ReadOnlySpan<byte> start, string expected)
    {
        if (EncodingOf(start) is { } encoding)
        {
            return $"is {encoding}; expected UTF-8";
        }

        return FormatOf(start) is var (format, advice)
            ? $"is {format}; expected {expected} in UTF-8: {advice}"
            : null;
    }

    // The mark of UTF-32, little-endian, begins with that of UTF-16.
    private static string? EncodingOf(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe, 0, 0])
            || start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xfe, 0xff]) ? "UTF-32"
        : start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])
            || start.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) ? "UTF-16"
        : null;

    private static (string Format, string Advice)? FormatOf(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? ("a gzip file", Unpack)
        : start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8)
            ? ("a zip file, or a workbook such as .xlsx", "unpack it, or export the table, first")
        : IsBzip2(start) ? ("a bzip2 file", Unpack)
        : start.StartsWith((ReadOnlySpan<byte>)[0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])
            ? ("an xz file", Unpack)
        : start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? ("a Zstandard file", Unpack)
        : start.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xbc, 0xaf]) ? ("a 7z file", Unpack)
        : start.StartsWith("PAR1\u0015"u8) ? ("a Parquet file", Export)
        : start.StartsWith("ARROW1\0\0"u8) ? ("an Arrow file", Export)
        : start.StartsWith("SQLite format 3\0"u8) ? ("a SQLite database", Export)
        : start.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0]) ? ("a workbook such as .xls", Export)
        : null;

    // The signature is plain ASCII, and so looked at as far as its first block's.
    private static bool IsBzip2(ReadOnlySpan<byte> start) =>
        start.Length >= 10 && start.StartsWith("BZh"u8) && start[3] is >= (byte)'1' and <= (byte)'9'
        && start[4..].StartsWith("1AY&SY"u8);
}
