using Candor.Commitments.Group;
using Candor.Commitments.Masks;

namespace Candor.Commitments.Tests.Masks;

/// <summary>The sum of masked vectors.</summary>
public sealed class MaskedSumTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Finish_OfAllContributors_IsTheSumOfTheirStatistics(int contributors)
    {
        var round = new MaskRound(contributors);
        Assert.Equal(Expected(round), SumOf(round));
    }

    [Fact]
    public void Finish_WithACoordinateOfMoreThan64Bits_IsNone()
    {
        var round = new MaskRound();
        round.ChangeMasked(0, (values, _) =>
        {
            values[3] += Scalar.FromUInt64(2).Invert();
            return true;
        });
        Assert.Null(SumOf(round));
    }

    [Fact]
    public void Finish_WithoutOneContributor_IsRefused()
    {
        var round = new MaskRound();
        using var sum = new MaskedSum(round.Epoch);
        sum.Add(0, round.Masked[0], round.Seeds[0]);
        Assert.Contains("position 1", Assert.Throws<InvalidOperationException>(
            () => sum.TryFinish(new long[round.Shape.Coordinates])).Message, StringComparison.Ordinal);
        Assert.Contains("position 0", Assert.Throws<InvalidOperationException>(
            () => sum.Add(0, round.Masked[0], round.Seeds[0])).Message, StringComparison.Ordinal);
        Assert.Equal("sum", Assert.Throws<ArgumentException>(() => sum.TryFinish(new long[1])).ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    public void TryGetInt64_AnyInteger_IsItAgain(long value)
    {
        Assert.True(MaskedSum.TryGetInt64(Scalar.FromInt64(value), out long same));
        Assert.Equal(value, same);
    }

    [Fact]
    public void TryGetInt64_BeyondItsEnds_IsNone()
    {
        Assert.False(MaskedSum.TryGetInt64(Scalar.FromInt64(long.MaxValue) + Scalar.One, out _));
        Assert.False(MaskedSum.TryGetInt64(Scalar.FromInt64(long.MinValue) - Scalar.One, out _));
        Assert.False(MaskedSum.TryGetInt64(Scalar.FromInt128(Int128.MaxValue), out _));
    }

    internal static long[] Expected(MaskRound round)
    {
        long[] sum = new long[round.Shape.Coordinates];
        foreach (var opening in round.Openings)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += opening.Coordinates[i];
            }
        }

        return sum;
    }

    internal static long[]? SumOf(MaskRound round)
    {
        using var sum = new MaskedSum(round.Epoch);
        for (int i = round.Keys.Length - 1; i >= 0; i--)
        {
            sum.Add(i, round.Masked[i], round.Seeds[i]);
        }

        long[] integers = new long[round.Shape.Coordinates];
        return sum.TryFinish(integers) ? integers : null;
    }
}
