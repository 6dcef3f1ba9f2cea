using System.Security.Cryptography;
using System.Text;
using Candor.Market.Records.Normalization;

namespace Candor.Market.Tests.Records.Normalization;

public sealed class UnicodeTablesTests
{
    private static readonly UnicodeTables s_tables = UnicodeTables.Shared;

    // What is committed to rests on every bit of them.
    [Fact]
    public void Unpacked_TheTables_AreFrozen()
    {
        byte[] packed = UnicodeTables.Unpacked();
        Assert.Equal(18_376, packed.Length);
        Assert.Equal(
            "916ae82c3d333058bcd232ebb0f1bdafb13fcf806aec24d8997729980fe740d6",
            Convert.ToHexStringLower(SHA256.HashData(packed)));
    }

    // A noncharacter has an age, and is no character.
    [Fact]
    public void IsAssigned_EveryCodePoint_AsItsAgeSays()
    {
        var aged = UnicodeFile.Rows("DerivedAge.txt.gz").SelectMany(row => UnicodeFile.Range(row[0])).ToHashSet();
        for (int c = 0; c <= 0x10FFFF; c++)
        {
            bool isNoncharacter = c is >= 0xFDD0 and <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;
            Assert.True(s_tables.IsAssigned(c) == (aged.Contains(c) && !isNoncharacter), $"U+{c:X4}");
        }
    }

    [Fact]
    public void Fold_EveryCodePoint_AsItsRowsCAndFSay()
    {
        var rows = UnicodeFile.Rows("CaseFolding.txt.gz").Where(static row => row[1] is "C" or "F")
            .ToDictionary(row => UnicodeFile.CodePoints(row[0])[0], row => UnicodeFile.CodePoints(row[2]));
        Assert.Equal(1_530, rows.Count);
        for (int c = 0; c <= 0x10FFFF; c++)
        {
            Assert.True(s_tables.Fold([c]).SequenceEqual(rows.GetValueOrDefault(c, [c])), $"U+{c:X4}");
        }
    }

    [Fact]
    public void WhiteSpace_EveryCodePoint_AsItsPropertyAndTheCellsTrimmingSay()
    {
        var white = UnicodeFile.Rows("White_Space.txt").SelectMany(row => UnicodeFile.Range(row[0])).ToHashSet();
        Assert.Equal(25, white.Count);
        for (int c = 0; c <= 0x10FFFF; c++)
        {
            Assert.True(WhiteSpace.Contains(c) == white.Contains(c), $"U+{c:X4}");
            Assert.True(!Rune.IsValid(c) || Rune.IsWhiteSpace(new Rune(c)) == white.Contains(c), $"U+{c:X4}");
        }
    }
}
