using Candor.Commitments.Group;

namespace Candor.Commitments.Tests.Group;

public sealed class BatchEncodingTests
{
    [Fact]
    public void WriteDoubles_ManyPoints_AreTheEncodingsOfTheDoubles()
    {
        // The identity stands first, in the middle and last; i and -i of order four stand for it as well.
        var four = new RistrettoPoint(
            FieldElement.SqrtMinusOne, FieldElement.Zero, FieldElement.One, FieldElement.Zero);
        RistrettoPoint[] points =
        [
            RistrettoPoint.Identity,
            .. Enumerable.Range(0, 200).Select(i => HashToGroup.Point([(byte)i], "double"u8)),
            RistrettoPoint.Identity,
            four,
            -four,
            .. Enumerable.Range(0, 50).Select(i => HashToGroup.Point([(byte)i], "other"u8) + four),
            RistrettoPoint.Basepoint,
            RistrettoPoint.Identity,
        ];
        byte[] encodings = new byte[points.Length * 32];
        BatchEncoding.WriteDoubles(points, encodings);
        for (int i = 0; i < points.Length; i++)
        {
            Assert.Equal(points[i].Double().ToArray(), encodings[(32 * i)..(32 * (i + 1))]);
        }
    }

    [Fact]
    public void WriteDoubles_NoPoints_WritesNothing() => BatchEncoding.WriteDoubles([], []);

    [Fact]
    public void SecretMultiplier_EdgeScalars_MultiplyAsOnce()
    {
        RistrettoPoint point = HashToGroup.Point("a point"u8, "multiplier"u8);
        foreach (Scalar secret in new[] { Scalar.Zero, Scalar.One, -Scalar.One, Scalar.FromUInt64(ulong.MaxValue) })
        {
            var multiplier = new SecretMultiplier(secret);
            for (int round = 0; round < 3; round++)
            {
                multiplier.Multiply(point, out RistrettoPoint product);
                Assert.Equal(MultiscalarMultiplication.Sum([], [], [secret], [point]), product);
            }
        }
    }
}
