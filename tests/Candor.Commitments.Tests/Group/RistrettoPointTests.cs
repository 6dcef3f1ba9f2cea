using Candor.Commitments.Group;
using FsCheck;
using FsCheck.Fluent;

namespace Candor.Commitments.Tests.Group;

public sealed class RistrettoPointTests
{
    private static readonly Arbitrary<RistrettoPoint> s_points = Arb.From(Gen.Frequency(
        (6, Generators.WideWords.Generator.Select(bytes => RistrettoPoint.FromUniformBytes(bytes))),
        (1, Gen.Constant(RistrettoPoint.Identity)),
        (1, Gen.Constant(RistrettoPoint.Basepoint))));

    [Fact]
    public void GroupLaws_OnAnyElements_Hold() => Generators.Check(
        Prop.ForAll(
            s_points,
            s_points,
            s_points,
            (p, q, r) =>
            {
                Assert.Equal(p + q, q + p);
                Assert.Equal(p + (q + r), p + q + r);
                Assert.Equal(p, p + RistrettoPoint.Identity);
                Assert.True((p - p).IsIdentity);
                Assert.True((p + -p).IsIdentity);
                Assert.Equal(p + p, p.Double());
                Assert.Equal(p - q, p + -q);
            }),
        100);

    [Fact]
    public void Encoding_OfAnyElement_ParsesBack() => Generators.Check(
        Prop.ForAll(
            s_points,
            p =>
            {
                byte[] bytes = p.ToArray();
                Assert.True(RistrettoPoint.TryParse(bytes, out RistrettoPoint parsed));
                Assert.Equal(p, parsed);
                Assert.Equal(bytes, parsed.ToArray());
            }),
        100);

    [Fact]
    public void Encoding_OfEveryPointOfTheCoset_IsTheSame() => Generators.Check(
        Prop.ForAll(
            s_points,
            p =>
            {
                // Adding (0, -1), (√-1, 0) or (-√-1, 0), the 4-torsion, changes the point and not the element.
                FieldElement i = FieldElement.SqrtMinusOne;
                RistrettoPoint[] coset =
                [
                    new(-p.X, -p.Y, p.Z, p.T),
                    new(i * p.Y, i * p.X, p.Z, -p.T),
                    new(-(i * p.Y), -(i * p.X), p.Z, -p.T),
                ];
                foreach (RistrettoPoint other in coset)
                {
                    Assert.Equal(p, other);
                    Assert.Equal(p.ToArray(), other.ToArray());
                    Assert.Equal(p.GetHashCode(), other.GetHashCode());
                }
            }),
        50);

    [Fact]
    public void Normalise_OfManyPoints_KeepsEach()
    {
        RistrettoPoint basepoint = RistrettoPoint.Basepoint;
        RistrettoPoint[] points =
            [.. Enumerable.Range(1, 20).Select(i => SecretMultiplication.Multiply((ulong)i, basepoint))];
        AffinePoint[] affine = AffinePoint.Normalise(points);
        for (int i = 0; i < points.Length; i++)
        {
            RistrettoPoint.Add(RistrettoPoint.Identity, affine[i], out RistrettoPoint sum);
            Assert.Equal(points[i], sum);
            RistrettoPoint.Subtract(sum, affine[i], out RistrettoPoint difference);
            Assert.True(difference.IsIdentity);
            RistrettoPoint.Add(points[i], -affine[i], out difference);
            Assert.True(difference.IsIdentity);
        }

        Assert.Empty(AffinePoint.Normalise([]));
    }

    [Theory]
    [InlineData(0, nameof(PointFailure.WrongLength))]
    [InlineData(31, nameof(PointFailure.WrongLength))]
    [InlineData(33, nameof(PointFailure.WrongLength))]
    [InlineData(32, nameof(PointFailure.Identity))]
    public void PointEncoding_ZerosOfALength_AreRefused(int length, string expected) =>
        Assert.Equal(expected, PointEncoding.TryParse(new byte[length], out _).ToString());

    [Theory]
    [InlineData(63)]
    [InlineData(65)]
    public void FromUniformBytes_AnotherLength_Throws(int length) =>
        Assert.Throws<ArgumentException>(() => RistrettoPoint.FromUniformBytes(new byte[length]));
}
