using System.Numerics;
using Candor.Commitments.Group;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests.Group;

/// <summary>Scalars against plain integers.</summary>
public sealed class ScalarTests
{
    private static readonly BigInteger s_order = Generators.Order;

    [Fact]
    public void Operations_OnAnyScalars_AgreeWithIntegers() => Generators.Check(Prop.ForAll(
        Generators.WideWords,
        Generators.WideWords,
        (x, y) =>
        {
            (Scalar a, Scalar b) = (Scalar.FromWideBytes(x), Scalar.FromWideBytes(y));
            (BigInteger c, BigInteger d) = (Generators.ToInteger(x) % s_order, Generators.ToInteger(y) % s_order);
            Assert.Equal(c, ToInteger(a));
            Assert.Equal((c + d) % s_order, ToInteger(a + b));
            Assert.Equal((c - d + s_order) % s_order, ToInteger(a - b));
            Assert.Equal((s_order - c) % s_order, ToInteger(-a));
            Assert.Equal(c * d % s_order, ToInteger(a * b));
        }));

    [Fact]
    public void Invert_OfAnyScalar_AgreesWithIntegers() => Generators.Check(
        Prop.ForAll(
            Generators.WideWords,
            x => Assert.Equal(
                BigInteger.ModPow(Generators.ToInteger(x), s_order - 2, s_order),
                ToInteger(Scalar.FromWideBytes(x).Invert()))),
        100);

    [Fact]
    public void TryParse_AnyString_AcceptsOnlyIntegersBelowTheOrder() => Generators.Check(Prop.ForAll(
        Generators.Words,
        x =>
        {
            bool accepted = Scalar.TryParse(x, out Scalar scalar);
            Assert.Equal(Generators.ToInteger(x) < s_order, accepted);
            Assert.Equal(accepted ? x : new byte[32], scalar.ToArray());
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(569)]
    public void TryParse_OrderAndAbove_IsRefused(int value)
    {
        // ℓ itself is the encoding of zero plus ℓ.
        Assert.True(Scalar.TryParse(Generators.Bytes(value, 32), out _));
        Assert.False(Scalar.TryParse(Generators.Bytes(value + s_order, 32), out _));
        Assert.False(Scalar.TryParse(Generators.Bytes(value + (15 * s_order), 32), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void TryParse_AnotherLength_IsRefused(int length) => Assert.False(Scalar.TryParse(new byte[length], out _));

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void FromWideBytes_AnotherLength_Throws(int length) =>
        Assert.Throws<ArgumentException>(() => Scalar.FromWideBytes(new byte[length]));

    [Fact]
    public void TryWriteBytes_TooSmallADestination_IsRefused()
    {
        Assert.False(Scalar.One.TryWriteBytes(new byte[31]));
        byte[] bytes = new byte[32];
        Assert.True(Scalar.One.TryWriteBytes(bytes));
        Assert.Equal(Scalar.One.ToArray(), bytes);
    }

    [Fact]
    public void Recodings_OfAnyScalar_SumToIt() => Generators.Check(Prop.ForAll(
        Generators.WideWords,
        x =>
        {
            Scalar scalar = Scalar.FromWideBytes(x);
            sbyte[] radix16 = new sbyte[Scalar.Radix16Digits];
            scalar.WriteRadix16(radix16);
            Assert.All(radix16, digit => Assert.InRange(digit, -8, 8));
            Assert.Equal(ToInteger(scalar), Evaluate(radix16.Select(d => (int)d), 16));

            foreach (int width in (int[])[2, 5, 7, 8])
            {
                sbyte[] naf = new sbyte[Scalar.NafDigits];
                scalar.WriteNaf(width, naf);
                int bound = 1 << (width - 1);
                Assert.All(naf, digit => Assert.True(digit == 0 || (digit % 2 != 0 && Math.Abs((int)digit) < bound)));
                Assert.Equal(ToInteger(scalar), Evaluate(naf.Select(d => (int)d), 2));
            }

            for (int width = 4; width <= 13; width++)
            {
                short[] digits = new short[Scalar.SignedDigits(width)];
                scalar.WriteSignedDigits(width, digits);
                Assert.All(digits, digit => Assert.InRange(digit, -(1 << (width - 1)), 1 << (width - 1)));
                Assert.Equal(ToInteger(scalar), Evaluate(digits.Select(d => (int)d), 1 << width));
            }
        }));

    private static BigInteger Evaluate(IEnumerable<int> digits, int radix) =>
        digits.Reverse().Aggregate(BigInteger.Zero, (sum, digit) => (sum * radix) + digit);

    private static BigInteger ToInteger(Scalar scalar) => Generators.ToInteger(scalar.ToArray());
}
