using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Candor.Market.Texts;

/// <summary>Text that is UTF-8 or nothing. The platform's readers put U+FFFD in the place of what they cannot decode and
/// take other encodings by a byte-order mark, so that two files, or two people's readings of one, become one text.</summary>
public static class StrictUtf8
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a whole file.</summary>
    /// <param name="file">Its bytes; a byte-order mark of UTF-8 at their start is not part of the text.</param>
    /// <param name="expected">What the file should be, such as <c>a scenario file</c>.</param>
    /// <param name="text">The text; null where there is a fault.</param>
    /// <param name="fault">What goes on a sentence that begins with the file, with the line and byte, counted from 1; null
    /// where the file is UTF-8.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryDecode(
        ReadOnlySpan<byte> file,
        string expected,
        [NotNullWhen(true)] out string? text,
        [NotNullWhen(false)] out string? fault)
    {
        text = null;
        fault = FileSignature.FaultOf(file, expected)
            ?? (IsUtf16(file) ? $"is UTF-16 without a byte-order mark; expected {expected} in UTF-8" : null)
            ?? (Utf8.IsValid(file) ? null : $"is not UTF-8 {WhereInvalid(file)}; expected {expected} in UTF-8");
        if (fault is not null)
        {
            return false;
        }

        text = s_strict.GetString(file.StartsWith("\uFEFF"u8) ? file["\uFEFF"u8.Length..] : file);
        return true;
    }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="utf8">Its bytes; null where it holds half of a surrogate pair, which no UTF-8 has.</param>
    /// <returns>Whether there are any.</returns>
    public static bool TryEncode(string text, [NotNullWhen(true)] out byte[]? utf8)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            utf8 = s_strict.GetBytes(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            utf8 = null;
            return false;
        }
    }

    // A text begins with a character of ASCII, and has no U+0000.
    private static bool IsUtf16(ReadOnlySpan<byte> file) => file is [0, not 0, ..] or [not 0, 0, ..];

    private static string WhereInvalid(ReadOnlySpan<byte> file)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(file[at..], out _, out int length) == OperationStatus.Done)
        {
            at += length;
        }

        int line = file[..at].Count((byte)'\n') + 1;
        int column = at - file[..at].LastIndexOf((byte)'\n');
        return string.Create(CultureInfo.InvariantCulture, $"at line {line}, byte {column} (0x{file[at]:X2})");
    }
}
