using Candor.Mechanism.Numerics;

namespace Candor.Mechanism.Tests.Numerics;

public class SummationTests
{
    [Fact]
    public void Sum_TermsThatCancel_LosesNothing() =>
        Assert.Equal(2, Summation.Sum([1, 1e100, 1, -1e100]));

    [Fact]
    public void Dot_EveryLengthAroundTheBlocks_EqualsThePlainSum()
    {
        for (int n = 0; n < 1100; n += n < 40 ? 1 : 53)
        {
            double[] left = [.. Enumerable.Range(0, n).Select(static k => k + 1.0)];
            double[] right = [.. Enumerable.Range(0, n).Select(static k => k % 3 - 1.0)];
            double expected = left.Zip(right, static (a, b) => a * b).Sum();
            Assert.Equal(expected, Summation.Dot(left, right));
        }
    }

    [Fact]
    public void Dot_DifferentLengths_SaysBoth()
    {
        var error = Assert.Throws<ArgumentException>(static () => Summation.Dot([1, 2], [1]));
        Assert.Contains("Found 1 factors beside 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LeaveOneOut_OneHugeTerm_DoesNotCancelTheOthers()
    {
        var sums = new double[3];
        Summation.LeaveOneOut([1e20, 1, 2], sums);
        Assert.Equal([3, 1e20, 1e20], sums);
    }
}
