using System.Buffers;
using System.Text;

namespace Candor.Market.Records;

/// <summary>Cells of a table as text.</summary>
internal static class CellText
{
    /// <summary>The text without the white space around it: Unicode's White_Space, that is U+0009 to U+000D, U+0020,
    /// U+0085, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F and U+3000.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8)
    {
        while (Rune.DecodeFromUtf8(utf8, out Rune first, out int length) == OperationStatus.Done
            && Rune.IsWhiteSpace(first))
        {
            utf8 = utf8[length..];
        }

        while (Rune.DecodeLastFromUtf8(utf8, out Rune last, out int length) == OperationStatus.Done
            && Rune.IsWhiteSpace(last))
        {
            utf8 = utf8[..^length];
        }

        return utf8;
    }
}
