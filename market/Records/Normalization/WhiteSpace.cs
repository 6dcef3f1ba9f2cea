namespace Candor.Market.Records.Normalization;

/// <summary>Unicode's White_Space: U+0009 to U+000D, U+0020, U+0085, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029,
/// U+202F, U+205F and U+3000. U+200B, U+2060 and U+FEFF are none.</summary>
internal static class WhiteSpace
{
    internal static bool Contains(int c) => c is (>= 0x9 and <= 0xD) or 0x20 or 0x85 or 0xA0 or 0x1680
        or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000;

    /// <summary>Makes one U+0020 of each run, and takes off those at both ends.</summary>
    internal static List<int> Collapse(List<int> text)
    {
        var result = new List<int>(text.Count);
        bool space = false;
        foreach (int c in text)
        {
            if (Contains(c))
            {
                space = result.Count > 0;
                continue;
            }

            if (space)
            {
                result.Add(' ');
                space = false;
            }

            result.Add(c);
        }

        return result;
    }
}
