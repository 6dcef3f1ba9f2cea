using Candor.Market.Records.Normalization;

namespace Candor.Market.Tests.Records.Normalization;

/// <summary>Unicode's own conformance test, NormalizationTest-15.0.0.txt, whole: its rows have a source and its forms NFC,
/// NFD, NFKC and NFKD.</summary>
public sealed class CanonicalFormsTests
{
    [Fact]
    public void Forms_OfEveryRow_AreThoseOfTheConformanceTest()
    {
        int checkedRows = 0;
        foreach (string[] row in UnicodeFile.Rows("NormalizationTest.txt.gz").Where(static row => row.Length > 1))
        {
            List<int>[] forms = [.. row.Take(5).Select(UnicodeFile.CodePoints)];
            for (int i = 0; i < forms.Length; i++)
            {
                List<int> decomposed = CanonicalForms.Decompose(forms[i]);
                Assert.Equal(forms[i < 3 ? 2 : 4], decomposed);
                Assert.Equal(forms[i < 3 ? 1 : 3], CanonicalForms.Compose(decomposed));
            }

            checkedRows++;
        }

        Assert.Equal(19_074, checkedRows);
    }

    // The file's second demand: what its first part does not list is its own form.
    [Fact]
    public void Forms_OfEveryCodePointThatIsNotListed_AreItself()
    {
        var listed = UnicodeFile.Rows("NormalizationTest.txt.gz")
            .SkipWhile(static row => !row[0].StartsWith("@Part1", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(static row => !row[0].StartsWith('@'))
            .Select(static row => UnicodeFile.CodePoints(row[0])[0]).ToHashSet();
        Assert.InRange(listed.Count, 10_000, 20_000);
        foreach (int c in Enumerable.Range(0, 0x110000).Where(c => !listed.Contains(c)))
        {
            List<int> decomposed = CanonicalForms.Decompose([c]);
            Assert.True(decomposed is [int only] && only == c, $"U+{c:X4}");
            Assert.Equal(decomposed, CanonicalForms.Compose(decomposed));
        }
    }

    // By exchanging neighbours this would take some 10^11 steps.
    [Fact]
    public void Decompose_AnEndlessRunOfMarks_IsOrderedByClassAndThenPlace()
    {
        int[] marks = [0x0345, 0x0301, 0x0323, 0x0300, 0x0334];
        const int Rounds = 100_000;
        List<int> text = ['a', .. Enumerable.Range(0, Rounds).SelectMany(_ => marks)];

        List<int> decomposed = CanonicalForms.Decompose(text);

        IEnumerable<int> above = Enumerable.Range(0, Rounds).SelectMany(_ => (int[])[0x0301, 0x0300]);
        Assert.Equal(
            ['a', .. Enumerable.Repeat(0x0334, Rounds), .. Enumerable.Repeat(0x0323, Rounds), .. above,
                .. Enumerable.Repeat(0x0345, Rounds)],
            decomposed);
    }
}
