namespace Candor.Market.Records.Normalization;

/// <summary>The syllables of Hangul, which are computed and in no table (The Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int Syllables = 0xAC00;
    private const int Leading = 0x1100;
    private const int Vowels = 0x1161;
    private const int Trailing = 0x11A7;
    private const int LeadingCount = 19;
    private const int VowelCount = 21;
    private const int TrailingCount = 28;
    private const int SyllableCount = LeadingCount * VowelCount * TrailingCount;

    internal static bool IsSyllable(int c) => c is >= Syllables and < Syllables + SyllableCount;

    internal static void Append(int syllable, List<int> result)
    {
        int index = syllable - Syllables;
        result.Add(Leading + (index / (VowelCount * TrailingCount)));
        result.Add(Vowels + (index / TrailingCount % VowelCount));
        if (index % TrailingCount != 0)
        {
            result.Add(Trailing + (index % TrailingCount));
        }
    }

    internal static int? Pair(int first, int second)
    {
        if (first is >= Leading and < Leading + LeadingCount && second is >= Vowels and < Vowels + VowelCount)
        {
            return Syllables + ((((first - Leading) * VowelCount) + second - Vowels) * TrailingCount);
        }

        // U+11A7 itself is no trailing consonant, but the place before the first.
        return IsSyllable(first) && (first - Syllables) % TrailingCount == 0
            && second is > Trailing and < Trailing + TrailingCount
                ? first + second - Trailing
                : null;
    }
}
