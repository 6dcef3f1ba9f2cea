using System.Numerics;
using Candor.Commitments.Group;
using FsCheck.Fluent;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Candor.Commitments.Tests.Group;

/// <summary>The field against BouncyCastle's and against plain integers.</summary>
public sealed class FieldElementTests
{
    private static readonly BigInteger s_prime = Generators.FieldPrime;

    [Fact]
    public void Operations_OnAnyElements_AgreeWithBouncyCastle() => Generators.Check(Prop.ForAll(
        Generators.Words,
        Generators.Words,
        (x, y) =>
        {
            (FieldElement a, FieldElement b) = (FieldElement.FromBytesMasked(x), FieldElement.FromBytesMasked(y));
            int[] c = Decode(x);
            int[] d = Decode(y);
            AssertSame(a * b, z => X25519Field.Mul(c, d, z));
            AssertSame(a.Square(), z => X25519Field.Sqr(c, z));
            AssertSame(a + b, z => X25519Field.Add(c, d, z));
            AssertSame(a - b, z => X25519Field.Sub(c, d, z));
            AssertSame(-a, z => X25519Field.Negate(c, z));
        }));

    [Fact]
    public void Invert_OfAnyElement_AgreesWithBouncyCastle() => Generators.Check(
        Prop.ForAll(
            Generators.Words,
            x => AssertSame(FieldElement.FromBytesMasked(x).Invert(), z => X25519Field.Inv(Decode(x), z))),
        100);

    [Fact]
    public void Factors_AtTheirLargestLimbs_MultiplyExactly()
    {
        // Eight times 2^255 - 1 without a carry: every limb is 2^54 - 8, the most a factor may have.
        byte[] ones = [.. Enumerable.Repeat((byte)0xFF, 32)];
        FieldElement x = FieldElement.FromBytesMasked(ones);
        for (int doubling = 0; doubling < 3; doubling++)
        {
            x = FieldElement.AddLazy(x, x);
        }

        BigInteger value = 8 * (BigInteger.Pow(2, 255) - 1);
        Assert.Equal(value * value % s_prime, ToInteger(x * x));
        Assert.Equal(value * value % s_prime, ToInteger(x.Square()));
    }

    [Fact]
    public void LazyOperations_AsFactors_AgreeWithTightOnes() => Generators.Check(Prop.ForAll(
        Generators.Words,
        Generators.Words,
        (x, y) =>
        {
            (FieldElement a, FieldElement b) = (FieldElement.FromBytesMasked(x), FieldElement.FromBytesMasked(y));
            Assert.Equal((a + b) * (a - b), FieldElement.AddLazy(a, b) * FieldElement.SubtractLazy(a, b));
            FieldElement triple = FieldElement.AddLazy(FieldElement.AddLazy(a, a), b);
            Assert.Equal((a + a + b - b).Square(), FieldElement.SubtractLazy(triple, b).Square());
        }));

    [Fact]
    public void TryParse_AnyString_AcceptsOnlyTheCanonicalOne() => Generators.Check(Prop.ForAll(
        Generators.Words,
        x =>
        {
            bool accepted = FieldElement.TryParse(x, out FieldElement element);
            Assert.Equal(Generators.ToInteger(x) < s_prime, accepted);
            BigInteger masked = Generators.ToInteger(x) % BigInteger.Pow(2, 255);
            Assert.Equal(masked % s_prime, ToInteger(element));
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void TryParse_AnotherLength_IsRefused(int length) =>
        Assert.False(FieldElement.TryParse(new byte[length], out _));

    [Fact]
    public void Masks_OfAnyElement_DescribeIt() => Generators.Check(Prop.ForAll(
        Generators.Words,
        x =>
        {
            FieldElement a = FieldElement.FromBytesMasked(x);
            BigInteger value = ToInteger(a);
            Assert.Equal(value.IsEven ? 0 : ulong.MaxValue, a.NegativeMask());
            Assert.Equal(value.IsZero ? ulong.MaxValue : 0, a.ZeroMask());
            Assert.True(ToInteger(a.Absolute()).IsEven);
            Assert.Equal(value * value % s_prime, ToInteger(a.Absolute().Square()));
        }));

    [Fact]
    public void SqrtRatio_OfAnyRatio_ReturnsTheRootTheRfcAsksFor() => Generators.Check(
        Prop.ForAll(
            Generators.Words,
            Generators.Words,
            (x, y) =>
            {
                (FieldElement u, FieldElement v) = (FieldElement.FromBytesMasked(x), FieldElement.FromBytesMasked(y));
                ulong square = FieldElement.SqrtRatio(u, v, out FieldElement root);
                Assert.Equal(0UL, root.NegativeMask());
                FieldElement twisted = square != 0 ? u : FieldElement.SqrtMinusOne * u;
                if (v.ZeroMask() != 0)
                {
                    Assert.NotEqual(0UL, root.ZeroMask());
                    Assert.Equal(u.ZeroMask(), square);
                    return;
                }

                Assert.Equal(twisted, v * root.Square());

                // Euler's criterion decides independently.
                BigInteger ratio = ToInteger(u * v.Invert());
                Assert.Equal(BigInteger.ModPow(ratio, (s_prime - 1) / 2, s_prime) <= 1, square != 0);
            }),
        100);

    [Fact]
    public void Constants_OfTheCurve_SatisfyTheirDefinitions()
    {
        FieldElement one = FieldElement.One;
        FieldElement d = FieldElement.D;
        FieldElement minusOne = -one;
        Assert.Equal(-Small(121_665), d * Small(121_666));
        Assert.Equal(d + d, FieldElement.TwoD);
        Assert.Equal(minusOne, FieldElement.SqrtMinusOne.Square());
        Assert.Equal(minusOne - d, FieldElement.SqrtAdMinusOne.Square());
        Assert.Equal(one, FieldElement.InverseSqrtAMinusD.Square() * (minusOne - d));
        Assert.Equal(one - d.Square(), FieldElement.OneMinusDSquared);
        Assert.Equal((d - one).Square(), FieldElement.DMinusOneSquared);
        Assert.Equal(Small(4), FieldElement.BaseY * Small(5));
        (FieldElement xx, FieldElement yy) = (FieldElement.BaseX.Square(), FieldElement.BaseY.Square());
        Assert.Equal(one + (d * xx * yy), yy - xx);
    }

    private static FieldElement Small(int value) => FieldElement.FromBytesMasked(Generators.Bytes(value, 32));

    private static BigInteger ToInteger(FieldElement element)
    {
        byte[] bytes = new byte[FieldElement.Size];
        element.WriteBytes(bytes);
        return Generators.ToInteger(bytes);
    }

    private static int[] Decode(byte[] bytes)
    {
        int[] element = X25519Field.Create();
        X25519Field.Decode255(bytes, 0, element, 0);
        return element;
    }

    private static void AssertSame(FieldElement actual, Action<int[]> operation)
    {
        int[] expected = X25519Field.Create();
        operation(expected);
        X25519Field.Normalize(expected);
        byte[] bytes = new byte[FieldElement.Size];
        X25519Field.Encode(expected, bytes, 0);
        Assert.Equal(Generators.ToInteger(bytes), ToInteger(actual));
    }
}
